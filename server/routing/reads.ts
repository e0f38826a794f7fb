import { CONVERSATION_STATES, type ConversationRecord, type ConversationState } from '../contract/index.js';
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

/** The store and this process do something else in between. */
const AT_ONCE = 200;

const inStates = (...states: ConversationState[]) =>
  ConversationModel.find({ state: { $in: states } }, FIELDS)
    .batchSize(AT_ONCE)
    .lean<RoutedConversation[]>();

/** Who waits: queued, and offered but not yet accepted. */
export const waitingConversations = () => inStates('queued', 'offered');

type Version = Pick<ConversationRecord, '_id' | 'version'>;

/** Of those who wait, so many in line from that key on. */
export const waitingVersions = (from: number, most: number) =>
  ConversationModel.collection
    .find<Version & Pick<ConversationRecord, 'routingKey'>>(
      { state: { $in: ['queued', 'offered'] }, routingKey: { $gte: from } } as never,
      { projection: { version: 1, routingKey: 1 } },
    )
    .sort({ routingKey: 1 })
    .limit(most)
    .toArray();

/** Who rings at an agent, or is with one: in talk, or in wrap-up. As many as the agents can hold, however many wait. */
export const givenConversations = () => inStates('offered', 'active', 'wrapUp');

/** What happened to any since then, in whatever state it is now: each transition says when it was made. */
export const versionsSince = (since: Date) =>
  ConversationModel.collection
    .find<Version>({ state: { $in: CONVERSATION_STATES }, lastActivityAt: { $gte: since } } as never, {
      projection: { version: 1 },
    })
    .toArray();

export const conversationsById = (ids: readonly string[]) =>
  ConversationModel.collection
    .find<RoutedConversation>({ _id: { $in: [...ids] } } as never, { projection: FIELDS })
    .toArray();

/** Of a whole record, what routing keeps. */
export function routed(conversation: ConversationRecord): RoutedConversation {
  return Object.fromEntries(KEPT.map((field) => [field, conversation[field]])) as unknown as RoutedConversation;
}
