import { choosePlan } from './choose-plan.js';
import type { Collection } from './collection.js';
import { StoreError } from './errors.js';
import { docOf, type Hit, type Hits } from './hits.js';
import type { Index } from './index-keys.js';
import type { Filter } from './match.js';
import type { KeyRange, Prepared } from './plan.js';
import { scanPlan, scanRecords } from './scan.js';
import { parseSort, Sorter, type SortField } from './sort.js';
import type { Storage } from './storage.js';
import { type TimeLimit, timed } from './time-limit.js';
import { type Doc, isPlainObject, sameValue, toNumber } from './value.js';
import { newWork, type Work } from './work.js';

export { docOf, type Hit, type Hits, storedOf } from './hits.js';

export interface Query {
  filter: Filter;
  sort?: Doc;
  skip?: number;
  /** 0 for all. */
  limit?: number;
  hint?: unknown;
  time?: TimeLimit;
  /** Counts what is read; of the command that asks. */
  work?: Work;
}

/** Decides how a query is answered. */
export function prepare(storage: Storage, collection: Collection, query: Query): Prepared {
  const { filter, sort = {}, hint } = query;
  const natural = sort.$natural ?? (isPlainObject(hint) ? hint.$natural : undefined);
  if (natural !== undefined) {
    const order = sort.$natural === undefined ? parseSort(sort) : [];
    return { plan: undefined, sort: order, order, backwards: toNumber(natural) < 0 };
  }
  const order = parseSort(sort);
  const plan = choosePlan({
    indexes: hint === undefined ? collection.indexes : [hintedIndex(collection, hint)],
    root: filter.root,
    sort: order,
    wanted: endOf(query),
    hinted: hint !== undefined,
    total: () => collection.count,
    estimate: (ranges) => estimate(storage, ranges),
  });
  if (!plan && hint !== undefined) throw new StoreError('NoQueryExecutionPlans', 'the hinted index cannot answer this');
  return { plan, sort: plan?.sorted ? [] : order, order, backwards: false };
}

export function hintedIndex(collection: Collection, hint: unknown): Index {
  const found = collection.indexes.find(
    ({ name, key }) => name === hint || (isPlainObject(hint) && sameValue(key, hint)),
  );
  if (!found)
    throw new StoreError('BadValue', 'planner returned error: hint provided does not correspond to an existing index');
  return found;
}

const endOf = ({ skip = 0, limit }: Query): number => (limit ? skip + limit : Number.POSITIVE_INFINITY);

const LOOKED_AT_RANGES = 20;
const COUNTED_TO = 10_000;

/** How many entries there are in some ranges: exactly up to 10,000, which takes 0.2 ms; of many ranges a sample tells. */
function estimate(storage: Storage, ranges: KeyRange[]): number {
  const sample = ranges.slice(0, LOOKED_AT_RANGES);
  let found = 0;
  for (const range of sample) {
    found += countSome(storage, range);
    if (found >= COUNTED_TO) return COUNTED_TO;
  }
  return found * (ranges.length / Math.max(1, sample.length));
}

/** Looking far ahead costs as much as counting so far, so the steps begin small. */
function countSome(storage: Storage, range: KeyRange): number {
  for (const bound of [100, 1_000, COUNTED_TO]) if (!storage.keyAt(range, bound)) return storage.count(range);
  return COUNTED_TO;
}

/** The documents a query finds, in its order. No state of the storage is held between two pulls. */
export const findHits = (storage: Storage, collection: Collection, query: Query): Hits =>
  timed(query.time, allHits(storage, collection, query));

function* allHits(storage: Storage, collection: Collection, query: Query): Hits {
  const prepared = prepare(storage, collection, query);
  const { plan, sort, order, backwards } = prepared;
  const { filter, skip = 0, work = newWork() } = query;
  work.prepared = prepared;
  const end = endOf(query);
  // Only what is exactly in order can be left out unread.
  const skipped = plan?.kind === 'index' && plan.exact && sort.length === 0 ? skip : 0;
  const source = { storage, collection, filter, work };
  const wanted = sort.length > 0 ? Number.POSITIVE_INFINITY : end - skipped;
  const found = plan
    ? scanPlan(source, plan, { skip: skipped, wanted }, order)
    : scanRecords(source, backwards, wanted);
  yield* within(sort.length > 0 ? sortHits(found, sort, end) : found, skip - skipped, end - skipped);
}

function* within(hits: Hits, skip: number, end: number): Hits {
  let place = 0;
  for (const hit of hits) {
    if (hit && place++ < skip) continue;
    yield hit;
    if (hit && place >= end) return;
  }
}

const GIVEN_PER_TURN = 500;

function* sortHits(hits: Hits, sort: SortField[], limit: number): Hits {
  const sorter = new Sorter<Hit>(sort, limit, tooLarge);
  for (const hit of hits) {
    if (hit === null) yield null;
    else sorter.add(docOf(hit), { rid: hit.rid, raw: hit.raw }, hit.raw.length + 100);
  }
  let given = 0;
  for (const hit of sorter.sorted()) {
    yield hit;
    given += 1;
    if (given % GIVEN_PER_TURN === 0) yield null;
  }
}

const tooLarge = (): StoreError =>
  new StoreError(
    'QueryExceededMemoryLimitNoDiskUseAllowed',
    'Sort exceeded memory limit of 104857600 bytes; add an index for this order',
  );
