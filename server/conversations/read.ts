import { type ConversationRecord, type ConversationState, OPEN_STATES } from '../contract/index.js';
import { ConversationModel } from './conversation.model.js';

type Found = Promise<ConversationRecord[]>;

export function byId(id: string): Promise<ConversationRecord | null> {
  return ConversationModel.findById(id).lean<ConversationRecord>();
}

/** Who waits, in the order of service: queued, and offered but not yet accepted. */
export async function waiting(): Found {
  const [queued, offered] = await Promise.all([inState('queued'), inState('offered')]);
  return [...queued, ...offered].sort((a, b) => a.routingKey - b.routingKey || (a._id < b._id ? -1 : 1));
}

function inState(state: ConversationState): Found {
  return ConversationModel.find({ state }).sort({ routingKey: 1 }).lean<ConversationRecord[]>();
}

/** What one agent owns: in talk, or in wrap-up. */
export function heldBy(agentId: string): Found {
  return ConversationModel.find({ agentId, state: { $in: ['active', 'wrapUp'] } }).lean<ConversationRecord[]>();
}

/** The customer's unfinished matter on a channel, newest first; null when there is none. */
export function unfinished(customerId: string, channel: string): Promise<ConversationRecord | null> {
  return ConversationModel.findOne({ customerId, channel, state: { $in: [...OPEN_STATES, 'snoozed'] } } as never)
    .sort({ openedAt: -1 })
    .lean<ConversationRecord>();
}

export function latestOf(customerId: string): Promise<ConversationRecord | null> {
  return ConversationModel.findOne({ customerId }).sort({ openedAt: -1 }).lean<ConversationRecord>();
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
  return (await ConversationModel.exists({ queueId, state: { $in: [...OPEN_STATES, 'snoozed'] } })) !== null;
}

export interface InboxFilterBy {
  states: readonly string[];
  agentId?: string;
  queueIds?: string[];
  /** Or owned by this agent, whatever the queue. */
  orAgentId?: string;
  customerIds?: string[];
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

export function count(by: InboxFilterBy): Promise<number> {
  return ConversationModel.countDocuments({ $and: filters(by) } as never);
}

function filters({ states, agentId, queueIds, orAgentId, customerIds }: InboxFilterBy): object[] {
  const inQueues = queueIds ? [{ queueId: { $in: queueIds } }] : [];
  return [
    { state: { $in: states } },
    ...(agentId ? [{ agentId }] : []),
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
