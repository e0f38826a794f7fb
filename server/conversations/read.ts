import { LRUCache } from 'lru-cache';
import { type ConversationRecord, UNFINISHED_STATES } from '../contract/index.js';
import { coalesced } from '../platform/index.js';
import { findTogether } from '../store/index.js';
import { ConversationModel } from './conversation.model.js';

type Found = Promise<ConversationRecord[]>;

export const byId: (id: string) => Promise<ConversationRecord | null> = findTogether(ConversationModel, '_id');

export function byNumber(number: number): Promise<ConversationRecord | null> {
  return ConversationModel.findOne({ number }).lean<ConversationRecord>();
}

const USUAL_OF = 40;
const usualWaits = new LRUCache<string, number[]>({ max: 1_000, ttl: 60_000 });

/**
 * Median seconds from opening to the first answer over the latest answered conversations of these queues; null when none. Read at
 * most once a minute and queue: every widget asks.
 */
export async function usualReplySeconds(queueIds: readonly string[]): Promise<number | null> {
  const waits = (await Promise.all(queueIds.map(firstWaits))).flat().sort((a, b) => a - b);
  return waits.length > 0 ? Math.round(waits[Math.floor(waits.length / 2)]!) : null;
}

async function firstWaits(queueId: string): Promise<number[]> {
  const known = usualWaits.get(queueId);
  if (known) return known;
  const filter = { queueId, firstAssignedAt: { $ne: null } };
  const latest = await ConversationModel.find(filter, { openedAt: 1, firstResponseAt: 1 })
    .sort({ firstAssignedAt: -1 })
    .limit(USUAL_OF)
    .lean();
  const waits = latest.flatMap((c) => (c.firstResponseAt ? [(+c.firstResponseAt - +c.openedAt) / 1_000] : []));
  usualWaits.set(queueId, waits);
  return waits;
}

/** Whose chat it is: on their timeline stands what is said there. */
export const chatStream = ({ chat, customerId }: Pick<ConversationRecord, 'chat' | 'customerId'>): string =>
  chat?.customerId ?? customerId;

/** More in one chat are not shown. */
const MOST_FOR_CHAT = 20;

/** Matters of somebody else that go on in this customer's chat, the newest first: seldom any. Of many customers they are read at once. */
const besides: (customerId: string) => Promise<ConversationRecord[]> = coalesced(async (customerIds: string[]) => {
  const found = await ConversationModel.find({ 'chat.customerId': { $in: [...new Set(customerIds)] } } as never)
    .sort({ openedAt: -1 })
    .limit(MOST_FOR_CHAT * customerIds.length)
    .lean<ConversationRecord[]>();
  return customerIds.map((id) => found.filter(({ chat }) => chat?.customerId === id));
}, 100);

const newestFirst = (a: ConversationRecord, b: ConversationRecord): number => +b.openedAt - +a.openedAt;
const isUnfinished = ({ state }: ConversationRecord): boolean =>
  (UNFINISHED_STATES as readonly string[]).includes(state);

/** Apart from `besides`: of both in one question the store would read all to sort them. */
const newestOwn = (filter: Record<string, unknown>): Promise<ConversationRecord | null> =>
  ConversationModel.findOne(filter as never)
    .sort({ openedAt: -1 })
    .lean<ConversationRecord>();

/**
 * The newest unfinished matter on a channel of these customers, who are one person; null when there is none. In the chat also one by
 * mail that goes on there.
 */
export async function unfinished(customerIds: string | string[], channel: string): Promise<ConversationRecord | null> {
  const theirs = {
    customerId: typeof customerIds === 'string' ? customerIds : { $in: customerIds },
    state: { $in: UNFINISHED_STATES },
  };
  if (channel !== 'webchat') return newestOwn({ ...theirs, channel });
  const [own, ...others] = await Promise.all([
    newestOwn({ ...theirs, $or: [{ channel }, { inChat: true }] }),
    ...[customerIds].flat().map(besides),
  ]);
  return [...(own ? [own] : []), ...others.flat().filter(isUnfinished)].sort(newestFirst)[0] ?? null;
}

/** The customer's unfinished matters that can be answered in the chat, the newest first. Those of many customers are read at once. */
export async function unfinishedForChat(customerId: string): Promise<ConversationRecord[]> {
  const [own, others] = await Promise.all([ownForChat(customerId), besides(customerId)]);
  return [...own, ...others.filter(isUnfinished)].sort(newestFirst).slice(0, MOST_FOR_CHAT);
}

const ownForChat: (customerId: string) => Promise<ConversationRecord[]> = coalesced(async (customerIds: string[]) => {
  const open = { customerId: { $in: [...new Set(customerIds)] }, channel: { $in: ['webchat', 'email'] } };
  const found = await ConversationModel.find({ ...open, state: { $in: UNFINISHED_STATES } } as never)
    .sort({ openedAt: -1 })
    .limit(MOST_FOR_CHAT * customerIds.length)
    .lean<ConversationRecord[]>();
  return customerIds.map((id) => found.filter((c) => c.customerId === id));
}, 100);

/** As they see it: also one of somebody they were joined with, where it goes on in their chat. */
export async function latestOf(customerId: string): Promise<ConversationRecord | null> {
  const [own, others] = await Promise.all([newestOwn({ customerId }), besides(customerId)]);
  return [...(own ? [own] : []), ...others].sort(newestFirst)[0] ?? null;
}

export function dueSnoozed(now: Date): Found {
  return ConversationModel.find({ state: 'snoozed', snoozedUntil: { $lte: now } })
    .limit(200)
    .lean<ConversationRecord[]>();
}

export function byStartKey(startKey: string): Promise<ConversationRecord | null> {
  return ConversationModel.findOne({ startKey }).lean<ConversationRecord>();
}

export async function inUse(queueId: string): Promise<boolean> {
  return (await ConversationModel.exists({ queueId, state: { $in: UNFINISHED_STATES } })) !== null;
}

/** Whether anything that is not done with asks for this skill by itself. */
export async function asksFor(skillId: string): Promise<boolean> {
  const filter = { state: { $in: UNFINISHED_STATES }, 'needs.skillId': skillId };
  return (await ConversationModel.exists(filter as never)) !== null;
}

export interface InboxFilterBy {
  states: readonly string[];
  agentId?: string;
  queueIds?: string[];
  /** Or owned by this agent, whatever the queue. */
  orAgentId?: string;
  customerIds?: string[];
  /** Only what nobody owns. */
  unowned?: boolean;
}

/**
 * A page of a list, latest activity first.
 * @param after `lastActivityAt:id` of the last row of the page before
 */
export async function page(by: InboxFilterBy, after: string | undefined, limit: number) {
  const rows = await ConversationModel.find({ $and: [...filters(by), ...beyond(after)] } as never)
    .sort({ lastActivityAt: -1, _id: -1 })
    .limit(limit + 1)
    .lean<ConversationRecord[]>();
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit), next: last ? `${last.lastActivityAt.getTime()}:${last._id}` : null };
}

/** How many each of these customers has had; missing: none. */
export async function countByCustomer(customerIds: readonly string[]): Promise<Map<string, number>> {
  const found = await ConversationModel.aggregate<{ _id: string; count: number }>([
    { $match: { customerId: { $in: [...customerIds] } } },
    { $group: { _id: '$customerId', count: { $sum: 1 } } },
  ]);
  return new Map(found.map(({ _id, count }) => [_id, count]));
}

function filters({ states, agentId, queueIds, orAgentId, customerIds, unowned }: InboxFilterBy): object[] {
  const inQueues = queueIds ? [{ queueId: { $in: queueIds } }] : [];
  return [
    { state: { $in: states } },
    ...(agentId ? [{ agentId }] : unowned ? [{ agentId: null }] : []),
    ...(customerIds ? [{ customerId: { $in: customerIds } }] : []),
    ...(orAgentId && queueIds ? [{ $or: [...inQueues, { agentId: orAgentId }] }] : inQueues),
  ];
}

function beyond(after: string | undefined): object[] {
  const [time, id] = (after ?? '').split(':');
  if (!time || !id || !Number.isFinite(Number(time))) return [];
  const at = new Date(Number(time));
  return [{ lastActivityAt: { $lte: at } }, { $or: [{ lastActivityAt: { $lt: at } }, { _id: { $lt: id } }] }];
}
