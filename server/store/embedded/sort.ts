import { EMPTY_ARRAY, encodeValue } from './key.js';
import { valuesAt } from './path.js';
import type { SortField } from './plan.js';
import { compareValues, type Doc } from './value.js';

/** Bytes that order documents as a sort asks: an array counts with its lowest element, or its highest when descending. */
export function sortKey(doc: Doc, fields: SortField[]): Buffer {
  const parts = fields.map(({ parts: path, descending }) => encodeValue(sortValue(doc, path, descending), descending));
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

function sortValue(doc: Doc, path: string[], descending: boolean): unknown {
  const values = valuesAt(doc, path).flatMap((value) =>
    Array.isArray(value) ? (value.length ? value : [EMPTY_ARRAY]) : [value],
  );
  if (values.length < 2) return values[0];
  return values.reduce((best, value) => (isBefore(value, best, descending) ? value : best));
}

function isBefore(value: unknown, best: unknown, descending: boolean): boolean {
  if (value === EMPTY_ARRAY) return !descending;
  if (best === EMPTY_ARRAY) return descending;
  return compareValues(value, best) < 0 !== descending && compareValues(value, best) !== 0;
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
    if (this.#kept.length > this.limit * 2 + 100) this.#cut();
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
