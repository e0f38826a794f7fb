import type { Collection } from './collection.js';
import type { Engine } from './engine.js';
import { tester } from './hits.js';
import { findHits, type Hit, type Query } from './query.js';
import type { Pausing } from './turns.js';

/** A document that a statement is about, as it stands at this moment. */
export interface Target {
  collection: Collection;
  hit: Hit;
}

/** The first document a query finds. */
export function* findTarget(engine: Engine, ns: string, query: Query): Pausing<Target | undefined> {
  for (;;) {
    const collection = engine.catalog.get(ns);
    const { changes } = engine.storage;
    const hit = collection && (yield* firstHit(engine, collection, query));
    if (!hit) return undefined;
    if (changes === engine.storage.changes) return { collection, hit };
    // Others wrote while the search paused. When the document does not match any more, another one may.
    const target = standing(engine, collection, hit.rid, query);
    if (target) return target;
    yield null;
  }
}

function* firstHit({ storage }: Engine, collection: Collection, query: Query): Pausing<Hit | undefined> {
  for (const hit of findHits(storage, collection, query)) {
    if (hit) return hit;
    yield null;
  }
  return undefined;
}

/**
 * Does something to each document a query finds. They are found first, so that none is met again where its change puts it;
 * what others changed or removed since is done to only if it still matches.
 * @returns to how many it was done
 */
export function* eachTarget(engine: Engine, ns: string, query: Query, run: (target: Target) => void): Pausing<number> {
  const collection = engine.catalog.get(ns);
  if (!collection) return 0;
  const rids: number[] = [];
  for (const hit of findHits(engine.storage, collection, query)) {
    if (hit) rids.push(hit.rid);
    else yield null;
  }
  let done = 0;
  for (const rid of rids) {
    if (done > 0) yield null;
    const target = standing(engine, collection, rid, query);
    if (target) run(target);
    if (target) done += 1;
  }
  return done;
}

/** A document that was found, if it is there and matches still. */
function standing({ catalog }: Engine, { ns, id }: Collection, rid: number, { filter }: Query): Target | undefined {
  const collection = catalog.get(ns);
  const raw = collection?.id === id ? collection.rawOf(rid) : undefined;
  if (!collection || !raw) return undefined;
  const hit: Hit = { rid, raw };
  return tester(filter)(hit) ? { collection, hit } : undefined;
}
