import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { Checkpoints, type Sync } from './checkpoints.js';
import { DATA_FILE, type Database, fileNumber, openDatabase } from './disk.js';
import { StoreError } from './errors.js';
import type { KeyRange } from './plan.js';
import { Room, type Usage } from './room.js';

export interface Entry {
  key: Buffer;
  value: Buffer;
}

/** What collections and the catalog need of whatever holds them. */
export interface Records {
  get(key: Buffer): Buffer | undefined;
  /** Entries of a range, at most `limit`; with `after` those behind that key in reading order. */
  read(range: KeyRange, reverse: boolean, limit: number, after?: Buffer): Entry[];
  count(range: KeyRange): number;
  /** Only within a job. */
  put(key: Buffer, value: Buffer): void;
  /** Only within a job. */
  remove(key: Buffer): void;
}

interface Job {
  run: () => unknown;
  /** Whether what it gave is an answer, for which the disk counts; else it goes on in another commit. */
  isOver: (result: unknown) => boolean;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

export interface StorageOptions {
  directory: string;
  /** false: writes may be lost with the machine. */
  sync: boolean;
  /** How the disk is asked; the system's call unless a test holds it back. */
  syncFile?: Sync;
  /** Called when a commit was rolled back, so that what memory knows is read again. */
  onRollback: () => void;
}

/**
 * One LMDB environment with binary keys and values. Writers hand in synchronous jobs; all jobs of one turn of the
 * event loop share one commit, and a job's promise settles only when that commit is on the disk. Whoever reads may see it a moment
 * before.
 */
export class Storage implements Records {
  readonly #db: Database;
  #queue: Job[] = [];
  #aloneQueue: Job[] = [];
  #scheduled = false;
  #wasAlone = false;
  #changes = 0;
  #full = false;
  readonly #room: Room;
  readonly #checkpoints: Checkpoints;
  readonly #file: number | undefined;

  constructor(private readonly options: StorageOptions) {
    const before = fileNumber(options.directory);
    this.#db = openDatabase(options.directory);
    this.#file = before ?? fileNumber(options.directory);
    this.#room = new Room(join(options.directory, DATA_FILE), () => this.#db.getStats() as Usage);
    this.#checkpoints = new Checkpoints({
      file: this.#room.file,
      hold: () => this.#hold(),
      onFailed: endForDisk,
      isSafe: options.sync,
      sync: options.syncFile,
    });
  }

  /**
   * For whoever has just claimed the directory, within a job, before anything is written.
   * @returns false where a crash left more than was safe, which is gone now: what the job read is void
   */
  begin(): boolean {
    return this.#checkpoints.begin();
  }

  #hold(): () => void {
    // biome-ignore lint/correctness/useHookAtTopLevel: LMDB's word, not React's
    const transaction = this.#db.useReadTransaction();
    return () => transaction.done();
  }

  /** false when another file was put in the place of the one that is open, as a restore does. */
  get isInPlace(): boolean {
    return fileNumber(this.options.directory) === this.#file;
  }

  /** Grows with every change: what was read before may be out of date. */
  get changes(): number {
    return this.#changes;
  }

  /** What a call of the disk has taken lately, in milliseconds. */
  get diskMs(): number {
    return this.#checkpoints.callMs;
  }

  get(key: Buffer): Buffer | undefined {
    const shared = this.#db.getBinaryFast(key);
    if (!shared) return undefined;
    // The next value is read into the same memory, and what lies behind `length` there is no part of this one.
    const own = Buffer.allocUnsafe(shared.length);
    own.set(new Uint8Array(shared.buffer, shared.byteOffset, shared.length));
    return own;
  }

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

  /** The first keys of a range. */
  keys({ start, end }: KeyRange, limit: number): Buffer[] {
    return [...this.#db.getKeys({ start, end, limit })] as Buffer[];
  }

  count({ start, end }: KeyRange): number {
    return this.#db.getKeysCount({ start, end });
  }

  put(key: Buffer, value: Buffer): void {
    this.#changes += 1;
    this.#room.note(key.length + value.length);
    this.#db.put(key, value);
  }

  remove(key: Buffer): void {
    this.#changes += 1;
    this.#room.note(key.length);
    this.#db.remove(key);
  }

  /**
   * Runs a job in the next commit. `alone` gives it a commit of its own, undone when it throws; those take turns with
   * everything else, so that however many there are, another job waits for one of them at most.
   * @param isOver tells of a part of some work that it need not be on the disk before the next one
   */
  write<T>(run: () => T, alone = false, isOver: (result: T) => boolean = () => true): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const job = { run, isOver: isOver as Job['isOver'], resolve: resolve as (value: unknown) => void, reject };
      (alone ? this.#aloneQueue : this.#queue).push(job);
      this.#schedule();
    });
  }

  /** Runs a job at once, in a commit of its own; what it does is undone when it throws. It is safe with the next that is waited for. */
  writeNow<T>(run: () => T): T {
    try {
      return this.#db.transactionSync(() => {
        this.#room.begin();
        const done = run();
        this.#room.ensure();
        return done;
      });
    } catch (error) {
      endIfDamaged(error);
      throw error;
    }
  }

  /** Frees the pages that readers beside us held when they were killed. */
  forgetDeadReaders(): void {
    this.#db.readerCheck();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#checkpoints.turn(() => {
      this.#scheduled = false;
      const batch = this.#nextBatch();
      if (this.#queue.length + this.#aloneQueue.length > 0) this.#schedule();
      this.#commit(batch);
    });
  }

  #nextBatch(): Job[] {
    const turn = this.#queue.length > 0 && (this.#aloneQueue.length === 0 || this.#wasAlone);
    this.#wasAlone = !turn;
    return turn ? this.#queue.splice(0) : this.#aloneQueue.splice(0, 1);
  }

  #commit(batch: Job[]): void {
    let results: unknown[];
    try {
      results = this.writeNow(() => batch.map((job) => job.run()));
    } catch (error) {
      this.#recover();
      if (batch.length === 1) batch[0]!.reject(this.#noteRoom(error));
      // One of them failed in a way it did not foresee: undo all, and let each stand for itself.
      else for (const job of batch) this.#commit([job]);
      return;
    }
    this.#noteRoom(undefined);
    const done = batch.map((job, i) => ({ job, result: results[i] }));
    for (const { job, result } of done) if (!job.isOver(result)) job.resolve(result);
    this.#checkpoints.after(() => {
      for (const { job, result } of done) job.resolve(result);
    });
  }

  #recover(): void {
    try {
      this.#db.getKeysCount({ limit: 1 });
    } catch (error) {
      // After LMDB failed to write its head it refuses everything, reading too.
      endForDisk(error as Error);
    }
    this.options.onRollback();
  }

  /** Tells whoever runs this when the disk is full, and when it is not any more. */
  #noteRoom(error: unknown): unknown {
    const full = error instanceof StoreError && error.codeName === 'OutOfDiskSpace';
    if (full !== this.#full && (full || error === undefined)) {
      this.#full = full;
      console.error(`embedded store: ${full ? 'the disk is full, writes are refused' : 'there is room again'}`);
    }
    return error;
  }

  /** Resolves when everything handed in is on the disk. */
  async drained(): Promise<void> {
    while (this.#queue.length + this.#aloneQueue.length > 0) await new Promise((done) => setImmediate(done));
    await new Promise<void>((done) => this.#checkpoints.after(done));
  }

  async close(): Promise<void> {
    do await this.drained();
    while (this.#checkpoints.isBusy);
    this.#checkpoints.close();
    this.#room.close();
    await this.#db.close();
  }
}

/** After a write that the system refused, LMDB's binding has written beyond a buffer: nothing here can be trusted any more. */
function endIfDamaged(error: unknown): void {
  const { message } = error as Error;
  if (message.includes('Attempting to write page')) endForDisk(error as Error);
}

function endForDisk({ message }: Error): void {
  writeSync(2, `embedded store: the disk failed (${message}); this process ends, what it acknowledged is safe\n`);
  process.kill(process.pid, 'SIGKILL');
}
