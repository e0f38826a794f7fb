import {
  type AgentChoice,
  type AgentPresenceView,
  type AgentState,
  CHANNELS,
  type ChannelName,
  type ConversationRecord,
  type DecisionRecord,
  type DecisionView,
  type DeskRecord,
  type Interrupts,
  type OfferView,
  type WaitsForView,
} from '../contract/index.js';
import type { WaitsFor } from './core/index.js';
import { mayTake, setBy, unitsOn } from './desk-moves.js';

interface About {
  name: string;
  state: AgentState;
  queueIds: string[];
  interrupts: Interrupts;
}

export function presentPresence(desk: DeskRecord, { name, state, queueIds, interrupts }: About): AgentPresenceView {
  const mayTakeBy = (channel: ChannelName) => mayTake(desk, { conversationId: '', channel, interrupts });
  const since = state === 'lost' && desk.lostAt ? desk.lostAt : desk.presenceSince;
  return {
    agentId: desk._id,
    name,
    state,
    reason: state === 'away' ? desk.reason : null,
    since: since.toISOString(),
    setBy: setBy(desk),
    load: desk.entries.length,
    units: Math.round(unitsOn(desk)),
    capacity: Math.max(...Object.values(desk.capacity)),
    hasRoom: state === 'online' && CHANNELS.some(mayTakeBy),
    wrapUp: desk.entries.filter((entry) => entry.kind === 'wrapUp').length,
    queueIds,
  };
}

export function presentWaitsFor(waits: WaitsFor | null): WaitsForView | null {
  if (!waits) return null;
  const { widensAt, ...about } = waits;
  return { ...about, ...(widensAt !== undefined && { widensAt: new Date(widensAt).toISOString() }) };
}

export function presentDecision(decision: DecisionRecord): DecisionView {
  const { _id: id, at, conversationId, queueId, outcome, chosenAgentId, position, strategy, candidates } = decision;
  const { order, step, className, rulesVersion, others } = decision;
  return {
    ...{ id, at: at.toISOString(), conversationId, queueId, outcome, chosenAgentId, position, strategy },
    order: order ? { key: new Date(order.key).toISOString(), rate: order.rate } : null,
    ...{ step: step ?? 0, className: className ?? null, rulesVersion: rulesVersion ?? null, others: others ?? {} },
    candidates: candidates.map(({ agentId, name, verdict, idleMs, load, capacity, units, skillId }) => ({
      ...{ agentId, name, verdict, load, capacity, units, skillId },
      idleMs: idleMs ?? null,
    })),
  };
}

export interface OfferParts {
  offerId: string;
  expiresAt: Date;
  conversation: ConversationRecord;
  queueName: string;
  strategy: AgentChoice;
  idleMs: number | null;
  excluded: number;
  now: Date;
}

export function presentOffer(parts: OfferParts): OfferView {
  const { offerId, expiresAt, conversation, queueName, strategy, idleMs, excluded, now } = parts;
  const { _id, number, channel, queueId, subject, lastMessage, queuedAt, openedAt } = conversation;
  const { customerId, customerName, customerVerified } = conversation;
  return {
    id: offerId,
    conversationId: _id,
    number,
    channel,
    queue: { id: queueId, name: queueName },
    customer: { id: customerId, name: customerName, verified: customerVerified },
    subject,
    callTo: conversation.callback?.number ?? null,
    firstText: lastMessage?.direction === 'in' ? lastMessage.text : null,
    waitedMs: Math.max(0, +now - +(queuedAt ?? openedAt)),
    remainingMs: Math.max(0, +expiresAt - +now),
    expiresAt: expiresAt.toISOString(),
    reason: { strategy, idleMs, excluded },
  };
}
