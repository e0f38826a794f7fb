import { randomBytes } from 'node:crypto';
import { Binary, serialize } from 'bson';
import { Collection, prefixOf } from './collection.js';
import { StoreError } from './errors.js';
import { type Index, type IndexRecord, openIndex } from './index-keys.js';
import type { KeyRange } from './plan.js';
import type { Entry, Records } from './storage.js';
import { type Doc, decode } from './value.js';

const CATALOG = prefixOf(0);
const CATALOG_RANGE: KeyRange = { start: CATALOG, end: prefixOf(1) };
const CHUNK = 1_000;

/** Which collections and indexes there are. Its methods that change anything run within a job of the storage. */
export class Catalog {
  #collections = new Map<string, Collection>();
  #nextId = 1;
  #garbage: number[] = [];

  constructor(private readonly storage: Records) {
    this.load();
  }

  /** Reads everything again, as after a commit that was rolled back. */
  load(): void {
    this.#collections = new Map();
    this.#nextId = 1;
    this.#garbage = [];
    for (const { key, value } of this.storage.read(CATALOG_RANGE, false, 100_000)) {
      if (key.equals(CATALOG)) this.#garbage = (decode(value) as { garbage: number[] }).garbage;
      else this.#open(decode(value) as unknown as CollectionRecord);
    }
    this.#nextId = Math.max(this.#nextId, ...this.#garbage.map((id) => id + 1));
  }

  #open({ ns, id, uuid, indexes }: CollectionRecord): void {
    const collection = new Collection(this.storage, ns, id, Buffer.from(uuid.value()), []);
    collection.indexes = indexes.filter(({ building }) => !building).map(openIndex);
    collection.building = indexes.filter(({ building }) => building).map(openIndex);
    this.#nextId = Math.max(this.#nextId, id + 1, ...indexes.map((index) => index.id + 1));
    this.#collections.set(ns, collection);
  }

  /** The numbers of dropped collections and indexes whose entries are still to be removed. */
  get garbage(): readonly number[] {
    return this.#garbage;
  }

  get(ns: string): Collection | undefined {
    return this.#collections.get(ns);
  }

  byId(id: number): Collection | undefined {
    return this.all().find((collection) => collection.id === id);
  }

  of(database: string): Collection[] {
    const begin = `${database}.`;
    return this.all().filter(({ ns }) => ns.startsWith(begin));
  }

  all(): Collection[] {
    return [...this.#collections.values()].sort((a, b) => (a.ns < b.ns ? -1 : 1));
  }

  ensure(ns: string): Collection {
    return this.#collections.get(ns) ?? this.create(ns);
  }

  create(ns: string): Collection {
    checkNamespace(ns);
    const id = this.#takeId();
    const idIndex = openIndex({ id: this.#takeId(), name: '_id_', key: { _id: 1 }, unique: true, multi: [false] });
    const collection = new Collection(this.storage, ns, id, randomBytes(16), [idIndex]);
    this.#collections.set(ns, collection);
    this.save(collection);
    return collection;
  }

  /** The collection is gone at once; what it held becomes garbage. */
  drop(collection: Collection): void {
    collection.isDropped = true;
    this.#collections.delete(collection.ns);
    this.storage.remove(recordKey(collection.ns));
    this.#discard([collection.id, ...collection.maintained.map(({ id }) => id)]);
  }

  /** Begins an index: writes keep it up from now on, and nothing reads it until it is finished. */
  beginIndex(collection: Collection, record: IndexSpec): Index {
    const fields = Object.keys(record.key).length;
    const index = openIndex({ ...record, id: this.#takeId(), multi: new Array<boolean>(fields).fill(false) });
    collection.building = [...collection.building, index];
    this.save(collection);
    return index;
  }

  finishIndex(collection: Collection, index: Index): void {
    collection.building = collection.building.filter((other) => other !== index);
    collection.indexes = [...collection.indexes, index];
    this.save(collection);
  }

  /** Drops an index, finished or not. */
  dropIndex(collection: Collection, index: Index): void {
    index.isDropped = true;
    collection.indexes = collection.indexes.filter((other) => other !== index);
    collection.building = collection.building.filter((other) => other !== index);
    this.save(collection);
    this.#discard([index.id]);
  }

  #discard(ids: number[]): void {
    this.#setGarbage([...this.#garbage, ...ids]);
  }

  /** Notes that nothing is left under a number. */
  forget(id: number): void {
    this.#setGarbage(this.#garbage.filter((other) => other !== id));
  }

  #setGarbage(garbage: number[]): void {
    this.#garbage = garbage;
    if (garbage.length > 0) this.storage.put(CATALOG, Buffer.from(serialize({ garbage })));
    else this.storage.remove(CATALOG);
  }

  /** Writes down what indexes learned of their keys. */
  saveMarks(): void {
    for (const collection of this.#collections.values()) if (collection.multiChanged) this.save(collection);
  }

  /** Makes every index entry of a collection anew from its documents. Throws where two of them clash in a unique index. */
  rebuildIndexes(collection: Collection): void {
    for (const index of collection.indexes) {
      this.#clear(rangeOf(index));
      index.multi.fill(false);
      index.cut = undefined;
    }
    for (const { key, value } of entriesIn(this.storage, collection.range)) {
      const stored = { rid: key.readUIntBE(4, 6), raw: value, doc: decode(value) };
      for (const index of collection.indexes) collection.addToIndex(index, stored);
    }
    this.save(collection);
  }

  save(collection: Collection): void {
    collection.multiChanged = false;
    const { ns, id, uuid } = collection;
    const building = collection.building.map((index) => ({ ...toRecord(index), building: true }));
    const indexes = [...collection.indexes.map(toRecord), ...building];
    this.storage.put(recordKey(ns), Buffer.from(serialize({ ns, id, uuid: new Binary(uuid, 4), indexes })));
  }

  rename(collection: Collection, to: string): void {
    checkNamespace(to);
    this.storage.remove(recordKey(collection.ns));
    this.#collections.delete(collection.ns);
    const moved = new Collection(this.storage, to, collection.id, collection.uuid, collection.indexes);
    moved.building = collection.building;
    this.#collections.set(to, moved);
    this.save(moved);
  }

  #takeId(): number {
    this.#nextId += 1;
    return this.#nextId - 1;
  }

  #clear(range: KeyRange): void {
    for (;;) {
      const entries = this.storage.read(range, false, CHUNK);
      for (const { key } of entries) this.storage.remove(key);
      if (entries.length < CHUNK) return;
    }
  }
}

/** Everything in a range, read in chunks. */
export function* entriesIn(records: Records, range: KeyRange): Generator<Entry> {
  let after: Buffer | undefined;
  for (;;) {
    const entries = records.read(range, false, CHUNK, after);
    yield* entries;
    if (entries.length < CHUNK) return;
    after = entries.at(-1)!.key;
  }
}

export type IndexSpec = Omit<IndexRecord, 'id' | 'multi'>;

interface CollectionRecord {
  ns: string;
  id: number;
  uuid: Binary;
  /** One that is `building` is not whole yet. */
  indexes: (IndexRecord & { building?: boolean })[];
}

const recordKey = (ns: string): Buffer => Buffer.concat([CATALOG, Buffer.from(ns)]);
export const rangeOf = ({ id }: { id: number }): KeyRange => ({ start: prefixOf(id), end: prefixOf(id + 1) });

function toRecord(index: Index): Doc {
  const { id, name, key, unique, sparse, partialFilterExpression, expireAfterSeconds, multi, cut } = index;
  const all: Doc = { id, name, key, unique, sparse, partialFilterExpression, expireAfterSeconds, multi, cut };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function checkNamespace(ns: string): void {
  const name = ns.slice(ns.indexOf('.') + 1);
  const wrong = name === '' || name.includes('$') || name.includes('\0') || name.startsWith('.') || ns.length > 255;
  if (wrong) throw new StoreError('InvalidNamespace', `Invalid collection name: ${name}`);
}
