import { StoreError } from './errors.js';
import { type Index, keysOf, marksOf } from './index-keys.js';
import { EMPTY_ARRAY } from './key.js';
import type { KeyRange } from './plan.js';
import type { Records } from './storage.js';
import { type Doc, sameValue } from './value.js';

const NOTHING = Buffer.from([1]);

/** A stored document: its record id, its bytes, and what they say. */
export interface Stored {
  rid: number;
  raw: Buffer;
  doc: Doc;
}

/** One collection: documents by record id in order of insertion, and the entries of its indexes. */
export class Collection {
  #nextRid?: number;
  #count?: number;
  /** Set when an index met its first array or cut its first key, so that the catalog writes the mark down. */
  multiChanged = false;
  /** Indexes that are not whole yet: kept up by every write, and read by nobody. */
  building: Index[] = [];
  /** Set when it is dropped: who still reads it must not take what is left for all. */
  isDropped = false;

  constructor(
    private readonly storage: Records,
    readonly ns: string,
    readonly id: number,
    readonly uuid: Buffer,
    public indexes: Index[],
  ) {}

  get range(): KeyRange {
    return { start: prefixOf(this.id), end: prefixOf(this.id + 1) };
  }

  /** Every index that writes keep up. */
  get maintained(): Index[] {
    return this.building.length > 0 ? [...this.indexes, ...this.building] : this.indexes;
  }

  get idIndex(): Index {
    return this.indexes[0]!;
  }

  get count(): number {
    this.#count ??= this.storage.count(this.range);
    return this.#count;
  }

  /** Forgets what a rolled-back commit may have made wrong. */
  forget(): void {
    this.#nextRid = undefined;
    this.#count = undefined;
  }

  /** The top-level fields of all indexes that change where one of these does. */
  indexedWith(roots: ReadonlySet<string>): string[] {
    return this.maintained.flatMap((index) => (shares(index.roots, roots) ? [...index.roots] : []));
  }

  rawOf(rid: number): Buffer | undefined {
    return this.storage.get(this.keyOf(rid));
  }

  insert(raw: Buffer, doc: Doc): void {
    const indexes = this.maintained;
    const entries = indexes.map((index) => this.#checked(index, doc, undefined));
    const rid = this.#takeRid();
    for (const [i, keys] of entries.entries()) this.#putKeys(indexes[i]!, keys, rid);
    const count = this.count;
    this.storage.put(this.keyOf(rid), raw);
    this.#count = count + 1;
  }

  /**
   * Replaces a document. All keys and unique checks come before the first write, so an expected error leaves nothing.
   * @param touched top-level fields that changed; indexes over other fields are left alone
   */
  update({ rid, doc: before }: Stored, raw: Buffer, after: Doc, touched?: ReadonlySet<string>): void {
    const changes = this.maintained
      .filter((index) => !touched || shares(index.roots, touched))
      .map((index) => ({ index, old: keysOf(before, index).keys, now: this.#checked(index, after, rid) }));
    for (const { index, old, now } of changes) {
      this.#removeKeys(index, without(old, now), rid);
      this.#putKeys(index, without(now, old), rid);
    }
    this.storage.put(this.keyOf(rid), raw);
  }

  remove({ rid, doc }: Stored): void {
    for (const index of this.maintained) this.#removeKeys(index, keysOf(doc, index).keys, rid);
    const count = this.count;
    this.storage.remove(this.keyOf(rid));
    this.#count = count - 1;
  }

  /** Adds the entries of one document to a new index. */
  addToIndex(index: Index, { rid, doc }: Stored): void {
    this.#putKeys(index, this.#checked(index, doc, rid), rid);
  }

  /** The record a unique key belongs to. */
  ridAt(key: Buffer): number | undefined {
    return ridAt(this.storage, key);
  }

  #checked(index: Index, doc: Doc, rid: number | undefined): Buffer[] {
    const marks = marksOf(index);
    const { keys, values } = keysOf(doc, index);
    if (marksOf(index) !== marks) this.multiChanged = true;
    if (!index.unique) return keys;
    for (const [i, key] of keys.entries()) {
      const owner = this.ridAt(key);
      if (owner !== undefined && owner !== rid) throw duplicateKey(this.ns, index, values[i]!);
    }
    return keys;
  }

  #putKeys(index: Index, keys: Buffer[], rid: number): void {
    for (const key of keys) {
      if (index.unique) this.storage.put(key, ridBytes(rid));
      else this.storage.put(entryKey(key, rid), NOTHING);
    }
  }

  #removeKeys(index: Index, keys: Buffer[], rid: number): void {
    for (const key of keys) {
      // While a unique index is built, its entry may be that of another document, with which this one would have clashed.
      if (this.building.includes(index) && index.unique && this.ridAt(key) !== rid) continue;
      this.storage.remove(index.unique ? key : entryKey(key, rid));
    }
  }

  #takeRid(): number {
    if (this.#nextRid === undefined) {
      const [last] = this.storage.read(this.range, true, 1);
      this.#nextRid = last ? last.key.readUIntBE(4, 6) + 1 : 1;
    }
    this.#nextRid += 1;
    return this.#nextRid - 1;
  }

  keyOf(rid: number): Buffer {
    const key = Buffer.allocUnsafe(10);
    key.writeUInt32BE(this.id);
    key.writeUIntBE(rid, 4, 6);
    return key;
  }
}

function shares(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const one of some) if (others.has(one)) return true;
  return false;
}

/** The keys that are not among the others. */
function without(keys: Buffer[], others: Buffer[]): Buffer[] {
  if (keys.length === 0 || others.length === 0) return keys;
  if (others.length === 1) return keys.filter((key) => !key.equals(others[0]!));
  const left = new Set(others.map(text));
  return keys.filter((key) => !left.has(text(key)));
}

const text = (key: Buffer): string => key.toString('latin1');

export function prefixOf(id: number): Buffer {
  const prefix = Buffer.allocUnsafe(4);
  prefix.writeUInt32BE(id);
  return prefix;
}

export const ridAt = (records: Records, key: Buffer): number | undefined => records.get(key)?.readUIntBE(0, 6);

export function ridBytes(rid: number): Buffer {
  const bytes = Buffer.allocUnsafe(6);
  bytes.writeUIntBE(rid, 0, 6);
  return bytes;
}

/** A key of an index that several documents may share. */
function entryKey(key: Buffer, rid: number): Buffer {
  const entry = Buffer.allocUnsafe(key.length + 6);
  entry.set(key);
  entry.writeUIntBE(rid, key.length, 6);
  return entry;
}

export function duplicateKey(ns: string, index: Index, values: unknown[]): StoreError {
  const shown = values.map((value) => (value === EMPTY_ARRAY ? undefined : (value ?? null)));
  const keyValue = Object.fromEntries(index.fields.map(({ path }, i) => [path, shown[i]]));
  const list = index.fields.map(({ path }, i) => `${path}: ${show(shown[i])}`).join(', ');
  const message = `E11000 duplicate key error collection: ${ns} index: ${index.name} dup key: { ${list} }`;
  return new StoreError('DuplicateKey', message, { keyPattern: index.key, keyValue });
}

function show(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'object' && value !== null && 'toHexString' in value) return `ObjectId('${String(value)}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  return JSON.stringify(value);
}

/** Whether two index definitions mean the same index. */
export function sameIndex(a: Index, b: Index): boolean {
  const { partialFilterExpression: left = null } = a;
  const { partialFilterExpression: right = null } = b;
  const flags = Boolean(a.unique) === Boolean(b.unique) && Boolean(a.sparse) === Boolean(b.sparse);
  return flags && sameValue(a.key, b.key) && sameValue(left, right) && a.expireAfterSeconds === b.expireAfterSeconds;
}
