// How much a query reads, as explain tells it. That its answers are right is held by the fuzz beside this file.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenStore, openStore } from './open-store.js';

let store: OpenStore;
const all = () => store.db.collection<{ _id: number }>('chats');

/** 3,000 chats in 6 queues, nearly all of them closed, one after the other. */
beforeAll(async () => {
  store = await openStore();
  await all().createIndexes([
    { key: { queue: 1, state: 1, at: -1, _id: -1 } },
    { key: { agent: 1, state: 1, at: -1, _id: -1 } },
    { key: { tags: 1, at: -1, _id: -1 } },
    { key: { city: 1 } },
    { key: { rare: 1 } },
    { key: { late: 1 }, partialFilterExpression: { late: { $gt: 2_900 } } },
    { key: { token: 1 }, sparse: true },
  ]);
  const docs = Array.from({ length: 3_000 }, (_, _id) => ({
    _id,
    queue: _id % 6,
    agent: _id % 7,
    state: _id % 50 === 0 ? 'open' : 'closed',
    at: new Date(_id * 1_000),
    tags: ['chat', `day${_id % 30}`],
    city: _id % 3,
    rare: _id % 1_000,
    late: _id,
    ...(_id % 100 === 0 && { token: _id }),
  }));
  await all().insertMany(docs);
});
afterAll(() => store.close());

interface Told {
  docs: number;
  keys: number;
  found: number;
  /** All stages on the way, outermost first. */
  stages: string[];
}

async function explained(command: object): Promise<Told> {
  const told = await store.db.command({ explain: command, verbosity: 'executionStats' });
  const { queryPlanner, executionStats } = told.stages ? told.stages[0].$cursor : told;
  const stages: string[] = [];
  for (let stage = queryPlanner.winningPlan; stage; stage = stage.inputStage ?? stage.inputStages?.[0])
    stages.push(stage.stage);
  return {
    docs: executionStats.totalDocsExamined,
    keys: executionStats.totalKeysExamined,
    found: executionStats.nReturned,
    stages,
  };
}

const find = (filter: object, more: object = {}): Promise<Told> => explained({ find: 'chats', filter, ...more });

// Only the embedded store is held to these figures.
describe.skipIf(process.env.TEST_MONGODB_URI)('a query reads no more than it must', () => {
  const newest = { at: -1, _id: -1 };

  it('merges the ranges of several points in their common order', async () => {
    const filter = { queue: { $in: [1, 2, 5] }, state: 'closed' };
    const told = await find(filter, { sort: newest, limit: 50 });
    expect(told).toMatchObject({ docs: 50, found: 50, stages: ['FETCH', 'SORT_MERGE', 'IXSCAN'] });
    expect(told.keys).toBeLessThan(60);
    expect(await find(filter, { sort: { queue: -1, ...newest }, limit: 50 })).toMatchObject({ docs: 50, keys: 50 });
  });

  it('reads the branches of an $or side by side, each with the rest of the filter', async () => {
    const filter = { $and: [{ state: 'closed' }, { $or: [{ queue: { $in: [1, 2] } }, { agent: 3 }] }] };
    const told = await find(filter, { sort: newest, limit: 50 });
    expect(told.stages.slice(0, 2)).toEqual(['FETCH', 'SORT_MERGE']);
    expect(told.docs).toBeLessThan(110);
    const open = { state: 'open', $or: [{ queue: 0 }, { agent: 0 }] };
    const found = (await all().find(open).toArray()).length;
    expect((await find(open)).docs).toBeLessThan(found * 2);
  });

  it('leaves out what is skipped without reading it', async () => {
    const filter = { queue: 1, state: 'closed' };
    expect(await find(filter, { sort: newest, skip: 400, limit: 10 })).toMatchObject({ docs: 10, keys: 410 });
  });

  it('takes the index that leaves fewer, whichever is written first', async () => {
    expect(await find({ city: 1, rare: 7 })).toMatchObject({ docs: 3 });
    expect(await find({ rare: 7, city: 1 })).toMatchObject({ docs: 3 });
    expect(await find({ city: 1, late: { $gt: 2_990 } })).toMatchObject({ docs: 9 });
  });

  it('enters an array by its rarest condition, in the order behind it', async () => {
    const told = await find({ $and: [{ tags: 'chat' }, { tags: 'day7' }] }, { sort: newest, limit: 20 });
    expect(told).toMatchObject({ docs: 20, stages: ['FETCH', 'IXSCAN'] });
  });

  it('reads for an anchored pattern only what begins like it', async () => {
    expect(await find({ tags: { $regex: '^day7$' } })).toMatchObject({ docs: 100, found: 100 });
  });

  it('counts by the keys alone', async () => {
    const query = { queue: { $in: [1, 3] }, state: 'closed' };
    const n = (await all().find(query).toArray()).length;
    expect(await explained({ count: 'chats', query })).toMatchObject({ docs: 0, keys: n, found: n });
    const either = {
      $or: [
        { queue: 1, state: 'open' },
        { agent: 1, state: 'open' },
      ],
    };
    expect(await explained({ count: 'chats', query: either })).toMatchObject({ docs: 0 });
    const pipeline = [{ $match: query }, { $sort: newest }, { $limit: 5 }, { $group: { _id: '$queue' } }];
    expect(await explained({ aggregate: 'chats', pipeline, cursor: {} })).toMatchObject({ docs: 5 });
  });

  it('finds the different values one document each', async () => {
    expect(await explained({ distinct: 'chats', key: 'city', query: {} })).toMatchObject({ docs: 3, found: 3 });
    const query = { queue: { $in: [0, 1] } };
    expect(await explained({ distinct: 'chats', key: 'state', query })).toMatchObject({ docs: 3, found: 2 });
  });

  it('explains what a change would read', async () => {
    const update = { update: 'chats', updates: [{ q: { rare: 7 }, u: { $set: { seen: 1 } }, multi: true }] };
    expect(await explained(update)).toMatchObject({ docs: 3, found: 3 });
    expect(await all().countDocuments({ seen: 1 })).toBe(0);
  });
});

it.skipIf(process.env.TEST_MONGODB_URI)(
  'takes a sparse index when told to, and no partial one that lacks documents',
  async () => {
    expect(await all().find({}).hint({ token: 1 }).toArray()).toHaveLength(30);
    expect(
      await all()
        .find({ late: { $gt: 2_950 } })
        .hint({ late: 1 })
        .toArray(),
    ).toHaveLength(49);
    await expect(
      all()
        .find({ late: { $gt: 1 } })
        .hint({ late: 1 })
        .toArray(),
    ).rejects.toMatchObject({ code: 291 });
  },
);

it('does not give what stopped to match while its cursor paused', async () => {
  const pausing = store.db.collection<{ _id: number; a: number; b: number }>('pausing');
  await pausing.createIndex({ a: 1, b: 1 });
  await pausing.insertMany(Array.from({ length: 30 }, (_, _id) => ({ _id, a: _id % 2, b: _id })));
  for (const filter of [{ a: 0 }, { a: { $in: [0, 1] } }]) {
    const cursor = pausing.find(filter, { sort: { b: 1 }, batchSize: 1 });
    const first = await cursor.next();
    await pausing.updateMany({ b: { $gt: 10, $lt: 20 } }, { $set: { a: 9 } });
    await pausing.deleteMany({ b: { $gte: 20, $lt: 25 } });
    const rest = await cursor.toArray();
    expect([first, ...rest].filter((doc) => doc!.a === 9 || (doc!.b > 10 && doc!.b < 25))).toEqual([]);
    expect(rest.map(({ b }) => b).at(-1)).toBe(filter.a === 0 ? 28 : 29);
    await pausing.updateMany({ a: 9 }, [{ $set: { a: { $mod: ['$b', 2] } } }]);
  }
});
