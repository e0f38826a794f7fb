// Random documents, indexes and questions; each answer is held against one that looks at every document in memory.
// A failure prints its seed: FUZZ_SEED=… repeats it, FUZZ_QUERIES=50000 (npm run test:fuzz) asks longer.
import { EJSON, serialize } from 'bson';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type IndexRecord, keysOf, openIndex } from '../../server/store/embedded/index-keys.js';
import { compareValues, type Doc, decode } from '../../server/store/embedded/value.js';
import { type AnIndex, aDocument, anIndex, aValue, type Key, PATHS } from './fuzz/documents.js';
import { comparing, distinctOf, matching } from './fuzz/oracle.js';
import { type Asked, aFilter, aMerging, anEither, anOrder, asked } from './fuzz/queries.js';
import { below, chance, pick, type Random, randomFrom } from './fuzz/random.js';
import { type OpenStore, openStore } from './open-store.js';

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const QUERIES = Number(process.env.FUZZ_QUERIES ?? 2_000);
const QUERIES_PER_ROUND = 100;
const ROUNDS = Math.ceil(QUERIES / QUERIES_PER_ROUND);

/** As the store itself reads it. */
const asStored = (doc: Doc): Doc => decode(serialize(doc));

/** Keeps the types of values. */
const EXACT = { promoteLongs: false, promoteBuffers: false, bsonRegExp: true };

type Collection = ReturnType<OpenStore['db']['collection']>;
type StoredDoc = Doc & { _id: number };

/** One collection, what must be in it, and the indexes over it. */
class Round {
  docs = new Map<number, StoredDoc>();
  indexes: AnIndex[] = [];

  constructor(
    readonly random: Random,
    readonly all: Collection,
  ) {}

  get keys(): Key[] {
    return this.indexes.map(({ key }) => key);
  }

  /** Indexes that hold every document. */
  get whole(): Key[] {
    return [
      { _id: 1 },
      ...this.indexes.filter((one) => !one.sparse && !one.partialFilterExpression).map(({ key }) => key),
    ];
  }

  /** Learns anew what is stored. */
  async learn(): Promise<void> {
    const docs = await this.all.find({}, { ...EXACT, hint: { $natural: 1 } }).toArray();
    this.docs = new Map(docs.map((doc) => [doc._id as never, asStored(doc) as StoredDoc]));
  }

  async addIndex(): Promise<void> {
    const { key, ...options } = anIndex(this.random);
    const isNew = !this.keys.some((other) => JSON.stringify(other) === JSON.stringify(key));
    // Documents that it cannot hold refuse it.
    if (isNew && (await this.all.createIndex(key, options).then(() => true, isExpected)))
      this.indexes.push({ key, ...options });
  }

  async dropIndex(): Promise<void> {
    const index = this.indexes.splice(below(this.random, this.indexes.length), 1)[0];
    if (index) await this.all.dropIndex(nameOf(index.key));
  }
}

const nameOf = (key: Key): string =>
  Object.entries(key)
    .map(([path, way]) => `${path}_${way}`)
    .join('_');

const DUPLICATE = 11_000;
const PARALLEL = 171;
const AMBIGUOUS = 16_746;
const NOT_VIABLE = 28;

/** What random documents may run into. */
function isExpected(error: { code?: number; writeErrors?: { code: number }[] }): false {
  const codes = error.writeErrors?.map(({ code }) => code) ?? [error.code];
  for (const code of codes) if (![DUPLICATE, PARALLEL, AMBIGUOUS, NOT_VIABLE].includes(code!)) throw error;
  return false;
}

it.each(Array.from({ length: ROUNDS }, (_, i) => SEED + i))(
  'answers as one that looks at every document (seed %i)',
  async (seed) => {
    const random = randomFrom(seed);
    const round = new Round(random, store.db.collection(`round${seed}`));
    for (let i = 1 + below(random, 5); i > 0; i -= 1) await round.addIndex();
    const docs = Array.from({ length: 40 + below(random, 120) }, (_, i) => aDocument(random, i));
    await round.all.insertMany(docs as never[], { ordered: false }).catch(isExpected);
    await round.learn();
    for (let i = below(random, 3); i > 0; i -= 1) await round.addIndex();
    for (let i = 0; i < QUERIES_PER_ROUND; i += 1) {
      await pick(random, QUESTIONS)(round);
      if (i % 7 === 6) await pick(random, CHANGES)(round);
      if (i % 40 === 39) await agree(round);
    }
    await agree(round);
    await round.all.drop();
  },
);

const told = (what: Doc, round: Round): string => `${shown(what)} with ${shown({ indexes: round.indexes })}`;
const shown = (what: Doc): string => EJSON.stringify(what).replaceAll(/x{50,}/g, '…');

const askAny = (round: Round) => askFind(round, { filter: aFilter(round.random, round.keys) });

/** What is read by several ranges or several indexes side by side. */
function askAtOnce(round: Round): Promise<void> {
  if (round.keys.length === 0) return askAny(round);
  return askFind(round, pick(round.random, [aMerging, anEither])(round.random, round.keys));
}

async function askFind(round: Round, { filter, sort }: { filter: Doc; sort?: Key }): Promise<void> {
  const { hint, ...rest } = asked(round.random, round.keys, round.whole);
  const options: Asked = sort ? { ...rest, sort } : { ...rest, ...(hint && { hint }) };
  const expected = matching(round.docs.values(), asStored(filter));
  const found = (await round.all.find(filter as never, options as never).toArray()) as unknown as StoredDoc[];
  const says = told({ find: filter, ...options }, round);
  holdFind(round, found, expected, options, says);
}

function holdFind(round: Round, found: StoredDoc[], expected: Doc[], options: Asked, says: string): void {
  const { sort, skip = 0, limit = Number.POSITIVE_INFINITY, projection } = options;
  const ids = found.map(({ _id }) => _id);
  expect(new Set(ids).size, `twice in ${says}`).toBe(ids.length);
  const wanted = new Set(expected.map(({ _id }) => _id));
  expect(
    ids.filter((id) => !wanted.has(id)),
    `too much in ${says}`,
  ).toEqual([]);
  expect(ids.length, `how many in ${says}`).toBe(Math.max(0, Math.min(expected.length - skip, limit)));
  if (sort) holdOrder(round, ids, expected, sort, skip, says);
  for (const name of Object.keys(projection ?? {}))
    for (const doc of found)
      expect(name in doc, `${name} of ${doc._id} in ${says}`).toBe(name in round.docs.get(doc._id)!);
}

/** Documents that the order does not tell apart may stand for one another. */
function holdOrder(round: Round, ids: number[], expected: Doc[], sort: Key, skip: number, says: string): void {
  const compare = comparing(sort);
  const ordered = [...expected].sort(compare);
  const wrong = ids.findIndex((id, i) => compare(round.docs.get(id)!, ordered[skip + i]!) !== 0);
  expect(wrong < 0 ? 'in order' : `${ids[wrong]} instead of ${ordered[skip + wrong]!._id}`, says).toBe('in order');
}

async function askCount(round: Round): Promise<void> {
  const filter = aFilter(round.random, round.keys);
  const { hint, skip, limit } = asked(round.random, round.keys, round.whole);
  const expected = matching(round.docs.values(), asStored(filter)).length;
  const counted = await round.all.countDocuments(filter as never, { ...(hint && { hint }) } as never);
  expect(counted, told({ countDocuments: filter, hint }, round)).toBe(expected);
  const within = await store.db.command({
    count: round.all.collectionName,
    query: filter,
    skip: skip ?? 0,
    limit: limit ?? 0,
  });
  const most = Math.min(Math.max(0, expected - (skip ?? 0)), limit ?? Number.POSITIVE_INFINITY);
  expect(within.n, told({ count: filter, skip, limit }, round)).toBe(most);
}

async function askDistinct(round: Round): Promise<void> {
  const filter = chance(round.random, 0.3) ? {} : aFilter(round.random, round.keys, 0);
  const near = round.indexes.length > 0 ? Object.keys(pick(round.random, round.keys)) : PATHS;
  const key = pick(round.random, chance(round.random, 0.7) ? near : PATHS);
  const reply = await store.db.command({ distinct: round.all.collectionName, key, query: filter }, EXACT as never);
  const values = asStored({ values: reply.values }).values as unknown[];
  const expected = distinctOf(matching(round.docs.values(), asStored(filter)), key);
  const says = told({ distinct: key, filter }, round);
  expect(values.length, says).toBe(expected.length);
  values.sort(compareValues);
  expect(
    values.findIndex((value, i) => compareValues(value, expected[i]) !== 0),
    says,
  ).toBe(-1);
}

async function askAggregate(round: Round): Promise<void> {
  const filter = aFilter(round.random, round.keys);
  const { sort, skip, limit } = asked(round.random, round.keys, round.whole);
  const stages = [sort && { $sort: sort }, skip && { $skip: skip }, limit && { $limit: limit }];
  const pipeline = [{ $match: filter }, ...stages.filter(Boolean)] as Doc[];
  const found = (await round.all.aggregate(pipeline).toArray()) as unknown as StoredDoc[];
  const expected = matching(round.docs.values(), asStored(filter));
  holdFind(round, found, expected, { sort, skip: skip || undefined, limit }, told({ pipeline }, round));
}

const anyQuery = (random: Random, keys: Key[]) => ({ filter: aFilter(random, keys), sort: anOrder(random, keys) });

/**
 * A cursor that pauses while others write: whatever nobody touched is given once, and nothing that matched neither before
 * nor after. What was moved meanwhile may be met twice or not at all, as in MongoDB.
 */
async function askInParts(round: Round): Promise<void> {
  const makers = round.keys.length > 0 ? [anyQuery, aMerging, anEither] : [anyQuery];
  const { filter, sort: order } = pick(round.random, makers)(round.random, round.keys);
  const sort = chance(round.random, 0.7) ? { sort: order } : {};
  const says = told({ inParts: filter, ...sort }, round);
  const before = new Map(matching(round.docs.values(), asStored(filter)).map((doc) => [doc._id, shown(doc)]));
  const cursor = round.all.find(filter as never, { ...sort, batchSize: 1 + below(round.random, 4) } as never);
  const ids: unknown[] = [];
  for (let i = below(round.random, 6); i >= 0 && (await cursor.hasNext()); i -= 1) ids.push((await cursor.next())!._id);
  await pick(round.random, [update, remove, replace])(round);
  for (const doc of await cursor.toArray()) ids.push(doc._id);
  const after = new Map(matching(round.docs.values(), asStored(filter)).map((doc) => [doc._id, shown(doc)]));
  const untouched = [...before].filter(([id, doc]) => after.get(id) === doc).map(([id]) => id);
  const times = (id: unknown) => ids.filter((other) => other === id).length;
  expect(
    untouched.filter((id) => times(id) !== 1),
    `not once: ${says}`,
  ).toEqual([]);
  expect(
    ids.filter((id) => !before.has(id) && !after.has(id)),
    `too much: ${says}`,
  ).toEqual([]);
}

const QUESTIONS = [
  askAny,
  askAny,
  askAny,
  askAtOnce,
  askAtOnce,
  askAtOnce,
  askCount,
  askDistinct,
  askAggregate,
  askInParts,
];

let marks = 0;

/** A change whose documents can be told afterwards by their mark; one of the fields under an index changes, too. */
function aChange(random: Random): { mark: number; update: Doc } {
  marks += 1;
  const path = pick(random, ['a', 'b', 'c', 's', 't', 'o.p', 'n']);
  const value =
    path === 't' ? [below(random, 5)] : path === 'n' ? { x: below(random, 5) } : aValue(random, path === 'a' ? 0.4 : 0);
  const change = chance(random, 0.2) ? { $unset: { [path]: 1 } } : { $set: { [path]: value } };
  return { mark: marks, update: { ...change, $set: { ...(change.$set ?? {}), mark: marks } } };
}

/** Which were changed is held to be right; what the change made of them is learned. */
async function update(round: Round): Promise<void> {
  const filter = aFilter(round.random, round.keys, 1);
  const { mark, update: change } = aChange(round.random);
  const many = chance(round.random, 0.5);
  const expected = new Set(matching(round.docs.values(), asStored(filter)).map(({ _id }) => _id));
  const says = told({ [many ? 'updateMany' : 'updateOne']: filter, change }, round);
  const done = many ? round.all.updateMany(filter as never, change) : round.all.updateOne(filter as never, change);
  const { matchedCount } = (await done.catch(isExpected)) || {};
  await round.learn();
  const marked = [...round.docs.values()].filter((doc) => doc.mark === mark).map(({ _id }) => _id);
  expect(
    marked.filter((id) => !expected.has(id)),
    says,
  ).toEqual([]);
  if (matchedCount === undefined) return; // refused on the way
  expect(matchedCount, says).toBe(many ? expected.size : Math.min(1, expected.size));
  expect(marked.length, says).toBe(matchedCount);
}

async function findAndModify(round: Round): Promise<void> {
  const filter = aFilter(round.random, round.keys, 1);
  const sort = anOrder(round.random, round.keys);
  const removing = chance(round.random, 0.4);
  const expected = matching(round.docs.values(), asStored(filter)).sort(comparing(sort));
  const { update: change } = aChange(round.random);
  const asking = removing
    ? round.all.findOneAndDelete(filter as never, { sort } as never)
    : round.all.findOneAndUpdate(filter as never, change, { sort, returnDocument: 'before' } as never);
  const found = (await asking.catch(isExpected)) as Doc | null | false;
  const says = told({ findAndModify: filter, sort, removing }, round);
  if (found === null) expect(expected, says).toEqual([]);
  else if (found) {
    const before = round.docs.get(found._id as number)!;
    expect(expected.includes(before) && comparing(sort)(before, expected[0]!), says).toBe(0);
  }
  await round.learn();
  if (found && removing) expect(round.docs.has(found._id as number), says).toBe(false);
}

async function remove(round: Round): Promise<void> {
  const filter = aFilter(round.random, round.keys, 1);
  const expected = new Set(matching(round.docs.values(), asStored(filter)).map(({ _id }) => _id));
  // Of many it takes one, so that documents stay.
  const many = expected.size < 10;
  const before = [...round.docs.keys()];
  const { deletedCount } = await (many ? round.all.deleteMany(filter as never) : round.all.deleteOne(filter as never));
  await round.learn();
  const gone = before.filter((id) => !round.docs.has(id));
  const says = told({ delete: filter, many }, round);
  expect(gone.length, says).toBe(many ? expected.size : 1);
  expect(
    gone.filter((id) => !expected.has(id)),
    says,
  ).toEqual([]);
  expect(deletedCount, says).toBe(gone.length);
}

async function replace(round: Round): Promise<void> {
  const _id = below(round.random, 170);
  const doc = aDocument(round.random, _id);
  await round.all.replaceOne({ _id } as never, doc, { upsert: true }).catch(isExpected);
  await round.learn();
}

const CHANGES = [
  update,
  update,
  findAndModify,
  remove,
  replace,
  replace,
  (round: Round) => round.addIndex(),
  (round: Round) => round.dropIndex(),
];

/** Every document has all its entries in every index, and no index has any other. */
async function agree(round: Round): Promise<void> {
  for (const { key, ...options } of round.indexes) {
    const index = openIndex({
      id: 1,
      name: 'same',
      key,
      ...options,
      multi: Object.keys(key).map(() => false),
    } as IndexRecord);
    const entries = [...round.docs.values()].map((doc) => keysOf(doc, index).keys.length);
    const filter = options.partialFilterExpression ?? {};
    const find = { find: round.all.collectionName, filter, hint: key };
    const { executionStats } = await store.db.command({ explain: find, verbosity: 'executionStats' });
    const says = told({ index: key, ...options }, round);
    // What a partial index is about may also narrow what is read of it.
    if (!Object.keys(filter).some((path) => path in key))
      expect(executionStats.totalKeysExamined, says).toBe(entries.reduce((sum, n) => sum + n, 0));
    expect(executionStats.nReturned, says).toBe(entries.filter((n) => n > 0).length);
  }
}
