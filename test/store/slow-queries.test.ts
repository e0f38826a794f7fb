import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type EmbeddedStore, startEmbeddedStore } from '../../server/store/embedded/index.js';
import { SlowQueries, type SlowQuery } from '../../server/store/embedded/slow-queries.js';

const { MongoClient } = mongoose.mongo;

const directory = mkdtempSync(join(tmpdir(), 'payvand-slow-'));
const told: SlowQuery[] = [];
let store: EmbeddedStore;
let client: InstanceType<typeof MongoClient>;
let made = 0;

beforeAll(async () => {
  store = await startEmbeddedStore({
    directory,
    slowDocs: 100,
    slowMs: Number.POSITIVE_INFINITY, // how much is read does not depend on the machine
    onSlowQuery: (slow) => {
      if (slow.ns === all().namespace) told.push(slow);
    },
  });
  client = await MongoClient.connect(store.uri);
});
/** What is told comes a little later: each test has a collection of its own, and hears of that only. */
beforeEach(async () => {
  made += 1;
  told.length = 0;
  const people = Array.from({ length: 300 }, (_, _id) => ({
    _id,
    name: `Sara ${_id}`,
    team: _id % 3,
    tags: [_id % 7],
  }));
  await all().insertMany(people as never[]);
  await all().createIndex({ team: 1, name: 1 });
});
afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const all = () => client.db('shop').collection(`people${made}`);

/** What is told of something that is slow; done again until it is, since no more than ten are told in a second. */
async function telling(run: () => Promise<unknown>): Promise<SlowQuery> {
  while (told.length === 0) await run();
  return told[0]!;
}

it('names what reads too much by its paths and operators, without any value', async () => {
  const filter = { name: { $ne: 'Sara 5' }, $or: [{ tags: { $elemMatch: { $gt: 3 } } }, { 'home.city': 'Shiraz' }] };
  const slow = await telling(() => all().find(filter).sort({ tags: -1 }).toArray());
  expect(slow).toEqual({
    ns: all().namespace,
    command: 'find',
    asked: {
      filter: { name: { $ne: '?' }, $or: [{ tags: { $elemMatch: { $gt: '?' } } }, { 'home.city': '?' }] },
      sort: { tags: -1 },
    },
    plan: 'SORT, COLLSCAN',
    keysExamined: 0,
    docsExamined: 300,
    ms: expect.any(Number),
  });
});

it('names the index that was read too far', async () => {
  const slow = await telling(() =>
    all()
      .find({ team: { $in: [0, 1] }, tags: 9 })
      .toArray(),
  );
  expect(slow).toMatchObject({ plan: 'IXSCAN {"team":1,"name":1}', keysExamined: 200, docsExamined: 200 });
  expect(JSON.stringify(slow)).not.toMatch(/Sara|Shiraz/);
});

it.each<{ says: string; run: () => Promise<unknown>; is: object }>([
  {
    says: 'an update',
    run: () => all().updateMany({ tags: 1 }, { $set: { seen: 1 } }),
    is: { command: 'update', asked: { filter: { tags: '?' } } },
  },
  { says: 'a removal', run: () => all().deleteMany({ tags: 77 }), is: { command: 'delete' } },
  {
    says: 'a change of one',
    run: () => all().findOneAndUpdate({ tags: 77 }, { $set: { a: 1 } }),
    is: { command: 'findAndModify' },
  },
  { says: 'a count', run: () => all().countDocuments({ tags: 1 }), is: { command: 'aggregate', docsExamined: 300 } },
  {
    says: 'the different values',
    run: () => all().distinct('tags'),
    is: { command: 'distinct', asked: { filter: {} } },
  },
  {
    says: 'an aggregation, with what its $lookup reads',
    run: () =>
      all()
        .aggregate([
          { $match: { _id: { $lt: 2 } } },
          { $lookup: { from: all().collectionName, localField: 'tags', foreignField: 'tags', as: 'others' } },
        ])
        .toArray(),
    is: { docsExamined: 602, asked: { pipeline: [{ $match: { _id: { $lt: '?' } } }, '$lookup'] } },
  },
  { says: 'a cursor that is read on', run: readOn, is: { command: 'getMore', asked: { filter: { tags: '?' } } } },
])('tells of $says', async ({ run, is }) => {
  expect(await telling(run)).toMatchObject(is);
});

/** A first batch that reads little, and a second that reads the rest. */
async function readOn(): Promise<void> {
  const { collectionName } = all();
  const db = client.db('shop');
  const { cursor } = await db.command({ find: collectionName, filter: { tags: 3 }, batchSize: 1 });
  await db.command({ getMore: mongoose.mongo.BSON.Long.fromNumber(cursor.id), collection: collectionName });
}

it('keeps silent about what finds by an index and about what reads all on purpose', async () => {
  const last = await telling(async () => {
    await all().find({ team: 1 }).sort({ name: 1 }).skip(60).limit(20).toArray();
    await all().countDocuments({ team: { $in: [0, 1, 2] } });
    await all().distinct('team');
    await all().find({}, { comment: 'reads all' }).toArray();
    await all().insertMany(Array.from({ length: 200 }, () => ({ team: 0 })));
    await all().find({ name: 'nobody', seen: 1 }).toArray();
  });
  for (const { asked } of [last, ...told]) expect(asked).toEqual({ filter: { name: '?', seen: '?' } });
});

it('grants a batch a little more time for each of what it writes', () => {
  const took = (ms: number, body: object) => {
    const seen: SlowQuery[] = [];
    const request = { name: 'insert', db: 'shop', body: { insert: 'people', ...body }, work: { keys: 0, docs: 0 } };
    const slowQueries = new SlowQueries({ slowMs: 10_000, onSlowQuery: (slow) => seen.push(slow) });
    slowQueries.look(request as never, performance.now() - ms);
    return seen.length;
  };
  const documents = Array.from({ length: 20_001 }, () => ({}));
  expect(took(20_000, { documents })).toBe(0);
  expect(took(30_001, { documents })).toBe(1);
  expect(took(20_000, { documents: [{}] })).toBe(1);
});

it('tells of ten in a second at most, and how many it left out', async () => {
  const slow = () => all().findOne({ name: 'nobody', tags: 'none' });
  await telling(async () => {
    await Promise.all(Array.from({ length: 100 }, slow));
    // Counted, but told only by the next that is told.
    if (!told.some(({ untold }) => untold)) told.length = 0;
  });
  expect(told.find(({ untold }) => untold)!.untold).toBeGreaterThan(0);
});
