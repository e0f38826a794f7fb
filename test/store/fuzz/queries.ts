import type { Doc } from '../../../server/store/embedded/value.js';
import { aKey, aNearValue, aScalar, aValue, type Key, PATHS } from './documents.js';
import { below, chance, few, pick, type Random, some } from './random.js';

const SMALL = [0, 1, 2, 3, 4];

type Condition = (random: Random, value: () => unknown) => unknown;

/** Those that indexes know about come more often. */
const NARROWING: Condition[] = [
  (_, value) => value(),
  (_, value) => value(),
  (random) => ({ $eq: aValue(random, 0.5) }),
  (random, value) => ({ [pick(random, ['$gt', '$gte', '$lt', '$lte'])]: value() }),
  (random, value) => ({ [pick(random, ['$gt', '$gte'])]: value(), [pick(random, ['$lt', '$lte'])]: value() }),
  (random) => ({ $gt: pick(random, SMALL), $gte: pick(random, SMALL), $lte: 4 }),
  (random, value) => ({ $in: some(random, 5, value) }),
  (random, value) => ({ $in: [...some(random, 3, value), null, some(random, 2, value)] }),
];
const OTHERS: Condition[] = [
  (_, value) => ({ $ne: value() }),
  (random, value) => ({ $nin: some(random, 3, value) }),
  (random) => ({ $exists: chance(random, 0.5) }),
  (random) => ({ $regex: pick(random, ['^a', '^ab*', '^a|^b', '^ab', 'b$', '^x{3}', '^x+a', '^']) }),
  (random) => ({ $regex: '^A', $options: pick(random, ['i', '']) }),
  (random) => ({ $size: below(random, 3) }),
  (random) => ({ $type: pick(random, ['number', 'string', 'array', 'object', 'null', 'date', 'long', 'bool']) }),
  (random, value) => ({ $all: some(random, 2, value) }),
  (_, value) => ({ $elemMatch: { $gte: value() } }),
  (_, value) => ({ $elemMatch: { x: value() } }),
  (random, value) => ({ $elemMatch: { x: { $gte: value() }, y: pick(random, SMALL) } }),
  (_, value) => ({ $not: { $lt: value() } }),
  (_, value) => ({ $not: { $in: [value(), value()] } }),
  (random) => ({ $mod: [2, below(random, 2)] }),
  (_, value) => ({ $gte: value(), $ne: 3 }),
];

/** A condition on a path; never a parallel to what the store refuses (a regex as the value of a comparison). */
export function aCondition(random: Random, path: string): unknown {
  const makers = chance(random, 0.7) ? NARROWING : OTHERS;
  return pick(random, makers)(random, () => (chance(random, 0.5) ? aNearValue(random, path) : aScalar(random)));
}

/** Half of the filters ask for the fields of an index from its first on; the others ask anything. */
export function aFilter(random: Random, indexes: Key[], depth = 2): Doc {
  const near = indexes.length > 0 && chance(random, 0.75) ? Object.keys(pick(random, indexes)) : undefined;
  const paths = near?.slice(0, 1 + below(random, near.length)) ?? some(random, 2, () => pick(random, PATHS));
  const clauses: Doc[] = paths.map((path) => ({ [path]: aCondition(random, path) }));
  if (depth > 0 && chance(random, 0.35)) clauses.push(aBranching(random, indexes, depth - 1));
  if (chance(random, 0.3)) return { $and: [...clauses, {}] };
  return Object.assign({}, ...clauses);
}

function aBranching(random: Random, indexes: Key[], depth: number): Doc {
  const operator = pick(random, ['$or', '$or', '$or', '$and', '$nor']);
  return { [operator]: Array.from({ length: 1 + below(random, 3) }, () => aFilter(random, indexes, depth)) };
}

/** Several points at the beginning of an index, and the order of what is left of it: read side by side. */
export function aMerging(random: Random, indexes: Key[]): { filter: Doc; sort: Key } {
  const wide = indexes.filter((one) => Object.keys(one).length > 1);
  const key = Object.entries(pick(random, wide.length > 0 ? wide : indexes));
  const turn = chance(random, 0.5) ? 1 : -1;
  const heads = 1 + below(random, Math.max(1, key.length - 1));
  const points = (path: string) => ({ $in: [0, 1, 2, aNearValue(random, path), aNearValue(random, path)] });
  const filter = Object.fromEntries(key.slice(0, heads).map(([path]) => [path, points(path)]));
  const from = chance(random, 0.7) ? heads : 0;
  const sort = Object.fromEntries(key.slice(from).map(([path, way]) => [path, (way * turn) as 1 | -1]));
  const rest =
    key[heads] && chance(random, 0.3) ? { [key[heads][0]]: { $gte: aNearValue(random, key[heads][0]) } } : {};
  return { filter: { ...filter, ...rest }, sort: Object.keys(sort).length > 0 ? sort : { _id: 1 } };
}

/** Branches that each begin an index, some of them with a condition in common, often in an order that all of them have. */
export function anEither(random: Random, indexes: Key[]): { filter: Doc; sort: Key } {
  const one = pick(random, indexes);
  const isAligned = chance(random, 0.5);
  const branches = Array.from({ length: 2 + below(random, 2) }, () => {
    const key = isAligned ? one : pick(random, indexes);
    const [path] = Object.keys(key) as [string];
    const condition =
      isAligned || chance(random, 0.4)
        ? pick(random, SMALL)
        : pick(random, NARROWING)(random, () => aNearValue(random, path));
    return { [path]: condition, ...(chance(random, 0.3) && { b: aCondition(random, 'b') }) };
  });
  const turn = chance(random, 0.5) ? 1 : -1;
  const rest = Object.entries(one)
    .slice(1)
    .map(([path, way]) => [path, (way * turn) as 1 | -1] as const);
  const common = chance(random, 0.4) ? aFilter(random, indexes, 0) : {};
  return {
    filter: { $and: [common, { $or: branches }] },
    sort: rest.length > 0 ? Object.fromEntries(rest) : { _id: turn },
  };
}

/** Often the order of an index, its reverse, or what is left of it behind its first fields. */
export function anOrder(random: Random, indexes: Key[]): Key {
  const key = indexes.length > 0 && chance(random, 0.7) ? pick(random, indexes) : aKey(random, 2);
  const turn = chance(random, 0.5) ? 1 : -1;
  const fields = Object.entries(key).slice(below(random, Object.keys(key).length));
  return Object.fromEntries(fields.map(([path, way]) => [path, (way * turn) as 1 | -1]));
}

const ONES = ['b', 'c', 's', 'n', 'a'];

export interface Asked {
  sort?: Key;
  skip?: number;
  limit?: number;
  batchSize?: number;
  projection?: Record<string, 1>;
  hint?: Key | { $natural: 1 | -1 };
}

/** How a query is asked for; `hints` are indexes that hold every document. */
export function asked(random: Random, indexes: Key[], hints: Key[]): Asked {
  return {
    ...(chance(random, 0.7) && { sort: anOrder(random, indexes) }),
    ...(chance(random, 0.3) && { skip: below(random, 12) }),
    ...(chance(random, 0.5) && { limit: 1 + below(random, 15) }),
    ...(chance(random, 0.4) && { batchSize: 1 + below(random, 9) }),
    ...(chance(random, 0.2) && {
      projection: Object.fromEntries(few(random, 2, ONES).map((path) => [path, 1] as const)),
    }),
    ...(chance(random, 0.15) && {
      hint: pick(random, [...hints, { $natural: 1 } as const, { $natural: -1 } as const]),
    }),
  };
}
