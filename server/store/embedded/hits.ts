import type { Stored } from './collection.js';
import { type Filter, rootsOf } from './match.js';
import { picker } from './raw-fields.js';
import { type SortField, sortKey } from './sort.js';
import { type Doc, decode } from './value.js';

/** A document that was read; decoded only when someone asks. */
export interface Hit {
  rid: number;
  raw: Buffer;
  doc?: Doc;
}

/** Now and then a reader yields null, so that whoever pulls can let others have their turn. */
export type Hits = Generator<Hit | null, void>;

export const docOf = (hit: Hit): Doc => {
  hit.doc ??= decode(hit.raw);
  return hit.doc;
};

export const storedOf = (hit: Hit): Stored => ({ rid: hit.rid, raw: hit.raw, doc: docOf(hit) });

/** Tells whether documents match, and decodes no more of them than the filter looks at. */
export function tester(filter: Filter): (hit: Hit) => boolean {
  const roots = rootsOf(filter);
  if (!roots) return (hit) => filter.test(docOf(hit));
  const pick = picker(roots);
  return (hit) => filter.test(hit.doc ?? pick(hit.raw));
}

/** One reader after the other. */
export function* inTurn(branches: Hits[]): Hits {
  for (const branch of branches) yield* branch;
}

/** Hits of several readers, each in the order, as one. */
export function* merged(branches: Hits[], sort: SortField[]): Hits {
  const heads: { hit: Hit; key: Buffer; from: Hits }[] = [];
  const waiting = [...branches];
  for (;;) {
    for (let from = waiting.pop(); from; from = waiting.pop()) {
      const { value: hit, done } = from.next();
      if (done) continue;
      if (hit) heads.push({ hit, key: sortKey(docOf(hit), sort), from });
      else {
        yield null;
        waiting.push(from);
      }
    }
    if (heads.length === 0) return;
    const first = heads.reduce((a, b) => (Buffer.compare(b.key, a.key) < 0 ? b : a));
    heads.splice(heads.indexOf(first), 1);
    yield first.hit;
    waiting.push(first.from);
  }
}

/** Each document once. */
export function* distinctHits(hits: Hits): Hits {
  const seen = new Set<number>();
  for (const hit of hits) {
    if (hit && seen.has(hit.rid)) continue;
    if (hit) seen.add(hit.rid);
    yield hit;
  }
}
