import type { CandidateRecord, ConversationRecord } from '../contract/index.js';
import { told } from './drafts.js';
import { type Change, FROM } from './transition.js';

interface Chosen {
  id: string;
  version: number;
  decisionId: string;
  candidates: CandidateRecord[];
}

export interface Offering extends Chosen {
  /** Who are asked; each by an offer of their own. */
  to: { offerId: string; agentId: string; agentName: string }[];
  expiresAt: Date;
}

export interface Giving extends Chosen {
  agentId: string;
  agentName: string;
}

export const waited = (c: ConversationRecord, now: Date) => (c.queuedAt ? Math.max(0, +now - +c.queuedAt) : 0);

/** Everything that becoming somebody's sets or clears. */
export function ownedBy(c: ConversationRecord, agentId: string, now: Date): Partial<ConversationRecord> {
  return {
    state: 'active',
    agentId,
    ...(c.joinedBy && { joinedBy: c.joinedBy.filter((id) => id !== agentId) }),
    offers: [],
    passedBy: [],
    alsoQueueIds: [],
    ...(c.keepsPlace && { keepsPlace: false }),
    queuedAt: null,
    snoozedUntil: null,
    wrapUpUntil: null,
    closedAt: null,
    closedBy: null,
    assignedAt: now,
    firstAssignedAt: c.firstAssignedAt ?? now,
  };
}

/** The router asks somebody, or several at once. */
export function offering({ version, to, expiresAt, decisionId, candidates }: Offering, now: Date): Change {
  const made = { decisionId, expiresAt: expiresAt.toISOString(), candidates };
  return {
    from: FROM.offer,
    version,
    set: {
      state: 'offered',
      offers: to.map(({ offerId, agentId }) => ({ offerId, agentId, madeAt: now, expiresAt, decisionId })),
    },
    made: ({ offers }) => offers.some(({ offerId }) => offerId === to[0]?.offerId),
    tells: (c, at) => to.map((one) => told(c, 'offer.made', { ...one, ...made }, { at })),
  };
}

/** The router gives without asking. */
export function giving({ version, agentId, agentName, decisionId, candidates }: Giving, now: Date): Change {
  return {
    from: FROM.give,
    version,
    set: (c) => ownedBy(c, agentId, now),
    made: (after) => after.agentId === agentId && +(after.assignedAt ?? 0) === +now,
    tells: (c, at) => {
      const how = { agentId, agentName, how: 'automatic' as const, waitedMs: waited(c, at), decisionId, candidates };
      return [told(c, 'conversation.assigned', how, { at })];
    },
  };
}
