import { Long } from 'bson';
import { StoreError } from './errors.js';
import type { Request } from './request.js';

/** Encoded documents, one by one; null is a good moment to let others have their turn. */
export type Documents = Iterator<Uint8Array | null>;

export interface Batch {
  docs: Uint8Array[];
  done: boolean;
}

const MAX_BATCH_BYTES = 8 * 1024 * 1024;
const TURN_MS = 4;
const IDLE_MS = 10 * 60_000;

/** Collects one batch. A long read pauses every few milliseconds, so that other connections are served meanwhile. */
export async function takeBatch(documents: Documents, size: number): Promise<Batch> {
  const docs: Uint8Array[] = [];
  let bytes = 0;
  let turn = performance.now();
  while (docs.length < size && bytes < MAX_BATCH_BYTES) {
    const { value, done } = documents.next();
    if (done) return { docs, done: true };
    if (value) {
      docs.push(value);
      bytes += value.length;
    }
    if ((value === null || docs.length % 50 === 0) && performance.now() - turn > TURN_MS) {
      await nextTurn();
      turn = performance.now();
    }
  }
  return { docs, done: false };
}

/** Does long work with pauses at its steps, so that others are served meanwhile. */
export async function inTurns<T>(work: Generator<null, T>): Promise<T> {
  let turn = performance.now();
  for (;;) {
    const { value, done } = work.next();
    if (done) return value;
    if (performance.now() - turn > TURN_MS) {
      await nextTurn();
      turn = performance.now();
    }
  }
}

const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(done));

interface OpenCursor {
  ns: string;
  documents: Documents;
  /** The command that opened it, whose work its documents go on counting. */
  request: Request;
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
    const before = { ...cursor.request.work };
    const batch = await takeBatch(cursor.documents, size).catch((error: unknown) => {
      this.#open.delete(id.toString());
      throw error;
    });
    const { work } = cursor.request;
    getMore.work = { ...work, keys: work.keys - before.keys, docs: work.docs - before.docs };
    if (batch.done) this.#open.delete(id.toString());
    return batch;
  }

  kill(id: Long): boolean {
    return this.#open.delete(id.toString());
  }

  closeIdle(now = Date.now()): void {
    for (const [id, { usedAt }] of this.#open) if (now - usedAt > IDLE_MS) this.#open.delete(id);
  }
}
