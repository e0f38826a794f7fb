import type { Collection } from './collection.js';
import { type Entries, MergedEntries, RangeEntries } from './entries.js';
import { StoreError } from './errors.js';
import { distinctHits, type Hit, type Hits, inTurn, merged, tester } from './hits.js';
import type { Index } from './index-keys.js';
import type { Filter } from './match.js';
import type { IndexPlan, IndexRange, Plan } from './plan.js';
import type { SortField } from './sort.js';
import type { Entry, Storage } from './storage.js';
import type { Work } from './work.js';

/** What a plan is carried out on. */
export interface Source {
  storage: Storage;
  collection: Collection;
  filter: Filter;
  work: Work;
}

/** How far it is read, as far as is known beforehand. */
export interface Span {
  /** How many documents at the beginning nobody looks at. */
  skip: number;
  /** How many are wanted behind them. */
  wanted: number;
}

const FIRST_CHUNK = 20;
const LARGEST_FIRST_CHUNK = 500;
const ENTRIES_PER_TURN = 50;

/** The documents of a plan that match. A plan that is exact skips without reading them; all others are given `skip: 0`. */
export function scanPlan(source: Source, plan: Plan, span: Span, sort: SortField[]): Hits {
  if (plan.kind === 'index') return scanIndex(source, plan, span);
  const branches = plan.branches.map((branch) => scanPlan(source, branch, { skip: 0, wanted: span.wanted }, sort));
  return distinctHits(plan.sorted && sort.length > 0 ? merged(branches, sort) : inTurn(branches));
}

function* scanIndex(source: Source, plan: IndexPlan, span: Span): Hits {
  const { filter, collection, work, storage } = source;
  const matches = plan.exact ? undefined : tester(filter);
  let left = span.skip;
  for (const rid of ridsOf(source, plan, span.skip + span.wanted)) {
    if (rid === null) yield null;
    else if (left > 0) left -= 1;
    else {
      const raw = storage.get(collection.keyOf(rid));
      work.docs += 1;
      const hit: Hit = { rid, raw: raw! };
      if (raw && (!matches || matches(hit))) yield hit;
    }
  }
}

/** The records in the ranges of a plan, each once. */
export function* ridsOf(source: Source, plan: IndexPlan, wanted: number): Generator<number | null> {
  const { work } = source;
  const seen = plan.index.multi.some(Boolean) ? new Set<number>() : undefined;
  for (const group of plan.groups) {
    const entries = plan.points ? new Points(source, group) : entriesOf(source, plan, group, wanted);
    for (let entry = entries.next(); entry; entry = entries.next()) {
      work.keys += 1;
      if (work.keys % ENTRIES_PER_TURN === 0) yield* pause(source, plan.index);
      const rid = ridOf(plan.index, entry);
      if (seen?.has(rid)) continue;
      seen?.add(rid);
      yield rid;
    }
    checkThere(source, plan.index);
  }
}

function entriesOf({ storage }: Source, plan: IndexPlan, group: IndexRange[], wanted: number): Entries {
  const most = plan.exact ? LARGEST_FIRST_CHUNK : FIRST_CHUNK;
  const size = Math.max(1, Math.min(wanted, most));
  if (group.length === 1) return new RangeEntries(storage, group[0]!, plan.reverse, size);
  // Each gives its share; a few more save a second reading.
  return new MergedEntries(storage, group, plan.reverse, Math.ceil((size * 2) / group.length));
}

/** Whole keys of a unique index, each of which has one entry or none. */
class Points implements Entries {
  #i = 0;

  constructor(
    private readonly source: Source,
    private readonly ranges: IndexRange[],
  ) {}

  next(): Entry | undefined {
    while (this.#i < this.ranges.length) {
      const key = this.ranges[this.#i]!.start;
      this.#i += 1;
      const value = this.source.storage.get(key);
      if (value) return { key, value };
    }
    return undefined;
  }
}

export const ridOf = (index: Index, { key, value }: Entry): number =>
  index.unique ? value.readUIntBE(0, 6) : key.readUIntBE(key.length - 6, 6);

/** Those of all documents of a collection that match, in the order in which they came, or backwards. */
export function* scanRecords(source: Source, reverse: boolean, wanted: number): Hits {
  const { storage, collection, filter, work } = source;
  const matches = matchesAll(filter) ? undefined : tester(filter);
  const size = Math.max(1, Math.min(wanted, matches ? FIRST_CHUNK : LARGEST_FIRST_CHUNK));
  const entries = new RangeEntries(storage, collection.range, reverse, size, false);
  for (let entry = entries.next(); entry; entry = entries.next()) {
    work.docs += 1;
    if (work.docs % ENTRIES_PER_TURN === 0) yield* pause(source);
    const hit: Hit = { rid: entry.key.readUIntBE(4, 6), raw: entry.value };
    if (!matches || matches(hit)) yield hit;
  }
  checkThere(source);
}

function* pause(source: Source, index?: Index): Generator<null, void> {
  yield null;
  checkThere(source, index);
}

/** @throws StoreError QueryPlanKilled when what is read was dropped meanwhile: the rest of it is no answer */
function checkThere({ collection }: Source, index?: Index): void {
  if (collection.isDropped || index?.isDropped)
    throw new StoreError('QueryPlanKilled', `${collection.ns}, or the index that is read, was dropped`);
}

export const matchesAll = ({ root }: Filter): boolean => root.kind === 'and' && root.nodes.length === 0;
