import type { ConversationRecord, ConversationState } from '../contract/index.js';
import { ConversationModel } from '../conversations/index.js';

/** What routing keeps of a conversation; thousands of them are in memory. */
export type RoutedConversation = Pick<
  ConversationRecord,
  | '_id'
  | 'number'
  | 'version'
  | 'state'
  | 'queueId'
  | 'agentId'
  | 'customerId'
  | 'customerName'
  | 'channel'
  | 'routingKey'
  | 'openedAt'
  | 'queuedAt'
  | 'assignedAt'
  | 'wrapUpUntil'
  | 'offer'
  | 'passedBy'
  | 'lastActivityAt'
>;

const FIELDS = {
  number: 1,
  version: 1,
  state: 1,
  queueId: 1,
  agentId: 1,
  customerId: 1,
  customerName: 1,
  channel: 1,
  routingKey: 1,
  openedAt: 1,
  queuedAt: 1,
  assignedAt: 1,
  wrapUpUntil: 1,
  offer: 1,
  passedBy: 1,
  lastActivityAt: 1,
} as const satisfies Record<Exclude<keyof RoutedConversation, '_id'>, 1>;

const inStates = (...states: ConversationState[]) =>
  ConversationModel.find({ state: { $in: states } }, FIELDS).lean<RoutedConversation[]>();

/** Who waits: queued, and offered but not yet accepted. */
export const waitingConversations = () => inStates('queued', 'offered');

/** Who is with an agent: in talk, or in wrap-up. */
export const ownedConversations = () => inStates('active', 'wrapUp');

export const conversationsById = (ids: readonly string[]) =>
  ConversationModel.find({ _id: { $in: [...ids] } }, FIELDS).lean<RoutedConversation[]>();

/** Of a whole record, what routing keeps. */
export function routed(conversation: ConversationRecord): RoutedConversation {
  const { _id, number, version, state, queueId, agentId, customerId, customerName, channel, routingKey } = conversation;
  const { openedAt, queuedAt, assignedAt, wrapUpUntil, offer, passedBy, lastActivityAt } = conversation;
  return {
    ...{ _id, number, version, state, queueId, agentId, customerId, customerName, channel, routingKey },
    ...{ openedAt, queuedAt, assignedAt, wrapUpUntil, offer, passedBy, lastActivityAt },
  };
}
