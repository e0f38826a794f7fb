import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenStore, openStore } from './open-store.js';

const { Long, ObjectId } = mongoose.mongo.BSON;

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 8);
const QUERIES_PER_ROUND = 60;

type Random = () => number;

/** A small generator that repeats for a seed (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const below = (random: Random, n: number): number => Math.floor(random() * n);
const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)]!;
const some = <T>(random: Random, most: number, make: () => T): T[] =>
  Array.from({ length: below(random, most + 1) }, make);

const FIELDS = ['a', 'b', 'c', 'n.x', 'n.y'] as const;

const SMALL = [0, 1, 2, 3, 4];
const RARE = [
  null,
  true,
  false,
  '',
  'a',
  'ab',
  'b',
  'é',
  'a\0b',
  '\u{1f600}',
  2.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
];

/** Mostly one of a few numbers, so that conditions meet values. */
function aScalar(random: Random): unknown {
  if (random() < 0.7) return pick(random, SMALL);
  const n = pick(random, SMALL);
  return pick(random, [...RARE, Long.fromNumber(n), new Date(n * 1_000 - 2_000), new ObjectId(String(n).repeat(24))]);
}

function aValue(random: Random, arrays: number): unknown {
  if (random() < arrays) return some(random, 3, () => aScalar(random));
  return random() < 0.05 ? { x: aScalar(random) } : aScalar(random);
}

/** Only `a` and `n` hold arrays, so that few indexes meet two arrays at once; `b` seldom does. */
function aDocument(random: Random, _id: number): Record<string, unknown> {
  const doc: Record<string, unknown> = { _id };
  for (const [name, arrays] of [
    ['a', 0.4],
    ['b', 0.03],
    ['c', 0],
  ] as const)
    if (random() < 0.9) doc[name] = aValue(random, arrays);
  const inner = () => ({
    ...(random() < 0.9 ? { x: aScalar(random) } : {}),
    ...(random() < 0.9 ? { y: aScalar(random) } : {}),
  });
  if (random() < 0.9) doc.n = random() < 0.5 ? inner() : some(random, 3, inner);
  return doc;
}

function aCondition(random: Random): unknown {
  const value = () => aScalar(random);
  const makers = [
    () => value(),
    () => value(),
    () => ({ $eq: aValue(random, 0.5) }),
    () => ({ [pick(random, ['$gt', '$gte', '$lt', '$lte'])]: value() }),
    () => ({
      [pick(random, ['$gt', '$gte'])]: pick(random, SMALL),
      [pick(random, ['$lt', '$lte'])]: pick(random, SMALL),
    }),
    () => ({ $in: some(random, 4, value) }),
    () => pick(random, OTHER_CONDITIONS)(value()),
  ];
  return pick(random, makers)();
}

const OTHER_CONDITIONS: ((value: unknown) => object)[] = [
  (value) => ({ $ne: value }),
  () => ({ $exists: true }),
  () => ({ $exists: false }),
  () => ({ $regex: '^a' }),
  () => ({ $regex: '^ab*' }),
  () => ({ $regex: '^a|^b' }),
  (value) => ({ $elemMatch: { $gte: value } }),
  (value) => ({ $not: { $lt: value } }),
  () => ({ $type: 'number' }),
  (value) => ({ $gte: value, $ne: 3 }),
];

type Key = Record<string, 1 | -1>;

/** Half of the filters ask the fields of an index from its first on; the others ask anything. */
function aFilter(random: Random, indexes: Key[]): Record<string, unknown> {
  const near = indexes.length > 0 && random() < 0.5 ? Object.keys(pick(random, indexes)) : undefined;
  const paths = near?.slice(0, 1 + below(random, near.length)) ?? some(random, 3, () => pick(random, FIELDS));
  const clauses = paths.map((path) => ({ [path]: aCondition(random) }));
  if (clauses.length > 1 && random() < 0.15) return { $or: clauses };
  if (random() < 0.3) return { $and: [...clauses, {}] };
  return Object.assign({}, ...clauses);
}

const direction = (random: Random): 1 | -1 => (random() < 0.5 ? 1 : -1);

/** An order that ends in _id, so that it is one order; often that of an index or its reverse, or the rest of one. */
function anOrder(random: Random, indexes: Key[]): Key {
  const turn = direction(random);
  const near = indexes.length > 0 && random() < 0.6 ? Object.entries(pick(random, indexes)) : undefined;
  const fields =
    near?.slice(below(random, near.length)) ??
    some(random, 2, () => [pick(random, FIELDS), direction(random)] as const);
  const order = Object.fromEntries(fields.map(([path, way]) => [path, (way * turn) as 1 | -1]));
  return '_id' in order ? order : { ...order, _id: turn };
}

function anIndex(random: Random): { key: Key; sparse?: boolean; partialFilterExpression?: object } {
  const fields = [...new Set(Array.from({ length: 1 + below(random, 3) }, () => pick(random, FIELDS)))];
  const key = Object.fromEntries(
    [...fields, ...(random() < 0.6 ? ['_id'] : [])].map((path) => [path, direction(random)]),
  );
  if (random() < 0.15) return { key, sparse: true };
  if (random() < 0.15) return { key, partialFilterExpression: { [pick(random, FIELDS)]: { $exists: true } } };
  return { key };
}

it.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round))(
  'finds the same with indexes as without (seed %i)',
  async (seed) => {
    const random = randomFrom(seed);
    const plain = store.db.collection<{ _id: number }>(`plain${seed}`);
    const indexed = store.db.collection<{ _id: number }>(`indexed${seed}`);
    const both = [plain, indexed];
    const docs = Array.from({ length: 80 }, (_, i) => aDocument(random, i));
    const refused = new Set<number>();
    const drawn = Array.from({ length: 1 + below(random, 3) }, () => anIndex(random));
    // One index per key, whatever its options.
    const wanted = [...new Map(drawn.map((index) => [JSON.stringify(index.key), index])).values()];
    for (const { key, ...options } of wanted) await indexed.createIndex(key, options);
    const keys = wanted.map(({ key }) => key);
    // Two arrays under one compound index are refused; such documents are left out of both.
    for (const doc of docs) await indexed.insertOne(doc as never).catch(() => refused.add(doc._id as number));
    await plain.insertMany(docs.filter(({ _id }) => !refused.has(_id as number)) as never[]);
    for (let i = 0; i < QUERIES_PER_ROUND; i += 1) {
      if (i % 5 === 0) await changeBoth(random, both);
      const filter = aFilter(random, keys);
      const options = { sort: anOrder(random, keys), skip: below(random, 4), limit: below(random, 3) * 7 };
      const [right, found] = await Promise.all(both.map((all) => all.find(filter, options).toArray()));
      const query = JSON.stringify({ filter, options, indexes: wanted });
      expect(
        found!.map(({ _id }) => _id),
        query,
      ).toEqual(right!.map(({ _id }) => _id));
      const [n, m] = await Promise.all(both.map((all) => all.countDocuments(filter)));
      expect(m, `counted ${query}`).toBe(n);
    }
  },
);

type Both = {
  replaceOne(filter: object, doc: object, options: object): Promise<unknown>;
  deleteOne(filter: object): Promise<unknown>;
}[];

async function changeBoth(random: Random, [plain, indexed]: Both): Promise<void> {
  const _id = below(random, 90);
  if (random() < 0.3) {
    await Promise.all([plain!.deleteOne({ _id }), indexed!.deleteOne({ _id })]);
    return;
  }
  const doc = aDocument(random, _id);
  const taken = await indexed!.replaceOne({ _id }, doc, { upsert: true }).then(
    () => true,
    () => false,
  );
  if (taken) await plain!.replaceOne({ _id }, doc, { upsert: true });
}
