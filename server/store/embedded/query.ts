import type { Collection, Stored } from './collection.js';
import { StoreError } from './errors.js';
import type { Index } from './index-keys.js';
import type { Filter, Node } from './match.js';
import { choosePlan, chooseUnion, type KeyRange, type Plan, parseSort, type SortField } from './plan.js';
import { Sorter } from './sort.js';
import type { Entry, Storage } from './storage.js';
import { type TimeLimit, timed } from './time-limit.js';
import { type Doc, decode, isPlainObject, sameValue, toNumber } from './value.js';

export interface Query {
  filter: Filter;
  sort?: Doc;
  skip?: number;
  /** 0 for all. */
  limit?: number;
  hint?: unknown;
  time?: TimeLimit;
}

/** A document that was read; decoded only when someone asks. */
export interface Hit {
  rid: number;
  raw: Buffer;
  doc?: Doc;
}

/** Between two chunks a reader yields null, so that whoever pulls can let others have their turn. */
export type Hits = Generator<Hit | null, void>;

const FIRST_CHUNK = 20;
const MAX_CHUNK = 500;

export const docOf = (hit: Hit): Doc => {
  hit.doc ??= decode(hit.raw);
  return hit.doc;
};
export const storedOf = (hit: Hit): Stored => ({ rid: hit.rid, raw: hit.raw, doc: docOf(hit) });

interface Prepared {
  plan: Plan | undefined;
  /** One plan for each branch of an $or, where no single one serves. */
  union?: Plan[];
  sort: SortField[];
  /** Natural order, backwards. */
  backwards: boolean;
}

export function prepare(collection: Collection, { filter, sort = {}, hint }: Query): Prepared {
  const natural = sort.$natural ?? (isPlainObject(hint) ? hint.$natural : undefined);
  if (natural !== undefined) {
    const rest = sort.$natural === undefined ? parseSort(sort) : [];
    return { plan: undefined, sort: rest, backwards: toNumber(natural) < 0 };
  }
  const fields = parseSort(sort);
  const indexes = hint === undefined ? collection.indexes : [hintedIndex(collection, hint)];
  const plan = choosePlan(indexes, filter.root, fields, hint !== undefined);
  const union = plan ? undefined : chooseUnion(indexes, filter.root);
  return { plan, union, sort: plan?.sorted ? [] : fields, backwards: false };
}

export function hintedIndex(collection: Collection, hint: unknown): Index {
  const found = collection.indexes.find(
    ({ name, key }) => name === hint || (isPlainObject(hint) && sameValue(key, hint)),
  );
  if (!found)
    throw new StoreError('BadValue', 'planner returned error: hint provided does not correspond to an existing index');
  return found;
}

/** The documents a query finds, in its order. No state of the storage is held between two pulls. */
export const findHits = (storage: Storage, collection: Collection, query: Query): Hits =>
  timed(query.time, allHits(storage, collection, query));

function* allHits(storage: Storage, collection: Collection, query: Query): Hits {
  const prepared = prepare(collection, query);
  const { plan, sort } = prepared;
  const skip = query.skip ?? 0;
  const end = query.limit ? skip + query.limit : Number.POSITIVE_INFINITY;
  const matching = filtered(scan(storage, collection, prepared, end), query.filter, plan?.exact ?? false);
  const ordered = sort.length > 0 ? sortHits(matching, sort, end) : matching;
  let place = 0;
  for (const hit of ordered) {
    if (hit && place++ < skip) continue;
    yield hit;
    if (hit && place >= end) return;
  }
}

function* filtered(hits: Hits, filter: Filter, exact: boolean): Hits {
  const all = exact || matchesAll(filter.root);
  for (const hit of hits) if (hit === null || all || filter.test(docOf(hit))) yield hit;
}

const matchesAll = (root: Node): boolean => root.kind === 'and' && root.nodes.length === 0;

function* sortHits(hits: Hits, sort: SortField[], limit: number): Hits {
  const sorter = new Sorter<Hit>(sort, limit, tooLarge);
  for (const hit of hits) {
    if (hit === null) yield null;
    else sorter.add(docOf(hit), { rid: hit.rid, raw: hit.raw }, hit.raw.length + 100);
  }
  yield* sorter.sorted();
}

const tooLarge = (): StoreError =>
  new StoreError(
    'QueryExceededMemoryLimit',
    'Sort exceeded memory limit of 104857600 bytes; add an index for this order',
  );

function scan(storage: Storage, collection: Collection, { plan, union, backwards }: Prepared, end: number): Hits {
  if (union) return scanUnion(storage, collection, union);
  return plan ? scanPlan(storage, collection, plan, end) : scanRecords(storage, collection, backwards, end);
}

function scanPlan(storage: Storage, collection: Collection, plan: Plan, end: number): Hits {
  return plan.points ? scanPoints(storage, collection, plan) : scanIndex(storage, collection, plan, end);
}

function* scanUnion(storage: Storage, collection: Collection, plans: Plan[]): Hits {
  const seen = new Set<number>();
  for (const plan of plans)
    for (const hit of scanPlan(storage, collection, plan, Number.POSITIVE_INFINITY)) {
      if (hit && seen.has(hit.rid)) continue;
      if (hit) seen.add(hit.rid);
      yield hit;
    }
}

/** Chunks begin small, since most queries want few, and grow. */
function* chunks(storage: Storage, range: KeyRange, reverse: boolean, wanted: number): Generator<Entry[]> {
  let size = Math.max(1, Math.min(wanted, FIRST_CHUNK));
  let after: Buffer | undefined;
  for (;;) {
    const entries = storage.read(range, reverse, size, after);
    if (entries.length > 0) yield entries;
    if (entries.length < size) return;
    after = entries.at(-1)!.key;
    size = Math.min(size * 4, MAX_CHUNK);
  }
}

function* scanRecords(storage: Storage, collection: Collection, reverse: boolean, wanted: number): Hits {
  for (const entries of chunks(storage, collection.range, reverse, wanted)) {
    for (const { key, value } of entries) yield { rid: key.readUIntBE(4, 6), raw: value };
    yield null;
  }
}

function* scanPoints(storage: Storage, collection: Collection, { ranges, reverse }: Plan): Hits {
  for (const { start } of reverse ? ranges.toReversed() : ranges) {
    const rid = collection.ridAt(start);
    const raw = rid === undefined ? undefined : storage.get(collection.keyOf(rid));
    if (raw) yield { rid: rid!, raw };
  }
}

function* scanIndex(storage: Storage, collection: Collection, plan: Plan, wanted: number): Hits {
  const { index, reverse } = plan;
  const seen = index.multi.some(Boolean) ? new Set<number>() : undefined;
  for (const range of reverse ? plan.ranges.toReversed() : plan.ranges) {
    for (const entries of chunks(storage, range, reverse, wanted)) {
      // A chunk is read to documents at once: after a pause its entries may be out of date.
      const hits = entries.flatMap((entry) => load(storage, collection, ridOf(index, entry), seen));
      yield* hits;
      yield null;
    }
  }
}

function load(storage: Storage, collection: Collection, rid: number, seen: Set<number> | undefined): Hit[] {
  if (seen?.has(rid)) return [];
  seen?.add(rid);
  const raw = storage.get(collection.keyOf(rid));
  return raw ? [{ rid, raw }] : [];
}

const ridOf = (index: Index, { key, value }: Entry): number =>
  index.unique ? value.readUIntBE(0, 6) : key.readUIntBE(key.length - 6, 6);

/** How many documents match, from the index alone where its entries are the answer. */
export function countNow(storage: Storage, collection: Collection, query: Query): number | undefined {
  if (matchesAll(query.filter.root)) return collection.count;
  const { plan } = prepare(collection, query);
  if (!plan?.exact || plan.index.multi.some(Boolean) || plan.points) return undefined;
  return plan.ranges.reduce((sum, range) => sum + storage.count(range), 0);
}
