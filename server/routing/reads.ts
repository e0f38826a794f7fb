import type { ConversationRecord, ConversationState } from '../contract/index.js';
import { ConversationModel } from '../conversations/index.js';

/** What routing keeps of a conversation; thousands of them are in memory. */
const KEPT = [
  '_id',
  'number',
  'version',
  'state',
  'queueId',
  'agentId',
  'customerId',
  'customerName',
  'channel',
  'locale',
  'routingKey',
  'openedAt',
  'queuedAt',
  'assignedAt',
  'wrapUpUntil',
  'offers',
  'passedBy',
  'lastActivityAt',
  'sla',
  'value',
  'needs',
  'lastAgentId',
  'alsoQueueIds',
  'overflowedAt',
  'callback',
  'customerWaitsSince',
  'wroteAt',
] as const satisfies (keyof ConversationRecord)[];

export type RoutedConversation = Pick<ConversationRecord, (typeof KEPT)[number]>;

const FIELDS = Object.fromEntries(KEPT.map((field) => [field, 1]));

const inStates = (...states: ConversationState[]) =>
  ConversationModel.find({ state: { $in: states } }, FIELDS).lean<RoutedConversation[]>();

/** Who waits: queued, and offered but not yet accepted. */
export const waitingConversations = () => inStates('queued', 'offered');

/** Who is with an agent: in talk, or in wrap-up. */
export const ownedConversations = () => inStates('active', 'wrapUp');

export const conversationsById = (ids: readonly string[]) =>
  ConversationModel.collection
    .find<RoutedConversation>({ _id: { $in: [...ids] } } as never, { projection: FIELDS })
    .toArray();

/** Of a whole record, what routing keeps. */
export function routed(conversation: ConversationRecord): RoutedConversation {
  return Object.fromEntries(KEPT.map((field) => [field, conversation[field]])) as unknown as RoutedConversation;
}
