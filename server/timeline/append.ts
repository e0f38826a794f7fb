import { LRUCache } from 'lru-cache';
import mongoose from 'mongoose';
import { CUSTOMER_KINDS, DELIVERY_RANK, type TouchpointDraft, type TouchpointRecord } from '../contract/index.js';
import { type Bus, type Clock, coalesced, foldText, inTurn, newId } from '../platform/index.js';
import { TouchpointModel } from './touchpoint.model.js';

/** How long the writer of a pending touchpoint has to deliver it itself before the sweep may take it over. */
const OWN_DELIVERY_MS = 30_000;
const MAX_CLASHES = 200;
const MAX_TERMS = 60;

interface Head {
  seq: number;
  publicSeq: number;
}

/**
 * The one way onto a timeline. Writing the same (channel, sourceId) again changes nothing and answers what is there.
 * Within a process the appends of one customer happen, and are published, in the order of their seqs.
 */
export function makeAppend({ bus, clock }: { bus: Bus; clock: Clock }) {
  const heads = new LRUCache<string, Head>({ max: 20_000 });
  const turns = inTurn();
  const put = coalesced(insertMany);

  async function headOf(customerId: string): Promise<Head> {
    const cached = heads.get(customerId);
    if (cached) return cached;
    const last = await TouchpointModel.findOne({ customerId }, { seq: 1, publicSeq: 1 }).sort({ seq: -1 }).lean();
    return last ? { seq: last.seq, publicSeq: last.publicSeq } : { seq: 0, publicSeq: 0 };
  }

  async function insert(draft: TouchpointDraft): Promise<TouchpointRecord> {
    const { customerId, channel, sourceId } = draft;
    for (let clash = 0; clash < MAX_CLASHES; clash += 1) {
      const touchpoint = recordFrom(draft, await headOf(customerId), clock.now());
      try {
        await put(touchpoint);
        heads.set(customerId, touchpoint);
        bus.publish('touchpoint.appended', { touchpoint });
        return touchpoint;
      } catch (error) {
        heads.delete(customerId);
        if (!isClash(error)) throw error;
        const earlier = await TouchpointModel.findOne({ channel, sourceId }).lean<TouchpointRecord>();
        if (earlier) return earlier; // a repeat; else another node took this seq: take the next
      }
    }
    throw new Error('a timeline is written to faster than it can be appended to');
  }

  return function append(draft: TouchpointDraft): Promise<TouchpointRecord> {
    return turns(draft.customerId, () => insert(draft));
  };
}

/** Of many customers in one write; a clash fails its own touchpoint only. */
async function insertMany(touchpoints: TouchpointRecord[]): Promise<(null | Error)[]> {
  try {
    await TouchpointModel.collection.insertMany(touchpoints as never, { ordered: false });
    return touchpoints.map(() => null);
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
    const failed = new Map([error.writeErrors].flat().map((one) => [one.index, one]));
    return touchpoints.map((_, i) => {
      const one = failed.get(i);
      return one ? Object.assign(new Error(one.errmsg), { code: one.code }) : null;
    });
  }
}

/** What is stored of a draft that comes after this place in its stream. */
export function recordFrom(draft: TouchpointDraft, head: Head, now: Date): TouchpointRecord {
  // What goes by mail is read as a mail; ours can still be taken back, and somebody may have part in it whom a chat shows nothing.
  const byMail = draft.kind === 'message' && draft.channel === 'email';
  const shown = CUSTOMER_KINDS.includes(draft.kind) && !byMail;
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
  const dueAt = waits ? notBefore : new Date(now.getTime() + OWN_DELIVERY_MS);
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
