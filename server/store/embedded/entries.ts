import type { IndexRange } from './plan.js';
import type { Entry, Storage } from './storage.js';

/** Entries in an order. What it gives stands in the storage at that moment, also when the reader paused in between. */
export interface Entries {
  next(): Entry | undefined;
}

const MAX_CHUNK = 500;

/** The entries of one range, read in chunks that begin small, since most queries want few, and grow. */
export class RangeEntries implements Entries {
  #chunk: Entry[] = [];
  #i = 0;
  #after?: Buffer;
  #ended = false;
  #changes = -1;

  constructor(
    private readonly storage: Storage,
    readonly range: { start: Buffer; end: Buffer },
    private readonly reverse: boolean,
    /** How many to read at first. */
    private size: number,
    /** false for entries that may be given although they have changed since their chunk was read. */
    private readonly fresh = true,
  ) {}

  next(): Entry | undefined {
    const entry = this.peek();
    if (!entry) return undefined;
    this.#i += 1;
    this.#after = entry.key;
    return entry;
  }

  /** The one that comes next. */
  peek(): Entry | undefined {
    const isStale = this.fresh && this.#changes !== this.storage.changes;
    if (this.#i < this.#chunk.length && !isStale) return this.#chunk[this.#i];
    if (this.#ended && !isStale) return undefined;
    if (this.#i > 0 && this.#i === this.#chunk.length) this.size = Math.min(this.size * 4, MAX_CHUNK);
    this.#read();
    return this.#chunk[0];
  }

  #read(): void {
    this.#changes = this.storage.changes;
    this.#chunk = this.storage.read(this.range, this.reverse, this.size, this.#after);
    this.#i = 0;
    this.#ended = this.#chunk.length < this.size;
  }
}

/** The entries of several ranges side by side, in the order of what follows the bytes each range shares. */
export class MergedEntries implements Entries {
  #heads: Head[] = [];
  #changes = -1;
  readonly #sources: { entries: RangeEntries; sharedBytes: number }[];

  constructor(
    private readonly storage: Storage,
    ranges: IndexRange[],
    private readonly reverse: boolean,
    size: number,
  ) {
    this.#sources = ranges.map((range) => ({
      entries: new RangeEntries(storage, range, reverse, size),
      sharedBytes: range.sharedBytes,
    }));
  }

  next(): Entry | undefined {
    if (this.#changes !== this.storage.changes) this.#refill();
    const first = this.#heads.shift();
    if (!first) return undefined;
    const entry = first.entries.next();
    this.#insert(first.entries, first.sharedBytes);
    return entry;
  }

  #refill(): void {
    this.#changes = this.storage.changes;
    this.#heads = [];
    for (const { entries, sharedBytes } of this.#sources) this.#insert(entries, sharedBytes);
  }

  /** Puts a source where its next entry belongs; those that have ended are left out. */
  #insert(entries: RangeEntries, sharedBytes: number): void {
    const entry = entries.peek();
    if (!entry) return;
    const rest = entry.key.subarray(sharedBytes);
    let [low, high] = [0, this.#heads.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = Buffer.compare(this.#heads[middle]!.rest, rest);
      if (this.reverse ? order > 0 : order < 0) low = middle + 1;
      else high = middle;
    }
    this.#heads.splice(low, 0, { entries, sharedBytes, rest });
  }
}

interface Head {
  entries: RangeEntries;
  sharedBytes: number;
  /** What its next entry sorts by. */
  rest: Buffer;
}
