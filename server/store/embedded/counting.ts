import type { Collection } from './collection.js';
import type { KeyRange, Plan } from './plan.js';
import { findHits, prepare, type Query } from './query.js';
import { matchesAll, ridsOf, type Source } from './scan.js';
import type { Storage } from './storage.js';
import { newWork } from './work.js';

/** Work with pauses: at each null others may have their turn. */
type Counting = Generator<null, number>;

/** How many documents a query finds within its skip and limit, from the index alone where its entries are the answer. */
export function* countMatching(storage: Storage, collection: Collection, query: Query): Counting {
  const { filter, skip = 0, limit, hint, work = newWork() } = query;
  const end = limit ? skip + limit : Number.POSITIVE_INFINITY;
  const found = yield* countTo(storage, collection, { filter, hint, work, limit: limit ? end : 0 });
  return Math.max(0, Math.min(found, end) - skip);
}

function* countTo(storage: Storage, collection: Collection, query: Query): Counting {
  const { filter, hint, limit, work = newWork() } = query;
  if (matchesAll(filter) && hint === undefined) return collection.count;
  const prepared = prepare(storage, collection, query);
  const { plan } = prepared;
  if (!plan || !isExact(plan)) return yield* countHits(findHits(storage, collection, query));
  work.prepared = prepared;
  const source = { storage, collection, filter, work };
  const end = limit || Number.POSITIVE_INFINITY;
  if (plan.kind === 'index' && !plan.points && !plan.index.multi.some(Boolean))
    return yield* countKeys(source, plan.groups.flat(), end);
  return yield* countRids(source, plan, end);
}

const isExact = (plan: Plan): boolean => (plan.kind === 'index' ? plan.exact : plan.branches.every(isExact));

/** So many keys are counted in about a millisecond. */
const KEYS_PER_TURN = 50_000;

/** Steps begin small: looking too far ahead costs as much as what lies there, also behind the end of the range. */
const FIRST_STEP = 100;

function* countKeys({ storage, work }: Source, ranges: KeyRange[], end: number): Counting {
  let found = 0;
  for (const { start, end: last } of ranges) {
    let from = start;
    let step = FIRST_STEP;
    for (let next = storage.keyAt({ start: from, end: last }, step); next && found < end; ) {
      from = next;
      found += step;
      if (step === KEYS_PER_TURN) yield null;
      step = Math.min(step * 10, KEYS_PER_TURN);
      next = storage.keyAt({ start: from, end: last }, step);
    }
    if (found < end) found += storage.count({ start: from, end: last });
  }
  work.keys += Math.min(found, end);
  return found;
}

function* countRids(source: Source, plan: Plan, end: number): Counting {
  const seen = new Set<number>();
  for (const rid of recordsOf(source, plan)) {
    if (rid === null) yield null;
    else seen.add(rid);
    if (seen.size >= end) break;
  }
  return seen.size;
}

function* recordsOf(source: Source, plan: Plan): Generator<number | null> {
  if (plan.kind === 'index') yield* ridsOf(source, plan, Number.POSITIVE_INFINITY);
  else for (const branch of plan.branches) yield* recordsOf(source, branch);
}

function* countHits(hits: Generator<unknown>): Counting {
  let count = 0;
  for (const hit of hits)
    if (hit) count += 1;
    else yield null;
  return count;
}
