import { mkdirSync } from 'node:fs';
import { open, type RootDatabase } from 'lmdb';
import type { KeyRange } from './plan.js';

export interface Entry {
  key: Buffer;
  value: Buffer;
}

interface Job {
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  /** Rolled back as a whole when it throws, so it cannot share a commit. */
  alone: boolean;
}

/** Address space, not memory. LMDB outgrows it by mapping the file anew, and keeps the old mapping's pages beside the new. */
const MAP_BYTES = 4 * 1024 ** 3;

/**
 * One LMDB environment with binary keys and values. Writers hand in synchronous jobs; all jobs of one turn of the
 * event loop share one commit, and a job's promise settles only when that commit is on the disk.
 */
export class Storage {
  readonly #db: RootDatabase<Buffer, Uint8Array>;
  #queue: Job[] = [];
  #scheduled = false;
  #changes = 0;

  constructor(
    directory: string,
    sync: boolean,
    /** Called when a commit was rolled back, so that what memory knows is read again. */
    private readonly onRollback: () => void,
  ) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#db = open<Buffer, Uint8Array>({
      path: directory,
      noSubdir: false,
      encoding: 'binary',
      keyEncoding: 'binary',
      noSync: !sync,
      // Without this LMDB answers before the pages are on the disk.
      overlappingSync: false,
      maxReaders: 126,
      mapSize: MAP_BYTES,
    });
  }

  /** Grows with every change: what was read before may be out of date. */
  get changes(): number {
    return this.#changes;
  }

  get(key: Buffer): Buffer | undefined {
    return this.#db.getBinary(key);
  }

  /** Entries of a range, at most `limit`; with `after` those behind that key in reading order. */
  read(range: KeyRange, reverse: boolean, limit: number, after?: Buffer): Entry[] {
    const { start, end } = range;
    const options = reverse
      ? { start: after ?? end, exclusiveStart: true, end: start, inclusiveEnd: true, reverse: true, limit }
      : { start: after ?? start, exclusiveStart: after !== undefined, end, limit };
    return Array.from(this.#db.getRange(options), ({ key, value }) => ({ key: key as Buffer, value }));
  }

  /** The key that lies `offset` keys behind the first of a range; undefined when the range ends before. */
  keyAt({ start, end }: KeyRange, offset: number): Buffer | undefined {
    for (const key of this.#db.getKeys({ start, end, offset, limit: 1 })) return key as Buffer;
    return undefined;
  }

  count({ start, end }: KeyRange): number {
    return this.#db.getKeysCount({ start, end });
  }

  /** Only within a job. */
  put(key: Buffer, value: Buffer): void {
    this.#changes += 1;
    this.#db.put(key, value);
  }

  /** Only within a job. */
  remove(key: Buffer): void {
    this.#changes += 1;
    this.#db.remove(key);
  }

  /** Runs a job in the next commit. `alone` gives it a commit of its own, undone when it throws. */
  write<T>(run: () => T, alone = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ run, resolve: resolve as (value: unknown) => void, reject, alone });
      this.#schedule();
    });
  }

  /** Runs a job at once, in a commit of its own. */
  writeNow<T>(run: () => T): T {
    return this.#db.transactionSync(run);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const jobs = this.#queue;
      this.#queue = [];
      while (jobs.length > 0) this.#commit(nextBatch(jobs));
    });
  }

  #commit(batch: Job[]): void {
    try {
      const results = this.#db.transactionSync(() => batch.map((job) => job.run()));
      for (const [i, job] of batch.entries()) job.resolve(results[i]);
    } catch (error) {
      this.onRollback();
      if (batch.length === 1) batch[0]!.reject(error);
      // One of them failed in a way it did not foresee: undo all, and let each stand for itself.
      else for (const job of batch) this.#commit([job]);
    }
  }

  /** Resolves when everything handed in is on the disk. */
  async drained(): Promise<void> {
    while (this.#queue.length > 0) await new Promise((done) => setImmediate(done));
  }

  async close(): Promise<void> {
    await this.drained();
    await this.#db.close();
  }
}

function nextBatch(jobs: Job[]): Job[] {
  const alone = jobs.findIndex((job) => job.alone);
  return jobs.splice(0, alone < 0 ? jobs.length : Math.max(alone, 1));
}
