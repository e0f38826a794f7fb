import type {
  AgentPresenceView,
  AgentState,
  ConversationRecord,
  CustomerRecord,
  DecisionRecord,
  DecisionView,
  DeskRecord,
  OfferView,
} from '../contract/index.js';
import { loadOf } from './desk-moves.js';

interface About {
  name: string;
  state: AgentState;
  queueIds: string[];
}

export function presentPresence(desk: DeskRecord, { name, state, queueIds }: About): AgentPresenceView {
  const since = state === 'lost' && desk.lostAt ? desk.lostAt : desk.presenceSince;
  return {
    agentId: desk._id,
    name,
    state,
    reason: state === 'away' ? desk.reason : null,
    since: since.toISOString(),
    load: loadOf(desk),
    capacity: desk.capacity,
    wrapUp: desk.entries.filter((entry) => entry.kind === 'wrapUp').length,
    queueIds,
  };
}

export function presentDecision(decision: DecisionRecord): DecisionView {
  const { _id: id, at, conversationId, queueId, outcome, chosenAgentId, position, strategy, candidates } = decision;
  return {
    ...{ id, at: at.toISOString(), conversationId, queueId, outcome, chosenAgentId, position, strategy },
    candidates: candidates.map(({ agentId, name, verdict, idleMs, load, capacity }) => ({
      ...{ agentId, name, verdict, load, capacity },
      idleMs: idleMs ?? null,
    })),
  };
}

export interface OfferParts {
  offerId: string;
  expiresAt: Date;
  conversation: ConversationRecord;
  queueName: string;
  customer: Pick<CustomerRecord, '_id' | 'name'> & { verified: boolean };
  idleMs: number | null;
  excluded: number;
  now: Date;
}

export function presentOffer(parts: OfferParts): OfferView {
  const { offerId, expiresAt, conversation, queueName, customer, idleMs, excluded, now } = parts;
  const { _id, number, channel, queueId, subject, lastMessage, queuedAt, openedAt } = conversation;
  return {
    id: offerId,
    conversationId: _id,
    number,
    channel,
    queue: { id: queueId, name: queueName },
    customer: { id: customer._id, name: customer.name, verified: customer.verified },
    subject,
    firstText: lastMessage?.direction === 'in' ? lastMessage.text : null,
    waitedMs: Math.max(0, +now - +(queuedAt ?? openedAt)),
    remainingMs: Math.max(0, +expiresAt - +now),
    expiresAt: expiresAt.toISOString(),
    reason: { strategy: 'longestIdle', idleMs, excluded },
  };
}
