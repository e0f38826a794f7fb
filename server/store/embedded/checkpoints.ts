import { fdatasync, fdatasyncSync } from 'node:fs';
import {
  checkpointOf,
  forgetCheckpoints,
  type Head,
  type HeadFile,
  headsIn,
  newestHead,
  otherPlace,
  type Place,
  writeCheckpoint,
} from './heads.js';
import { takeBack } from './take-back.js';

/** So many calls of the disk tell what one takes. */
const CALLS_LATELY = 8;

/** A state of the store on its way to the disk. */
interface State {
  head: Head;
  /** Lets its pages be used again. */
  release: () => void;
  /** Whom to tell once it is safe. */
  waiting: (() => void)[];
}

/** Brings what was written to a file onto the disk. */
export type Sync = (file: number, done: (error: Error | null) => void) => void;

export interface CheckpointOptions {
  /** LMDB's, open for reading and writing. */
  file: number;
  /** Keeps the pages of the present state from being used again; answers how that ends. */
  hold: () => () => void;
  /** The disk has lost something: what it says afterwards is not to be believed. */
  onFailed: (error: Error) => void;
  /** false: writes may be lost with the machine, and are answered at once. */
  isSafe: boolean;
  sync?: Sync;
}

/**
 * Brings what LMDB committed onto the disk, while others read and write. LMDB itself writes to the system's memory only, in no order:
 * after a power cut anything of it may be there or not. So the last state that is on the disk whole is held (LMDB uses none of its pages
 * again, as if somebody were reading it), and its head is kept as a checkpoint, to which the file is taken back when the store is
 * opened. One call of the disk at a time: it makes the checkpoint safe that was written before it, and all pages of what is the next.
 */
export class Checkpoints {
  readonly #heads: HeadFile;
  readonly #sync: Sync;
  #place: Place = 0;
  #takenBack = 0;
  #safe: State | undefined;
  /** In the file, and on the disk with the next call. */
  #written: State | undefined;
  #waiting: (() => void)[] = [];
  #turns: (() => void)[] = [];
  #running = false;
  #callMs = 0;

  constructor(private readonly options: CheckpointOptions) {
    this.#heads = headsIn(options.file);
    this.#sync = options.sync ?? fdatasync;
  }

  /** What a call of the disk has taken lately, in milliseconds. */
  get callMs(): number {
    return this.#callMs;
  }

  /** Whether something is on its way to the disk. */
  get isBusy(): boolean {
    return this.#running;
  }

  /**
   * For whoever has just claimed the directory, before anything is written.
   * @returns false where the file was taken back to its checkpoint: what was read of it before is void
   */
  begin(): boolean {
    if (takeBack(this.#heads)) return false;
    if (this.options.isSafe) this.#beginSafely();
    else forgetCheckpoints(this.#heads);
    return true;
  }

  #beginSafely(): void {
    fdatasyncSync(this.options.file);
    const last = checkpointOf(this.#heads);
    if (last) [this.#place, this.#takenBack] = [otherPlace(last.place), last.takenBack];
    this.#safe = this.#take();
    this.#write(this.#safe);
    fdatasyncSync(this.options.file);
  }

  /** @param then called in the order of asking, when everything that is committed by now is safe; never after a failure */
  after(then: () => void): void {
    if (!this.options.isSafe) {
      then();
      return;
    }
    this.#waiting.push(then);
    if (!this.#running) this.#call();
  }

  /** When to commit: at once, or between two calls of the disk, so that as much as possible shares one. */
  turn(commit: () => void): void {
    if (this.#running) this.#turns.push(commit);
    else setImmediate(commit);
  }

  close(): void {
    this.#safe?.release();
    this.#written?.release();
  }

  #call(): void {
    this.#running = true;
    const next = this.#orFail(() => this.#next());
    const begun = performance.now();
    this.#sync(this.options.file, (error) => {
      if (error) return this.options.onFailed(error);
      this.#callMs += (performance.now() - begun - this.#callMs) / CALLS_LATELY;
      this.#settle();
      if (next) this.#orFail(() => this.#write(next));
      this.#written = next;
      this.#goOn();
    });
  }

  /** The state to bring to the disk; none where nothing was committed since the last. */
  #next(): State | undefined {
    const asking = this.#waiting.splice(0);
    const last = this.#written ?? this.#safe;
    if (last && newestHead(this.#heads).commit === last.head.commit) {
      last.waiting.push(...asking);
      return undefined;
    }
    return { ...this.#take(), waiting: asking };
  }

  #take(): State {
    return { release: this.options.hold(), head: newestHead(this.#heads), waiting: [] };
  }

  #write({ head }: State): void {
    writeCheckpoint(this.#heads, { head, place: this.#place, takenBack: this.#takenBack });
    this.#place = otherPlace(this.#place);
  }

  /** The call is over: the checkpoint that was in the file before it is on the disk. */
  #settle(): void {
    if (this.#written) {
      this.#safe?.release();
      this.#safe = this.#written;
    }
    for (const then of this.#safe?.waiting.splice(0) ?? []) then();
  }

  /** Those who were just answered have their word, then whoever waits commits, then the disk is asked again. */
  #goOn(): void {
    if (this.#turns.length > 0) setImmediate(() => this.#commit());
    else if (this.#waiting.length > 0 || this.#written) this.#call();
    else this.#running = false;
  }

  #commit(): void {
    for (const commit of this.#turns.splice(0)) commit();
    // A commit that was undone asks nothing of the disk, and may have left others in line.
    if (this.#waiting.length > 0 || this.#written) this.#call();
    else this.#goOn();
  }

  #orFail<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.options.onFailed(error as Error);
      throw error;
    }
  }
}
