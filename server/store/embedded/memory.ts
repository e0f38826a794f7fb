import { StoreError } from './errors.js';
import { isPlainObject } from './value.js';

/** What one stage, or one sort, may hold at a time; MongoDB's figure. */
const MAX_BYTES = 100 * 1024 * 1024;

/** Counts what a stage holds. */
export class Budget {
  #bytes = 0;

  constructor(private readonly what: string) {}

  /** @throws StoreError QueryExceededMemoryLimitNoDiskUseAllowed when this is more than a stage may hold */
  take(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MAX_BYTES) throw exceeded(this.what);
  }
}

export function exceeded(what: string): StoreError {
  return new StoreError(
    'QueryExceededMemoryLimitNoDiskUseAllowed',
    `${what} exceeded memory limit of ${MAX_BYTES} bytes, and the embedded store has no files to continue in`,
  );
}

const ELEMENT_BYTES = 16;

/** @throws StoreError ExceededMemoryLimit when an expression is about to make an array that is larger than a stage may hold */
export function checkLength(op: string, length: number): void {
  const bytes = length * ELEMENT_BYTES;
  if (bytes > MAX_BYTES)
    throw new StoreError(
      'ExceededMemoryLimit',
      `${op} would use too much memory (${bytes} bytes) and cannot spill to disk. Memory limit: ${MAX_BYTES} bytes`,
    );
}

/** About what a value takes in memory. */
export function roughBytes(value: unknown): number {
  if (typeof value === 'string') return 24 + value.length;
  if (typeof value !== 'object' || value === null) return 16;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + roughBytes(item), 32);
  if (value instanceof Uint8Array) return 100 + value.length;
  if (!isPlainObject(value)) return 100;
  let bytes = 56;
  for (const name in value) bytes += 16 + roughBytes(value[name]);
  return bytes;
}
