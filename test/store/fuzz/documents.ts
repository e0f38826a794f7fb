import mongoose from 'mongoose';
import type { Doc } from '../../../server/store/embedded/value.js';
import { below, chance, direction, few, pick, type Random, some } from './random.js';

const { Binary, Long, MaxKey, MinKey, ObjectId, Timestamp } = mongoose.mongo.BSON;

/** `a`, `t` and `n` may hold arrays, the others never; no two of them meet in one index or order. */
export const ARRAYS = [['a'], ['t'], ['n.x', 'n.y'], ['n.x'], ['n.y'], ['n'], ['a.0'], ['n.0.x']] as const;
export const PLAIN = ['b', 'c', 'd', 's', 'o.p', '_id'] as const;
export const PATHS = ['a', 't', 'n', 'n.x', 'n.y', 'a.0', 'n.0.x', ...PLAIN] as const;

const SMALL = [0, 1, 2, 3, 4];
const TEXTS = ['', 'a', 'ab', 'abc', 'b', 'é', 'a\0b', 'a\uffff', '\u{1f600}'];
/** Longer than a key may be, alike until there. */
const LONG = 'x'.repeat(1_900);
const LONGS = [`${LONG}a`, `${LONG}b`, `${LONG}`, `${'x'.repeat(1_765)}y`, 'x'.repeat(1_790), 'x'.repeat(1_760)];
const RARE = [
  null,
  true,
  false,
  2.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -0,
  -1,
  Long.fromString('9007199254740993'),
  Long.fromString('9007199254740992'),
  9_007_199_254_740_992,
  new MinKey(),
  new MaxKey(),
  new Timestamp({ t: 1, i: 2 }),
  new Timestamp({ t: 2, i: 1 }),
  new Binary(Buffer.from('ab')),
  new Binary(Buffer.from('abc'), 128),
];

/** Mostly one of a few numbers, so that conditions meet values. */
export function aScalar(random: Random): unknown {
  if (chance(random, 0.6)) return pick(random, SMALL);
  if (chance(random, 0.4)) return pick(random, TEXTS);
  const n = pick(random, SMALL);
  return pick(random, [...RARE, Long.fromNumber(n), new Date(n * 1_000 - 2_000), new ObjectId(String(n).repeat(24))]);
}

export function aValue(random: Random, arrays: number): unknown {
  if (chance(random, arrays)) return some(random, 3, () => aValue(random, 0.05));
  return chance(random, 0.06) ? { x: aScalar(random) } : aScalar(random);
}

const maybe = (random: Random, name: string, make: () => unknown): Doc =>
  chance(random, 0.88) ? { [name]: make() } : {};

export function aDocument(random: Random, _id: number): Doc {
  const inner = (arrays: number): Doc => ({
    ...maybe(random, 'x', () => aValue(random, arrays)),
    ...maybe(random, 'y', () => aScalar(random)),
  });
  return {
    _id,
    ...maybe(random, 'a', () => aValue(random, 0.4)),
    ...maybe(random, 'b', () => aValue(random, 0)),
    ...maybe(random, 'c', () => aScalar(random)),
    ...maybe(random, 'd', () => new Date(pick(random, SMALL) * 1_000 - 2_000)),
    ...maybe(random, 's', () => (chance(random, 0.2) ? pick(random, LONGS) : aScalar(random))),
    ...maybe(random, 'o', () => (chance(random, 0.8) ? { p: aScalar(random) } : aScalar(random))),
    ...maybe(random, 't', () => some(random, 3, () => pick(random, SMALL))),
    ...maybe(random, 'n', () => (chance(random, 0.5) ? inner(0.1) : some(random, 3, () => inner(0)))),
  };
}

/** A value that a document may well have at a path. */
export function aNearValue(random: Random, path: string): unknown {
  if (path === '_id') return below(random, 100);
  if (path === 's' && chance(random, 0.3)) return pick(random, LONGS);
  if (path === 'd' && chance(random, 0.8)) return new Date(pick(random, SMALL) * 1_000 - 2_000);
  return aScalar(random);
}

export type Key = Record<string, 1 | -1>;

/** Fields for an index or an order: at most one array among them. */
export function aKey(random: Random, most: number): Key {
  const plain = few(random, most, PLAIN);
  const fields: string[] = chance(random, 0.5) ? [...plain, ...pick(random, ARRAYS)] : plain;
  const ordered = few(random, fields.length, fields);
  return Object.fromEntries(ordered.map((path) => [path, direction(random)]));
}

export interface AnIndex {
  key: Key;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Doc;
  expireAfterSeconds?: number;
}

export function anIndex(random: Random): AnIndex {
  const key = aKey(random, 5);
  if (Object.keys(key)[0] === '_id') return anIndex(random); // there is one already
  const kind = random();
  if (kind < 0.12) return { key, sparse: true };
  if (kind < 0.3) return { key, partialFilterExpression: aPart(random) };
  // Documents that clash are refused; with _id or the sparse there are some left.
  if (kind < 0.36) return { key: { ...key, _id: 1 }, unique: true };
  if (kind < 0.42) return { key, unique: true, sparse: chance(random, 0.5) };
  if (kind < 0.48) return { key: { d: direction(random) }, expireAfterSeconds: 2_100_000_000 };
  return { key };
}

function aPart(random: Random): Doc {
  const path = pick(random, PATHS);
  return pick(random, [
    { [path]: { $exists: true } },
    { [path]: pick(random, SMALL) },
    { [path]: { $gte: pick(random, SMALL) } },
    { [path]: { $lt: 3 } },
    { [path]: { $gt: 0 }, b: { $exists: true } },
    { [path]: { $in: [1, 2, 'a'] } },
  ]);
}
