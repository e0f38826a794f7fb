import { EJSON } from 'bson';
import { Catalog, entriesIn, rangeOf } from '../catalog.js';
import { type Collection, prefixOf, ridAt, ridBytes } from '../collection.js';
import { formatOf, isOwnRecord } from '../format.js';
import { type Index, keysOf, openIndex } from '../index-keys.js';
import type { Entry, Records } from '../storage.js';
import { type Doc, decode, sameValue } from '../value.js';

export interface CollectionReport {
  ns: string;
  documents: number;
  indexes: number;
  entries: number;
  /** What is wrong, with ids and never contents; at most 20. */
  problems: string[];
  /** How many more there are. */
  further: number;
}

export interface StoreReport {
  /** Undefined in a directory of the first form. */
  format: number | undefined;
  collections: CollectionReport[];
  /** What is wrong beside the collections. */
  problems: string[];
  isSound: boolean;
}

const MAX_PROBLEMS = 20;

/** Reads everything and holds documents and index entries against each other, in both directions. */
export function checkStore(records: Records): StoreReport {
  const format = formatOf(records);
  const report = (collections: CollectionReport[], problems: string[]): StoreReport => {
    const isSound = problems.length === 0 && collections.every((collection) => collection.problems.length === 0);
    return { format, collections, problems, isSound };
  };
  let catalog: Catalog;
  try {
    catalog = new Catalog(records);
  } catch (error) {
    return report([], [`the catalog cannot be read: ${(error as Error).message}`]);
  }
  const collections = catalog.all();
  const problems = [
    ...checkCatalog(collections),
    ...checkOwners(records, [...collections.flatMap(idsOf), ...catalog.garbage]),
  ];
  return report(
    collections.map((collection) => new CollectionCheck(records, collection).run()),
    problems,
  );
}

const idsOf = ({ id, maintained }: Collection): number[] => [id, ...maintained.map((index) => index.id)];

function checkCatalog(collections: Collection[]): string[] {
  const owners = new Map<number, string>();
  const problems: string[] = [];
  for (const collection of collections) {
    for (const id of idsOf(collection)) {
      const other = owners.get(id);
      if (other !== undefined) problems.push(`${other} and ${collection.ns} share the number ${id}`);
      owners.set(id, collection.ns);
    }
    const [first] = collection.indexes;
    if (!first?.unique || !sameValue(first.key, { _id: 1 })) problems.push(`${collection.ns} has no index of _id`);
  }
  return problems;
}

/** Whether everything stored belongs to a collection or an index that there is, or that is being removed. */
function checkOwners(records: Records, ids: number[]): string[] {
  const known = new Set([0, ...ids]);
  const problems: string[] = [];
  for (let id = 0; ; id += 1) {
    const [entry] = records.read({ start: prefixOf(id), end: LAST }, false, 1);
    if (!entry) return problems;
    id = entry.key.readUInt32BE(0);
    if (isOwnRecord(entry.key)) return problems;
    if (!known.has(id)) problems.push(`entries under the number ${id}, which nothing in the catalog has`);
  }
}

const LAST = prefixOf(0xff_ff_ff_ff);

class CollectionCheck {
  readonly #report: CollectionReport;
  /** The indexes as their documents make them: what they note of their keys begins empty. */
  readonly #made: Index[];
  readonly #expected: number[];

  constructor(
    private readonly records: Records,
    private readonly collection: Collection,
  ) {
    const { ns, indexes } = collection;
    this.#report = { ns, documents: 0, indexes: indexes.length, entries: 0, problems: [], further: 0 };
    this.#made = indexes.map((index) => openIndex({ ...index, multi: index.multi.map(() => false), cut: undefined }));
    this.#expected = indexes.map(() => 0);
  }

  run(): CollectionReport {
    for (const entry of entriesIn(this.records, this.collection.range)) this.#checkDocument(entry);
    if (this.records.count(this.collection.range) !== this.#report.documents)
      this.#note('the count of documents differs from what is read');
    for (const i of this.collection.indexes.keys()) this.#checkIndex(i);
    return this.#report;
  }

  #note(problem: string): void {
    if (this.#report.problems.length < MAX_PROBLEMS) this.#report.problems.push(problem);
    else this.#report.further += 1;
  }

  #checkDocument({ key, value }: Entry): void {
    this.#report.documents += 1;
    const rid = key.length === 10 ? key.readUIntBE(4, 6) : 0;
    const doc = rid > 0 ? decoded(value) : undefined;
    if (doc?._id === undefined) this.#note(`record ${rid} is not a document with an _id`);
    else for (const i of this.#made.keys()) this.#checkEntries(i, doc, rid);
  }

  #checkEntries(i: number, doc: Doc, rid: number): void {
    const index = this.#made[i]!;
    for (const key of this.#keysOf(index, doc)) {
      this.#expected[i]! += 1;
      const owner = ownerOf(this.records, index, key, rid);
      if (owner === rid) continue;
      const other = owner === undefined ? 'has no entry' : `shares its key with record ${owner}`;
      this.#note(`${index.name}: ${nameOf(doc)} (record ${rid}) ${other}`);
    }
  }

  #keysOf(index: Index, doc: Doc): Buffer[] {
    try {
      return keysOf(doc, index).keys;
    } catch (error) {
      this.#note(`${index.name}: ${nameOf(doc)} cannot be in it: ${(error as Error).message}`);
      return [];
    }
  }

  #checkIndex(i: number): void {
    const index = this.collection.indexes[i]!;
    const made = this.#made[i]!;
    if (made.multi.some((multi, field) => multi && !index.multi[field]))
      this.#note(`${index.name}: is not marked as holding arrays, and does`);
    if (made.cut && !index.cut) this.#note(`${index.name}: is not marked as having cut keys, and does`);
    const count = this.records.count(rangeOf(index));
    this.#report.entries += count;
    if (count !== this.#expected[i]) this.#findOrphans(index, made);
  }

  /** Entries whose document is gone, or does not make them. */
  #findOrphans(index: Index, made: Index): void {
    for (const entry of entriesIn(this.records, rangeOf(index))) {
      const { rid, key } = entryOf(index, entry);
      const raw = this.records.get(this.collection.keyOf(rid));
      const doc = raw && decoded(raw);
      if (!doc) this.#note(`${index.name}: an entry for record ${rid}, which is not there`);
      else if (!this.#keysOf(made, doc).some((own) => own.equals(key)))
        this.#note(`${index.name}: an entry that ${nameOf(doc)} (record ${rid}) does not make`);
    }
  }
}

function entryOf(index: Index, { key, value }: Entry): { rid: number; key: Buffer } {
  if (index.unique) return { rid: value.length === 6 ? value.readUIntBE(0, 6) : 0, key };
  return { rid: key.readUIntBE(key.length - 6, 6), key: key.subarray(0, -6) };
}

/** The record an entry belongs to: of a unique index it may be another's. */
function ownerOf(records: Records, index: Index, key: Buffer, rid: number): number | undefined {
  if (index.unique) return ridAt(records, key);
  return records.get(Buffer.concat([key, ridBytes(rid)])) && rid;
}

function decoded(raw: Buffer): Doc | undefined {
  try {
    return decode(raw);
  } catch {
    return undefined;
  }
}

const nameOf = ({ _id }: Doc): string => EJSON.stringify(_id);
