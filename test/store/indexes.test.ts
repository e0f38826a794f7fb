import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenStore, openStore } from './open-store.js';

let store: OpenStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

/** The index a find would use, or null when it reads the whole collection. */
async function indexOf(collection: string, filter: object, sort: Record<string, 1 | -1> = {}): Promise<string | null> {
  const plan = await store.db.command({ explain: { find: collection, filter, sort }, verbosity: 'queryPlanner' });
  let stage = plan.queryPlanner.winningPlan;
  while (stage && stage.stage !== 'IXSCAN') stage = stage.inputStage;
  return stage?.indexName ?? null;
}

describe('uniqueness', () => {
  it('answers a duplicate in the shape mongoose reads', async () => {
    const own = { dbName: store.db.databaseName, autoIndex: true }; // whatever another file has set for all
    const connection = await mongoose.createConnection(store.uri, own).asPromise();
    const schema = new mongoose.Schema({ email: { type: String, unique: true }, org: String });
    const Person = connection.model('Person', schema);
    await Person.init();
    await Person.create({ email: 'a@b.c' });
    const error = await Person.create({ email: 'a@b.c' }).catch((failure: unknown) => failure);
    expect(error).toMatchObject({
      name: 'MongoServerError',
      code: 11000,
      keyPattern: { email: 1 },
      keyValue: { email: 'a@b.c' },
    });
    expect((error as Error).message).toContain('index: email_1 dup key: { email: "a@b.c" }');
    const upsert = Person.findOneAndUpdate({ org: 'x' }, { email: 'a@b.c' }, { upsert: true });
    await expect(upsert).rejects.toMatchObject({ code: 11000, keyValue: { email: 'a@b.c' } });
    const other = await Person.create({ email: 'd@e.f' });
    await expect(Person.updateOne({ _id: other._id }, { email: 'a@b.c' })).rejects.toMatchObject({ code: 11000 });
    expect(await Person.find().sort('email').distinct('email')).toEqual(['a@b.c', 'd@e.f']);
    await connection.close();
  });

  it('takes one missing value in a plain index, many in a sparse or partial one', async () => {
    const all = store.db.collection<{ _id: number; a?: number | null; open?: boolean }>('unique');
    await all.createIndex({ a: 1 }, { unique: true });
    await all.insertOne({ _id: 1 });
    await expect(all.insertOne({ _id: 2, a: null })).rejects.toMatchObject({ code: 11000 });
    await all.dropIndex('a_1');
    await all.createIndex({ a: 1 }, { unique: true, sparse: true });
    await all.insertMany([{ _id: 3 }, { _id: 4, a: 1 }]);
    await expect(all.insertOne({ _id: 5, a: 1 })).rejects.toMatchObject({ code: 11000 });
    await all.dropIndex('a_1');
    await all.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { open: true } });
    await all.insertMany([
      { _id: 6, a: 1 },
      { _id: 7, a: 1, open: true },
    ]);
    await expect(all.updateOne({ _id: 6 }, { $set: { open: true } })).rejects.toMatchObject({ code: 11000 });
    await all.updateOne({ _id: 7 }, { $set: { open: false } });
    expect(await all.updateOne({ _id: 6 }, { $set: { open: true } })).toMatchObject({ modifiedCount: 1 });
  });

  it('holds within arrays over documents, not within one', async () => {
    const all = store.db.collection<{ _id: number; tags: string[] }>('tags');
    await all.createIndex({ tags: 1 }, { unique: true });
    await all.insertOne({ _id: 1, tags: ['a', 'a', 'b'] });
    await expect(all.insertOne({ _id: 2, tags: ['c', 'b'] })).rejects.toMatchObject({ code: 11000 });
    await all.updateOne({ _id: 1 }, { $pull: { tags: 'b' } });
    await all.insertOne({ _id: 2, tags: ['c', 'b'] });
  });

  it('refuses an index over duplicates and leaves nothing of it', async () => {
    const all = store.db.collection<{ _id: number; a: number }>('late');
    await all.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ]);
    await expect(all.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
    expect((await all.indexes()).map(({ name }) => name)).toEqual(['_id_']);
    await all.insertOne({ _id: 3, a: 1 });
    await all.deleteMany({ _id: { $gt: 1 } });
    await all.createIndex({ a: 1 }, { unique: true });
    expect(await all.find({ a: 1 }).toArray()).toEqual([{ _id: 1, a: 1 }]);
  });

  it('tells long values apart that begin alike', async () => {
    const all = store.db.collection<{ _id: number; text: string }>('long');
    await all.createIndex({ text: 1 }, { unique: true });
    const begin = 'x'.repeat(5_000);
    await all.insertMany([
      { _id: 1, text: `${begin}a` },
      { _id: 2, text: `${begin}b` },
    ]);
    await expect(all.insertOne({ _id: 3, text: `${begin}a` })).rejects.toMatchObject({ code: 11000 });
    expect(await all.findOne({ text: `${begin}b` })).toMatchObject({ _id: 2 });
  });
});

describe('choosing an index', () => {
  beforeAll(async () => {
    const all = store.db.collection<{ _id: number }>('plans');
    await all.createIndexes([
      { key: { customerId: 1, seq: 1 }, unique: true },
      { key: { state: 1, at: -1 } },
      { key: { token: 1 }, sparse: true },
      { key: { due: 1 }, partialFilterExpression: { state: 'pending' } },
      { key: { 'identities.value': 1 } },
    ]);
    await all.insertOne({ _id: 1, identities: [{ value: 'a' }, { value: 'b' }] } as never);
  });

  it.each<{ says: string; filter: object; sort?: Record<string, 1 | -1>; uses: string | null }>([
    { says: 'the whole key of a unique index', filter: { customerId: 'a', seq: 5 }, uses: 'customerId_1_seq_1' },
    {
      says: 'a prefix and the order behind it',
      filter: { customerId: 'a' },
      sort: { seq: -1 } as const,
      uses: 'customerId_1_seq_1',
    },
    { says: 'a range behind a prefix', filter: { customerId: 'a', seq: { $gt: 7 } }, uses: 'customerId_1_seq_1' },
    { says: 'an index for its order alone', filter: {}, sort: { state: 1, at: -1 }, uses: 'state_1_at_-1' },
    {
      says: 'a prefix and a descending order',
      filter: { state: 'open' },
      sort: { at: -1 } as const,
      uses: 'state_1_at_-1',
    },
    { says: 'many points', filter: { state: { $in: ['a', 'b'] } }, uses: 'state_1_at_-1' },
    { says: 'a sparse index for a value', filter: { token: 'x' }, uses: 'token_1' },
    { says: 'no sparse index for null', filter: { token: null }, uses: null },
    {
      says: 'a partial index whose filter the query repeats',
      filter: { state: 'pending', due: { $lt: 5 } },
      sort: { due: 1 } as const,
      uses: 'due_1',
    },
    { says: 'no partial index otherwise', filter: { due: { $lt: 5 } }, uses: null },
    { says: 'an index over fields in an array', filter: { 'identities.value': 'b' }, uses: 'identities.value_1' },
    { says: '_id', filter: { _id: { $in: [1, 2] } }, uses: '_id_' },
    { says: 'nothing for a field without an index', filter: { other: 1 }, uses: null },
  ])('takes $says', async ({ filter, sort, uses }) => {
    expect(await indexOf('plans', filter, sort)).toBe(uses);
  });

  it('reads an $or by one index for each branch, and whole when one has none', async () => {
    const winning = async (filter: object) =>
      (await store.db.command({ explain: { find: 'plans', filter } })).queryPlanner.winningPlan;
    const both = JSON.stringify(await winning({ $or: [{ token: 'x' }, { customerId: 'a', seq: 1 }] }));
    expect(both).toContain('token_1');
    expect(both).toContain('customerId_1_seq_1');
    expect(await winning({ $or: [{ token: 'x' }, { other: 1 }] })).toMatchObject({ stage: 'COLLSCAN' });
  });

  it('follows a hint and refuses one that is not there', async () => {
    const all = store.db.collection('plans');
    expect(await all.find({ 'identities.value': 'a' }).hint({ _id: 1 }).toArray()).toHaveLength(1);
    await expect(all.find({}).hint('nothing_1').toArray()).rejects.toMatchObject({ code: 2 });
  });
});

it('follows documents as they change and go', async () => {
  const all = store.db.collection<{ _id: number; a: unknown; b?: number }>('moving');
  await all.createIndexes([{ key: { a: 1 } }, { key: { b: -1, a: 1 } }]);
  await all.insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: [1, 2] },
    { _id: 3, a: 'x', b: 1 },
  ]);
  const ids = async (filter: object) => (await all.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
  expect(await ids({ a: 1 })).toEqual([1, 2]);
  await all.updateOne({ _id: 2 }, { $set: { a: [2, 3] } });
  await all.updateOne({ _id: 1 }, { $set: { b: 1, c: 1 } });
  await all.updateOne({ _id: 3 }, { $unset: { b: 1 } });
  expect([await ids({ a: 1 }), await ids({ a: 3 }), await ids({ b: 1 }), await ids({ b: null })]).toEqual([
    [1],
    [2],
    [1],
    [2, 3],
  ]);
  await all.deleteOne({ _id: 1 });
  expect([await ids({ a: 1 }), await ids({ b: 1 })]).toEqual([[], []]);
});

it('refuses two arrays under one compound index, and stores nothing', async () => {
  const all = store.db.collection<{ _id: number }>('parallel');
  await all.createIndex({ a: 1, b: 1 });
  await expect(all.insertOne({ _id: 1, a: [1], b: [2] } as never)).rejects.toMatchObject({ code: 171 });
  expect(await all.countDocuments({ a: 1 })).toBe(0);
  await all.insertOne({ _id: 1, a: [1], b: 2 } as never);
});

it('keeps an index it has and refuses one that contradicts it', async () => {
  const all = store.db.collection('again');
  await all.createIndex({ a: 1 });
  await all.createIndex({ a: 1 });
  await expect(all.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({
    codeName: /Index(Options|KeySpecs)Conflict/,
  });
  await expect(all.createIndex({ b: 1 }, { name: 'a_1' })).rejects.toMatchObject({ code: 86 });
  await expect(all.dropIndex('b_1')).rejects.toMatchObject({ code: 27 });
  await expect(all.dropIndex('_id_')).rejects.toMatchObject({ code: 72 });
});

// A real MongoDB knows these.
it.skipIf(process.env.TEST_MONGODB_URI).each([
  { says: 'text indexes', run: () => store.db.collection('no').createIndex({ a: 'text' }) },
  { says: 'geo indexes', run: () => store.db.collection('no').createIndex({ a: '2dsphere' }) },
  { says: 'wildcard indexes', run: () => store.db.collection('no').createIndex({ '$**': 1 }) },
  {
    says: 'collation of an index',
    run: () => store.db.collection('no').createIndex({ a: 1 }, { collation: { locale: 'fr' } }),
  },
  {
    says: 'collation of a query',
    run: () =>
      store.db
        .collection('no')
        .find({}, { collation: { locale: 'fr' } })
        .toArray(),
  },
  { says: 'capped collections', run: () => store.db.createCollection('no', { capped: true, size: 4096 }) },
  { says: 'validators', run: () => store.db.createCollection('no', { validator: { a: 1 } }) },
  { says: 'views', run: () => store.db.createCollection('no', { viewOn: 'other', pipeline: [] }) },
  { says: 'time series', run: () => store.db.createCollection('no', { timeseries: { timeField: 't' } }) },
  { says: 'change streams', run: () => store.db.collection('no').watch().next() },
  {
    says: '$out',
    run: () =>
      store.db
        .collection('no')
        .aggregate([{ $out: 'other' }])
        .toArray(),
  },
  {
    says: 'transactions',
    run: () =>
      store.client.withSession((session) =>
        session.withTransaction(() => store.db.collection('no').insertOne({}, { session })),
      ),
  },
])('says that $says are not supported', async ({ run }) => {
  await expect(run()).rejects.toMatchObject({ codeName: 'CommandNotSupported' });
});
