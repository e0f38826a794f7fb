import type { ChannelName, Direction, TouchpointKind, TouchpointRecord } from '../contract/index.js';
import { coalesced, foldText } from '../platform/index.js';
import { TouchpointModel } from './touchpoint.model.js';

export interface Reading {
  touchpoints: TouchpointRecord[];
  earlier: boolean;
  more: boolean;
}

/** What came after a seq of one stream, oldest first: how clients catch up. */
export async function after(customerId: string, seq: number, limit: number): Promise<Reading> {
  const found = await TouchpointModel.find({ customerId, seq: { $gt: seq } })
    .sort({ seq: 1 })
    .limit(limit + 1)
    .lean<TouchpointRecord[]>();
  return { touchpoints: found.slice(0, limit), earlier: seq > 0, more: found.length > limit };
}

/**
 * The latest touchpoints before a seq (or of all), oldest first; with them what joined customers' streams hold from the same
 * stretch of time, so that page after page tells the whole story once.
 * @param joined ids of customers who were joined into this one
 */
export async function before(
  customerId: string,
  { seq, limit, kinds, joined = [] }: { seq?: number; limit: number; kinds?: TouchpointKind[]; joined?: string[] },
): Promise<Reading> {
  const ofKind = kinds ? { kind: { $in: kinds } } : {};
  const found = await TouchpointModel.find({ customerId, ...(seq && { seq: { $lt: seq } }), ...ofKind })
    .sort({ seq: -1 })
    .limit(limit + 1)
    .lean<TouchpointRecord[]>();
  const earlier = found.length > limit;
  const touchpoints = found.slice(0, limit).reverse();
  if (joined.length === 0) return { touchpoints, earlier, more: false };
  const until = seq ? await timeOf(customerId, seq) : null;
  const beside = await besides(joined, earlier ? (touchpoints[0]?.at ?? null) : null, until);
  const all = [...touchpoints, ...beside.filter((t) => !kinds || kinds.includes(t.kind))];
  return { touchpoints: all.sort((a, b) => +a.at - +b.at || a.seq - b.seq), earlier, more: false };
}

async function timeOf(customerId: string, seq: number): Promise<Date | null> {
  return (await TouchpointModel.findOne({ customerId, seq }, { at: 1 }).lean())?.at ?? null;
}

const JOINED_LIMIT = 1_000;

async function besides(joined: string[], from: Date | null, until: Date | null): Promise<TouchpointRecord[]> {
  const streams = await Promise.all(
    joined.map((customerId) =>
      TouchpointModel.find({ customerId }).sort({ seq: -1 }).limit(JOINED_LIMIT).lean<TouchpointRecord[]>(),
    ),
  );
  return streams.flat().filter((t) => (!from || t.at >= from) && (!until || t.at < until));
}

/** The customer's own reading: what they may see, after their own seq. */
export async function publicAfter(customerId: string, publicSeq: number, limit: number): Promise<Reading> {
  const found = await TouchpointModel.find({ customerId, public: true, publicSeq: { $gt: publicSeq } })
    .sort({ publicSeq: 1 })
    .limit(limit + 1)
    .lean<TouchpointRecord[]>();
  return { touchpoints: found.slice(0, limit), earlier: publicSeq > 0, more: found.length > limit };
}

/** Everything of one conversation, oldest first. */
export function ofConversation(conversationId: string, limit = 5_000): Promise<TouchpointRecord[]> {
  return TouchpointModel.find({ conversationId }).sort({ seq: 1 }).limit(limit).lean<TouchpointRecord[]>();
}

export function byId(id: string): Promise<TouchpointRecord | null> {
  return TouchpointModel.findById(id).lean<TouchpointRecord>();
}

interface Source {
  channel: string | null;
  sourceId: string;
}

export interface MessageBy {
  channel?: ChannelName;
  direction?: Direction;
  /** On this one's timeline alone. */
  customerId?: string;
  /** A seq of that timeline. */
  before?: number;
}

/** What agents said in the chat of a conversation after a place of the customer's own count, oldest first. */
export function saidInChat(conversationId: string, afterPublicSeq: number): Promise<TouchpointRecord<'message'>[]> {
  const wanted = {
    ...{ conversationId, kind: 'message', channel: 'webchat', direction: 'out', public: true },
    ...{ 'author.type': 'agent', publicSeq: { $gt: afterPublicSeq } },
  };
  return TouchpointModel.find(wanted as never)
    .sort({ seq: 1 })
    .limit(200)
    .lean<TouchpointRecord<'message'>[]>();
}

/** The latest message of a conversation, of those that were not taken back. */
export function latestMessage(
  conversationId: string,
  { channel, direction, customerId, before }: MessageBy = {},
): Promise<TouchpointRecord<'message'> | null> {
  const wanted = {
    ...{ conversationId, kind: 'message', 'delivery.reason': { $ne: 'takenBack' } },
    ...(channel && { channel }),
    ...(direction && { direction }),
    ...(customerId && { customerId }),
    ...(before !== undefined && { seq: { $lt: before } }),
  };
  return TouchpointModel.findOne(wanted as never)
    .sort({ seq: -1 })
    .lean<TouchpointRecord<'message'>>();
}

/** What was written by mail in a conversation, oldest first, without what was taken back: the latest so many. */
export async function mailsOf(conversationId: string, limit: number): Promise<TouchpointRecord<'message'>[]> {
  const wanted = { conversationId, kind: 'message', channel: 'email', 'delivery.reason': { $ne: 'takenBack' } };
  const latest = await TouchpointModel.find(wanted as never)
    .sort({ seq: -1 })
    .limit(limit)
    .lean<TouchpointRecord<'message'>[]>();
  return latest.reverse();
}

export type Said = Pick<
  TouchpointRecord,
  '_id' | 'kind' | 'customerId' | 'conversationId' | 'seq' | 'direction' | 'sourceId'
>;

/** What people said in conversations, and how they rated them, by when it was written down: by ids, the first of them left out. */
export function saidBetween(afterId: string, untilId: string, limit: number): Promise<Said[]> {
  const byPeople = { 'details.source': { $ne: 'automatic' }, 'details.sms.word': { $exists: false } };
  const kinds: Said['kind'][] = ['message', 'rating.given'];
  const wanted = {
    _id: { $gt: afterId, $lte: untilId },
    kind: { $in: kinds },
    conversationId: { $ne: null },
    ...byPeople,
  };
  const fields = { kind: 1, customerId: 1, conversationId: 1, seq: 1, direction: 1, sourceId: 1 } as const;
  return TouchpointModel.find({ ...wanted, 'delivery.reason': { $ne: 'takenBack' } } as never, fields)
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Said[]>();
}

/** Of whatever was written down last; null where nothing was. */
export async function newestId(): Promise<string | null> {
  return (await TouchpointModel.findOne({}, { _id: 1 }).sort({ _id: -1 }).lean())?._id ?? null;
}

/** Whether one of these has become of a conversation since this place of its timeline. */
export async function hasHappened(
  conversationId: string,
  afterSeq: number,
  kinds: readonly TouchpointRecord['kind'][],
): Promise<boolean> {
  return (await TouchpointModel.exists({ conversationId, seq: { $gt: afterSeq }, kind: { $in: kinds } })) !== null;
}

const bySources: (asked: Source) => Promise<TouchpointRecord | null> = coalesced(async (asked: Source[]) => {
  const found = await Promise.all(
    [...new Set(asked.map(({ channel }) => channel))].map((channel) => {
      const sourceIds = asked.filter((one) => one.channel === channel).map(({ sourceId }) => sourceId);
      return TouchpointModel.find({ channel, sourceId: { $in: sourceIds } } as never).lean<TouchpointRecord[]>();
    }),
  );
  const keyOf = ({ channel, sourceId }: Source) => `${channel} ${sourceId}`;
  const byKey = new Map(found.flat().map((touchpoint) => [keyOf(touchpoint), touchpoint]));
  return asked.map((source) => byKey.get(keyOf(source)) ?? null);
});

export function bySource(channel: string | null, sourceId: string): Promise<TouchpointRecord | null> {
  return bySources({ channel, sourceId });
}

/** Notes in which somebody is named, newest first. */
export function notesNaming(agentId: string, since: Date, limit: number): Promise<TouchpointRecord<'note'>[]> {
  const wanted = { kind: 'note', 'details.mentions': agentId, at: { $gte: since } };
  return TouchpointModel.find(wanted as never)
    .sort({ at: -1 })
    .limit(limit)
    .lean<TouchpointRecord<'note'>[]>();
}

/** Where a seq stands on the customer's own count; never beyond the end of the stream. */
export async function markAt(customerId: string, seq: number): Promise<{ seq: number; publicSeq: number }> {
  const found = await TouchpointModel.findOne({ customerId, seq: { $lte: seq } }, { seq: 1, publicSeq: 1 })
    .sort({ seq: -1 })
    .lean();
  return { seq: found?.seq ?? 0, publicSeq: found?.publicSeq ?? 0 };
}

/** Highest seq of a stream; 0 when empty. */
export async function lastSeq(customerId: string): Promise<number> {
  return (await TouchpointModel.findOne({ customerId }, { seq: 1 }).sort({ seq: -1 }).lean())?.seq ?? 0;
}

/** Messages and notes with every word of the query, newest first; the last word may be unfinished. */
export async function searchTexts(query: string, limit: number): Promise<TouchpointRecord[]> {
  const words = foldText(query).match(/[\p{L}\p{N}]{2,40}/gu) ?? [];
  const last = words.pop();
  if (!last) return [];
  const prefix = { terms: { $regex: `^${last}` } };
  const whole = words.map((word) => ({ terms: word }));
  return TouchpointModel.find({ $and: [...whole, prefix] })
    .sort({ at: -1, _id: -1 })
    .limit(limit)
    .lean<TouchpointRecord[]>();
}
