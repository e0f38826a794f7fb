import { Long } from 'bson';
import { StoreError } from './errors.js';
import type { Request } from './request.js';
import { Turn } from './turns.js';

/** Encoded documents, one by one; null is a good moment to let others have their turn. */
export type Documents = Iterator<Uint8Array | null>;

export interface Batch {
  docs: Uint8Array[];
  done: boolean;
}

const MAX_BATCH_BYTES = 8 * 1024 * 1024;
const DOCS_PER_STEP = 50;
const IDLE_MS = 10 * 60_000;

/** Collects one batch, in turns with others. */
export async function takeBatch(documents: Documents, size: number, request: Request): Promise<Batch> {
  const docs: Uint8Array[] = [];
  let bytes = 0;
  const turn = new Turn(request);
  while (docs.length < size && bytes < MAX_BATCH_BYTES) {
    const { value, done } = documents.next();
    if (done) return { docs, done: true };
    if (value) {
      docs.push(value);
      bytes += value.length;
    }
    if ((value === null || docs.length % DOCS_PER_STEP === 0) && turn.isOver) await turn.next();
  }
  return { docs, done: false };
}

interface OpenCursor {
  ns: string;
  documents: Documents;
  /** The command that opened it, whose work its documents go on counting. */
  request: Request;
  /** The getMore that reads it at this moment. */
  reader?: Request;
  usedAt: number;
}

/** The cursors that clients have not read to their end. */
export class Cursors {
  readonly #open = new Map<string, OpenCursor>();
  #last = Date.now() * 1_000;

  open(ns: string, documents: Documents, request: Request): Long {
    this.#last += 1;
    const id = Long.fromNumber(this.#last);
    this.#open.set(id.toString(), { ns, documents, request, usedAt: Date.now() });
    return id;
  }

  /** The next batch, for a getMore that is told what it goes on with and what that reads. */
  async next(id: Long, ns: string, size: number, getMore: Request): Promise<Batch> {
    const cursor = this.#open.get(id.toString());
    if (!cursor || cursor.ns !== ns) throw new StoreError('CursorNotFound', `cursor id ${id.toString()} not found`);
    cursor.usedAt = Date.now();
    getMore.continues = cursor.request;
    cursor.reader = getMore;
    const before = { ...cursor.request.work };
    const batch = await takeBatch(cursor.documents, size, getMore).catch((error: unknown) => {
      this.#open.delete(id.toString());
      throw error;
    });
    cursor.reader = undefined;
    const { work } = cursor.request;
    getMore.work = { ...work, keys: work.keys - before.keys, docs: work.docs - before.docs };
    if (batch.done) this.#open.delete(id.toString());
    return batch;
  }

  kill(id: Long): boolean {
    const reader = this.#open.get(id.toString())?.reader;
    if (reader) reader.ended = new StoreError('CursorKilled', `cursor id ${id.toString()} was killed`);
    return this.#open.delete(id.toString());
  }

  closeIdle(now = Date.now()): void {
    for (const [id, { usedAt }] of this.#open) if (now - usedAt > IDLE_MS) this.#open.delete(id);
  }
}
