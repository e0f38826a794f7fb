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

/** Sorts what it is given; with a limit it never keeps more than twice that many. */
export class Sorter<T> {
  #kept: Keyed<T>[] = [];
  #bytes = 0;

  constructor(
    private readonly fields: SortField[],
    private readonly limit: number,
    private readonly onTooLarge: () => Error,
  ) {}

  add(doc: Doc, item: T, bytes: number): void {
    this.#kept.push({ key: sortKey(doc, this.fields), item, bytes });
    this.#bytes += bytes;
    if (this.#kept.length > this.limit * 2 + 100 || this.#bytes > MAX_BYTES) this.#cut();
    if (this.#bytes > MAX_BYTES) throw this.onTooLarge();
  }

  sorted(): T[] {
    this.#cut();
    return this.#kept.map(({ item }) => item);
  }

  #cut(): void {
    this.#kept.sort((a, b) => Buffer.compare(a.key, b.key));
    if (this.#kept.length > this.limit) this.#kept.length = this.limit;
    this.#bytes = this.#kept.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
