import type { Collection } from './collection.js';
import { encodeValue, successor } from './key.js';
import { valuesAt } from './path.js';
import type { IndexPlan, IndexRange } from './plan.js';
import { docOf, findHits, type Hit, prepare, type Query } from './query.js';
import { ridOf, type Source } from './scan.js';
import type { Storage } from './storage.js';
import { newWork } from './work.js';

/** Work with pauses: at each null others may have their turn. */
type Distinct = Generator<null, unknown[]>;

/** The different values of a field among the documents that match, in no order; of an array, its elements. */
export function* distinctValues(storage: Storage, collection: Collection, path: string, query: Query): Distinct {
  const { filter, work = newWork() } = query;
  // Asked for in this order, an index over the field is preferred.
  const prepared = prepare(storage, collection, { ...query, sort: { [path]: 1 } });
  const { plan } = prepared;
  const values = new Map<string, unknown>();
  const parts = path.split('.');
  const add = (hit: Hit): void => {
    for (const value of valuesAt(docOf(hit), parts).flat()) values.set(encodeValue(value).toString('latin1'), value);
  };
  if (plan?.kind === 'index' && leadsTo(plan, path)) {
    work.prepared = prepared;
    const source = { storage, collection, filter, work };
    for (const range of plan.groups.flat())
      for (const hit of firsts(source, plan, range)) {
        if (hit) add(hit);
        else yield null;
      }
  } else
    for (const hit of findHits(storage, collection, query)) {
      if (hit) add(hit);
      else yield null;
    }
  return [...values.values()];
}

/** Whether the keys behind the bounds' points begin with this field, each value's documents together. */
function leadsTo({ index, exact, equalities }: IndexPlan, path: string): boolean {
  return exact && !index.cut && !index.multi.some(Boolean) && index.fields[equalities]?.path === path;
}

/** One document for each value; where it lacks the field, those that have null instead may stand behind it. */
function* firsts(source: Source, plan: IndexPlan, range: IndexRange): Generator<Hit | null> {
  const { storage, collection, work } = source;
  const { descending, parts } = plan.index.fields[plan.equalities]!;
  let start: Buffer | undefined = range.start;
  while (start) {
    const [entry] = storage.read({ start, end: range.end }, false, 1);
    if (!entry) return;
    const rid = ridOf(plan.index, entry);
    const hit: Hit = { rid, raw: storage.get(collection.keyOf(rid))! };
    work.keys += 1;
    work.docs += 1;
    yield hit;
    yield null;
    const [value] = valuesAt(docOf(hit), parts);
    const shared = entry.key.subarray(0, range.sharedBytes);
    start = value === undefined ? after(entry.key) : successor(Buffer.concat([shared, encodeValue(value, descending)]));
  }
}

const after = (key: Buffer): Buffer => Buffer.concat([key, Buffer.from([0])]);
