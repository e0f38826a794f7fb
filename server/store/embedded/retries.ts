import type { Binary, Long } from 'bson';
import { LRUCache } from 'lru-cache';
import { StoreError } from './errors.js';
import type { Doc } from './value.js';

interface Answered {
  txnNumber: Long;
  reply: Promise<Doc>;
}

/** Remembers the last numbered write of each session, so that a client that repeats it gets the first answer. */
export class Retries {
  readonly #last = new LRUCache<string, Answered>({ max: 10_000 });

  once(lsid: unknown, number: unknown, run: () => Promise<Doc>): Promise<Doc> {
    const session = sessionId(lsid);
    const txnNumber = number as Long;
    const last = this.#last.get(session);
    const order = last ? txnNumber.compare(last.txnNumber) : 1;
    if (order === 0) return last!.reply;
    if (order < 0)
      throw new StoreError(
        'TransactionTooOld',
        `Retryable write with txnNumber ${txnNumber.toString()} is prohibited on session because a newer retryable write with txnNumber ${last!.txnNumber.toString()} has already started on this session.`,
      );
    const reply = run();
    const answered = { txnNumber, reply };
    this.#last.set(session, answered);
    // A write that failed as a whole may be tried again under the same number.
    reply.catch(() => this.#last.get(session) === answered && this.#last.delete(session));
    return reply;
  }
}

const sessionId = (lsid: unknown): string => (lsid as { id: Binary }).id.toString('hex');
