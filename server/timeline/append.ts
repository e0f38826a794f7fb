import { LRUCache } from 'lru-cache';
import mongoose from 'mongoose';
import { CUSTOMER_KINDS, DELIVERY_RANK, type TouchpointDraft, type TouchpointRecord } from '../contract/index.js';
import { type Bus, type Clock, coalesced, foldText, inTurn, newId } from '../platform/index.js';
import { LEASE_MS } from './delivery.js';
import { TouchpointModel } from './touchpoint.model.js';

const MAX_CLASHES = 200;
const MAX_TERMS = 60;

interface Head {
  seq: number;
  publicSeq: number;
}

/** Of one customer, in their order: written so, or only the beginning of it. */
type Group = readonly TouchpointRecord[];

interface Written {
  /** So many, from the first on. */
  count: number;
  /** Why not the next. */
  error: Error | null;
}

/**
 * The one way onto a timeline. Writing the same (channel, sourceId) again changes nothing and answers what is there.
 * Within a process the appends of one customer happen, and are published, in the order of their seqs.
 */
export function makeAppend({ bus, clock }: { bus: Bus; clock: Clock }) {
  const heads = new LRUCache<string, Head>({ max: 20_000 });
  /** Whose timeline a conversation was last told on here. */
  const customerOf = new LRUCache<string, string>({ max: 20_000 });
  const turns = inTurn();
  const put = coalesced(insertGroups);

  /** Nothing was ever appended of this customer: the first append need not look. Where that is wrong it only clashes once. */
  function begins(customerId: string): void {
    if (!heads.has(customerId)) heads.set(customerId, { seq: 0, publicSeq: 0 });
  }

  // Another node has written there: what was known of its end would only clash, which costs two waits for the disk instead of none.
  bus.on('elsewhere.changed', ({ conversations, customers }) => {
    for (const id of [...conversations.flatMap((c) => customerOf.get(c) ?? []), ...customers]) heads.delete(id);
  });

  async function headOf(customerId: string): Promise<Head> {
    const cached = heads.get(customerId);
    if (cached) return cached;
    const last = await TouchpointModel.findOne({ customerId }, { seq: 1, publicSeq: 1 }).sort({ seq: -1 }).lean();
    return last ? { seq: last.seq, publicSeq: last.publicSeq } : { seq: 0, publicSeq: 0 };
  }

  async function insert(customerId: string, drafts: readonly TouchpointDraft[]): Promise<TouchpointRecord[]> {
    const done: TouchpointRecord[] = [];
    for (let clash = 0; clash < MAX_CLASHES; clash += 1) {
      const error = await insertNext(customerId, drafts, done);
      if (!error) return done;
      if (!isClash(error)) throw error;
      const { channel, sourceId } = drafts[done.length]!;
      const earlier = await TouchpointModel.findOne({ channel, sourceId }).lean<TouchpointRecord>();
      if (earlier) done.push(earlier); // a repeat; else another node took this seq: take the next
      if (done.length === drafts.length) return done;
    }
    throw new Error('a timeline is written to faster than it can be appended to');
  }

  /** Writes and tells what is left of the drafts, as far as it goes. @returns why the next of them could not be written */
  async function insertNext(
    customerId: string,
    drafts: readonly TouchpointDraft[],
    done: TouchpointRecord[],
  ): Promise<Error | null> {
    const group = recordsFrom(drafts.slice(done.length), await headOf(customerId), clock.now());
    heads.delete(customerId); // not known while it is being written
    const { count, error } = await put(group);
    for (const touchpoint of group.slice(0, count)) {
      done.push(touchpoint);
      if (touchpoint.conversationId) customerOf.set(touchpoint.conversationId, customerId);
      if (!error) heads.set(customerId, touchpoint);
      bus.publish('touchpoint.appended', { touchpoint });
    }
    return error;
  }

  /**
   * Several of one customer, one after the other in one write: a crash may leave the beginning of them, never a gap.
   * @returns what is there of each
   */
  async function appendAll(drafts: readonly TouchpointDraft[]): Promise<TouchpointRecord[]> {
    const [first] = drafts;
    return first ? turns(first.customerId, () => insert(first.customerId, drafts)) : [];
  }

  async function append(draft: TouchpointDraft): Promise<TouchpointRecord> {
    const [touchpoint] = await appendAll([draft]);
    return touchpoint!;
  }

  return { append, appendAll, begins };
}

/**
 * Of many customers in one write, in order: what comes after a clash is left out, and with it the rest of that group, or there
 * would be a gap; the other groups go on without it.
 */
async function insertGroups(groups: Group[]): Promise<Written[]> {
  const written = groups.map(({ length }): Written => ({ count: length, error: null }));
  let next = 0;
  while (next < groups.length) {
    const failed = await insertUntilClash(groups.slice(next).flat());
    if (!failed) break;
    let before = failed.index;
    while (before >= groups[next]!.length) {
      before -= groups[next]!.length;
      next += 1;
    }
    written[next] = { count: before, error: failed.error };
    next += 1;
  }
  return written;
}

/** @returns the first that could not be written; what stands before it is, and what stands after it is not */
async function insertUntilClash(touchpoints: TouchpointRecord[]): Promise<{ index: number; error: Error } | null> {
  try {
    if (touchpoints.length > 0) await TouchpointModel.collection.insertMany(touchpoints as never, { ordered: true });
    return null;
  } catch (error) {
    const first = error instanceof mongoose.mongo.MongoBulkWriteError ? [error.writeErrors].flat()[0] : undefined;
    if (!first) throw error;
    return { index: first.index, error: Object.assign(new Error(first.errmsg), { code: first.code }) };
  }
}

/** One after the other, from this place on. */
function recordsFrom(drafts: readonly TouchpointDraft[], head: Head, now: Date): TouchpointRecord[] {
  let last = head;
  return drafts.map((draft) => {
    const record = recordFrom(draft, last, now);
    last = record;
    return record;
  });
}

/** What is stored of a draft that comes after this place in its stream. */
export function recordFrom(draft: TouchpointDraft, head: Head, now: Date): TouchpointRecord {
  // What goes by mail or text is read there; ours can still be taken back, and somebody may have part in it whom a chat shows nothing.
  const elsewhere = draft.kind === 'message' && (draft.channel === 'email' || draft.channel === 'sms');
  const shown = CUSTOMER_KINDS.includes(draft.kind) && (!elsewhere || draft.inChat === true);
  const state = draft.delivery ?? 'none';
  return {
    _id: newId(),
    customerId: draft.customerId,
    conversationId: draft.conversationId,
    seq: head.seq + 1,
    publicSeq: head.publicSeq + (shown ? 1 : 0),
    public: shown,
    kind: draft.kind,
    direction: draft.direction,
    channel: draft.channel,
    sourceId: draft.sourceId,
    clientId: draft.clientId ?? null,
    at: draft.at ?? now,
    recordedAt: now,
    author: draft.author,
    text: draft.text ?? null,
    terms: termsOf(draft.text),
    attachments: draft.attachments ?? [],
    details: draft.details,
    delivery: { state, rank: DELIVERY_RANK[state], tries: 0, ...(state === 'pending' && due(draft, now)) },
  };
}

/** Its writer holds the first try, unless it shall wait: then whoever takes it up at its time does. */
function due({ notBefore, lane, channel }: TouchpointDraft, now: Date): Partial<TouchpointRecord['delivery']> {
  const waits = notBefore && notBefore > now;
  const dueAt = waits ? notBefore : new Date(now.getTime() + LEASE_MS);
  return { tries: waits ? 0 : 1, dueAt, lane: lane ?? channel ?? '' };
}

/** The distinct folded words of a text, for the search index. */
export function termsOf(text: string | undefined): string[] {
  if (!text) return [];
  const words = foldText(text).match(/[\p{L}\p{N}]{2,40}/gu) ?? [];
  return [...new Set(words)].slice(0, MAX_TERMS);
}

function isClash(error: unknown): boolean {
  return (error as { code?: number }).code === 11_000;
}
