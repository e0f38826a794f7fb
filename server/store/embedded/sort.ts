import { StoreError } from './errors.js';
import { rowsOf } from './index-keys.js';
import { encodeValue } from './key.js';
import { type Doc, toNumber } from './value.js';

export interface SortField {
  path: string;
  parts: string[];
  descending: boolean;
}

export function parseSort(spec: Doc): SortField[] {
  return Object.entries(spec).map(([path, direction]) => ({
    path,
    parts: path.split('.'),
    descending: toNumber(direction) < 0,
  }));
}

/** Bytes that order documents as a sort asks: of several that an array's elements make, the first in that order. */
export function sortKey(doc: Doc, fields: SortField[]): Buffer {
  const keys = rowsOf(doc, fields, refuseParallel).map((row) => rowKey(row, fields));
  return keys.length === 1 ? keys[0]! : keys.reduce((a, b) => (Buffer.compare(a, b) <= 0 ? a : b));
}

function rowKey(row: unknown[], fields: SortField[]): Buffer {
  if (row.length === 1) return encodeValue(row[0], fields[0]!.descending);
  return Buffer.concat(row.map((value, i) => encodeValue(value, fields[i]!.descending)));
}

function refuseParallel(_: number[], isParallel: boolean): void {
  if (isParallel) throw new StoreError('BadValue', 'cannot sort with keys that are parallel arrays');
}

interface Keyed<T> {
  key: Buffer;
  item: T;
  bytes: number;
}

const MAX_BYTES = 100 * 1024 * 1024;

/** So many are sorted at once, which takes about a millisecond. */
const RUN = 1_000;

/** Sorts what it is given, in runs that are merged when it is asked for; with a limit it keeps about twice that many. */
export class Sorter<T> {
  #runs: Keyed<T>[][] = [];
  #run: Keyed<T>[] = [];
  #kept = 0;
  #bytes = 0;

  constructor(
    private readonly fields: SortField[],
    private readonly limit: number,
    private readonly onTooLarge: () => Error,
  ) {}

  add(doc: Doc, item: T, bytes: number): void {
    this.#run.push({ key: sortKey(doc, this.fields), item, bytes });
    this.#kept += 1;
    this.#bytes += bytes;
    if (this.#run.length >= RUN) this.#endRun();
    if (this.#kept > this.limit * 2 + 100 || this.#bytes > MAX_BYTES) this.#cut();
    if (this.#bytes > MAX_BYTES) throw this.onTooLarge();
  }

  /** Those that were added, in order; asking for one costs little, however many there are. */
  *sorted(): Generator<T> {
    let left = this.limit;
    for (const { item } of this.#merged()) {
      if (left <= 0) return;
      left -= 1;
      yield item;
    }
  }

  #endRun(): void {
    if (this.#run.length === 0) return;
    this.#runs.push(this.#run.sort((a, b) => Buffer.compare(a.key, b.key)));
    this.#run = [];
  }

  #merged(): Iterable<Keyed<T>> {
    this.#endRun();
    return mergeAll(this.#runs);
  }

  /** Keeps as many as the limit says. */
  #cut(): void {
    const kept: Keyed<T>[] = [];
    for (const one of this.#merged()) {
      if (kept.length >= this.limit) break;
      kept.push(one);
    }
    this.#runs = [kept];
    this.#kept = kept.length;
    this.#bytes = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

function mergeAll<K extends { key: Buffer }>(runs: K[][]): Iterable<K> {
  if (runs.length < 2) return runs[0] ?? [];
  const half = runs.length >> 1;
  return merge(mergeAll(runs.slice(0, half)), mergeAll(runs.slice(half)));
}

/** Two ordered runs as one; of equals, the first run's come first. */
function* merge<K extends { key: Buffer }>(left: Iterable<K>, right: Iterable<K>): Generator<K> {
  const [a, b] = [left[Symbol.iterator](), right[Symbol.iterator]()];
  let [first, second] = [a.next(), b.next()];
  while (!first.done && !second.done) {
    if (Buffer.compare(first.value.key, second.value.key) <= 0) {
      yield first.value;
      first = a.next();
    } else {
      yield second.value;
      second = b.next();
    }
  }
  for (; !first.done; first = a.next()) yield first.value;
  for (; !second.done; second = b.next()) yield second.value;
}
