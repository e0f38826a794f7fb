import { StoreError } from './errors.js';
import { isPlainObject } from './value.js';

/** What one stage, one sort, one accumulator or one expression may hold at a time; MongoDB's figure. */
const MAX_BYTES = 100 * 1024 * 1024;

/** Counts what something holds. */
export class Budget {
  #bytes = 0;

  /**
   * @param what a stage, unless `refuse` is another
   * @param whole of which it is a part, and which counts it too
   */
  constructor(
    private readonly what: string,
    private readonly refuse: (what: string) => StoreError = exceeded,
    private readonly whole?: Budget,
  ) {}

  /**
   * @param bytes negative when some are given up
   * @throws StoreError when this is more than may be held
   */
  take(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MAX_BYTES || this.#isMostOf(bytes)) throw this.refuse(this.what);
    this.whole?.take(bytes);
  }

  /** Whether the whole is about to hold too much, most of it here. */
  #isMostOf(bytes: number): boolean {
    const { whole } = this;
    return whole !== undefined && whole.#bytes + bytes > MAX_BYTES && this.#bytes > MAX_BYTES / 2;
  }
}

/** What a stage is refused with, which MongoDB would let go on in files. */
export function exceeded(what: string): StoreError {
  return new StoreError(
    'QueryExceededMemoryLimitNoDiskUseAllowed',
    `${what} exceeded memory limit of ${MAX_BYTES} bytes, and the embedded store has no files to continue in`,
  );
}

/** What an expression or an accumulator is refused with, which go nowhere else in MongoDB either. */
export function tooMuch(op: string): StoreError {
  return new StoreError(
    'ExceededMemoryLimit',
    `${op} would use too much memory and cannot spill to disk. Memory limit: ${MAX_BYTES} bytes`,
  );
}

/** The budget of one value that an expression makes. */
export const budgetOf = (op: string): Budget => new Budget(op, tooMuch);

/** @throws StoreError ExceededMemoryLimit when an expression is about to make something that is larger than it may be */
export function checkBytes(op: string, bytes: number): void {
  if (bytes > MAX_BYTES) throw tooMuch(op);
}

const ELEMENT_BYTES = 16;

/** The same of an array, by its length. */
export const checkLength = (op: string, length: number): void => checkBytes(op, length * ELEMENT_BYTES);

/** Deeper than any document that comes in, or may be stored. */
const MAX_DEPTH = 200;

/**
 * About what a value takes in memory.
 * @throws StoreError Overflow when it is nested more deeply than documents may be
 */
export function roughBytes(value: unknown, depth = 0): number {
  if (typeof value === 'string') return 24 + value.length;
  if (typeof value !== 'object' || value === null) return 16;
  if (depth > MAX_DEPTH) throw tooDeep(MAX_DEPTH);
  if (Array.isArray(value)) {
    let bytes = 32;
    for (const item of value) bytes += roughBytes(item, depth + 1);
    return bytes;
  }
  if (value instanceof Uint8Array) return 100 + value.length;
  if (!isPlainObject(value)) return 100;
  let bytes = 56;
  for (const name in value) bytes += 16 + roughBytes(value[name], depth + 1);
  return bytes;
}

export function tooDeep(levels: number): StoreError {
  return new StoreError('Overflow', `Document exceeds maximum nesting depth of ${levels}`);
}
