import type { Callback, ConversationRecord, VisitorConversationView } from '../../server/contract/index.js';
import { initialsOf } from '../../server/platform/index.js';

export interface Place {
  position: number;
  forecast: { fromSeconds: number; toSeconds: number } | null;
}

export interface CustomersHere extends Iterable<string> {
  has(customerId: string): boolean;
  /** How many there are, or some more. */
  readonly size: number;
}

export interface LinePlace extends Place {
  conversationId: string;
  customerId: string;
}

/** What the visitor sees of their conversation: no ids of agents, no priorities, no outcomes. */
export function presentToVisitor(
  c: ConversationRecord,
  about: {
    queueName: string;
    agentName: string | null;
    place: Place | null;
    transcript: boolean;
    mayAskMail: boolean;
    mayAskCall: boolean;
  },
): VisitorConversationView {
  const waiting = c.state === 'queued' || c.state === 'offered';
  const over = c.state === 'closed' || c.state === 'wrapUp';
  return {
    id: c._id,
    version: c.version,
    state: waiting ? 'waiting' : over ? 'closed' : 'active',
    queueName: about.queueName,
    agent: about.agentName && !waiting ? { name: about.agentName, initials: initialsOf(about.agentName) } : null,
    position: waiting ? (about.place?.position ?? null) : null,
    forecast: waiting ? (about.place?.forecast ?? null) : null,
    agentReadSeq: c.receipts.agentReadPublic,
    ratingAsked: over && c.rating === null && c.firstAssignedAt !== null,
    rating: c.rating?.score ?? null,
    transcript: about.transcript,
    mayAskMail: about.mayAskMail && !over,
    mailTo: over ? null : (c.onwardTo ?? null),
    mayAskCall: about.mayAskCall && waiting,
    callTo: c.callback && !over ? callTo(c.callback) : null,
    openedAt: c.openedAt.toISOString(),
  };
}

const callTo = ({ number, tries, callId, talks = false }: Callback) => ({
  ...{ number, tries, calling: callId !== null, talking: talks },
});
