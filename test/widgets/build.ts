import type { VisitorConversationView, VisitorTouchpointView } from '../../server/contract/index.js';
import type { Pending } from '../../widgets/src/app/state.js';

/** A message of the agent, unless said otherwise, on the visitor's own timeline. */
export function aTouchpoint(seq: number, about: Partial<VisitorTouchpointView> = {}): VisitorTouchpointView {
  return {
    id: `t${seq}`,
    seq,
    at: '2030-01-01T09:00:00.000Z',
    kind: 'message',
    direction: 'out',
    author: { type: 'agent', name: 'Sara' },
    text: `message ${seq}`,
    attachments: [],
    details: {},
    delivery: { state: 'sent' },
    clientId: null,
    conversationId: 'c1',
    ...about,
  };
}

export const theirs = (seqs: number[]): VisitorTouchpointView[] => seqs.map((seq) => aTouchpoint(seq));

export function mine(seq: number, clientId: string): VisitorTouchpointView {
  return aTouchpoint(seq, { direction: 'in', author: { type: 'customer' }, clientId });
}

let written = 0;
export function aPending(clientId: string, about: Partial<Pending> = {}): Pending {
  written += 1;
  return { clientId, text: clientId, attachments: [], at: '2030-01-01T09:00:00.000Z', order: written, ...about };
}

export function aConversation(about: Partial<VisitorConversationView> = {}): VisitorConversationView {
  return {
    id: 'c1',
    version: 1,
    state: 'active',
    queueName: 'Orders',
    agent: { name: 'Sara', initials: 'S' },
    position: null,
    forecast: null,
    agentReadSeq: 0,
    ratingAsked: false,
    rating: null,
    transcript: true,
    mayAskMail: true,
    mailTo: null,
    mayAskCall: true,
    callTo: null,
    openedAt: '2030-01-01T08:59:00.000Z',
    ...about,
  };
}
