import { rmSync } from 'node:fs';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { rangeOf } from '../../server/store/embedded/catalog.js';
import { checkStore } from '../../server/store/embedded/tools/check.js';
import { checkDirectory } from '../../server/store/embedded/tools/check-directory.js';
import type { Doc } from '../../server/store/embedded/value.js';
import { type AnEngine, anEngine, closeEngines, filledDirectory, firstBatch } from './an-engine.js';
import { aDirectory, MongoClient, startStore, tidy } from './child.js';

// Much work each, on a machine that may be slow.
vi.setConfig({ testTimeout: 240_000 });
afterEach(closeEngines);
afterEach(tidy);

const SIZE = 25_000;
const aDoc = (_id: number): Doc => ({ _id, n: _id % 7, hits: 0, text: 'x'.repeat(200) });

/** Filled once; each test begins with a copy. */
let full: string;
beforeAll(async () => {
  full = await filledDirectory((run) => run({ insert: 'big' }, ...Array.from({ length: SIZE }, (_, i) => aDoc(i))));
});
afterAll(() => rmSync(full, { recursive: true, force: true }));

const aFullEngine = (): AnEngine => anEngine({ from: full });

const all = (run: AnEngine['run'], command: Doc): Promise<Doc[]> =>
  run({ find: 'big', projection: { text: 0 }, batchSize: 10 * SIZE, ...command }).then(firstBatch);

describe('serves others while it', () => {
  it.each<{ says: string; work: Doc; documents?: Doc[] }>([
    { says: 'reads a whole collection', work: { count: 'big', query: { text: 'none' } } },
    {
      says: 'groups a whole collection',
      work: { aggregate: 'big', pipeline: [{ $group: { _id: '$n', all: { $addToSet: '$_id' } } }], cursor: {} },
    },
    {
      says: 'sorts a whole collection in memory',
      work: { aggregate: 'big', pipeline: [{ $unset: 'text' }, { $sort: { n: -1, text: 1 } }], cursor: {} },
    },
    { says: 'lists the values of a field', work: { distinct: 'big', key: '_id' } },
    {
      says: 'changes all documents',
      work: { update: 'big', updates: [{ q: {}, u: { $inc: { hits: 1 } }, multi: true }] },
    },
    {
      says: 'changes one that takes long to find',
      work: { update: 'big', updates: [{ q: { text: 'none' }, u: { $inc: { hits: 1 } } }] },
    },
    { says: 'removes half of the documents', work: { delete: 'big', deletes: [{ q: { n: { $lt: 4 } }, limit: 0 }] } },
    {
      says: 'inserts many at once',
      work: { insert: 'big' },
      documents: Array.from({ length: SIZE }, (_, i) => aDoc(SIZE + i)),
    },
    {
      says: 'builds indexes',
      work: {
        createIndexes: 'big',
        indexes: [
          { name: 'n', key: { n: 1, hits: 1 } },
          { name: 't', key: { text: 1 } },
        ],
      },
    },
  ])('$says', async ({ work, documents = [] }) => {
    const { run } = aFullEngine();
    let working = true;
    const long = run(work, ...documents).finally(() => {
      working = false;
    });
    let [found, written] = [0, 0];
    const finder = async () => {
      for (; working; found += 1) {
        await run({ find: 'big', filter: { _id: found } });
        await new Promise((done) => setImmediate(done));
      }
    };
    const writer = async () => {
      for (; working; written += 1) await run({ insert: 'small' }, { _id: written });
    };
    await Promise.all([finder(), writer()]);
    expect(await long).toMatchObject({ ok: 1 });
    expect(found).toBeGreaterThan(3);
    expect(written).toBeGreaterThan(1);
  });

  it('removes what a dropped collection held', async () => {
    const { engine, run } = aFullEngine();
    await run({ createIndexes: 'big', indexes: [{ name: 'n', key: { n: 1 } }] });
    expect(await run({ drop: 'big' })).toMatchObject({ ok: 1, nIndexesWas: 2 });
    expect(engine.catalog.garbage).toHaveLength(3);
    let answered = 0;
    while (engine.catalog.garbage.length > 0) {
      await run({ insert: 'big' }, { _id: answered });
      answered += 1;
      await new Promise((done) => setImmediate(done));
    }
    expect(answered).toBeGreaterThan(3);
    expect(await all(run, {})).toHaveLength(answered);
    expect(checkStore(engine.storage)).toMatchObject({ isSound: true });
  });
});

describe('a change of many documents', () => {
  it('is made once to each, wherever it moves them, and whatever others do meanwhile', async () => {
    const { engine, run } = aFullEngine();
    await run({ createIndexes: 'big', indexes: [{ name: 'hits', key: { hits: 1 } }] });
    const change = { q: { hits: { $gte: 0 } }, u: { $inc: { hits: 10 } }, multi: true, hint: 'hits' };
    let working = true;
    const long = run({ update: 'big', updates: [change] }).finally(() => {
      working = false;
    });
    let others = 0;
    for (let i = 1; working; i += 1) {
      const _id = (i * 7_919) % SIZE;
      // One stops matching, one goes, one is changed by somebody else too.
      await run({ update: 'big', updates: [{ q: { _id, hits: { $lt: 10 } }, u: { $set: { hits: -1 } } }] });
      await run({ delete: 'big', deletes: [{ q: { _id: (_id + 1) % SIZE }, limit: 1 }] });
      await run({ update: 'big', updates: [{ q: { _id: (_id + 2) % SIZE }, u: { $inc: { others: 1 } } }] });
      others += 1;
    }
    const { n } = await long;
    const docs = await all(run, {});
    expect(docs.filter(({ hits }) => hits !== 10 && hits !== -1)).toEqual([]);
    expect(n).toBeGreaterThanOrEqual(docs.filter(({ hits }) => hits === 10).length);
    expect(others).toBeGreaterThan(3);
    expect(checkStore(engine.storage)).toMatchObject({ isSound: true });
  });
});

describe('an index that is built', () => {
  it('is right in the end, whatever is written meanwhile', async () => {
    const { engine, run } = aFullEngine();
    const indexes = [
      { name: 'n_hits', key: { n: 1, hits: -1 } },
      { name: 'tags', key: { tags: 1 }, sparse: true },
    ];
    let building = true;
    const build = run({ createIndexes: 'big', indexes }).finally(() => {
      building = false;
    });
    let written = 0;
    for (let i = 1; building; i += 1) {
      const _id = (i * 7_919) % SIZE;
      await run({ update: 'big', updates: [{ q: { _id }, u: { $set: { n: -i, tags: ['a', i] } } }] });
      await run({ delete: 'big', deletes: [{ q: { _id: (_id + 1) % SIZE }, limit: 1 }] });
      await run({ insert: 'big' }, { ...aDoc(SIZE + i), tags: ['new'] });
      written += 1;
    }
    expect(await build).toMatchObject({ ok: 1, numIndexesBefore: 1, numIndexesAfter: 3 });
    expect(written).toBeGreaterThan(3);
    expect(checkStore(engine.storage)).toMatchObject({ isSound: true });
    expect(await all(run, { filter: { n: { $gte: -SIZE } }, hint: 'n_hits' })).toHaveLength(
      (await all(run, {})).length,
    );
    expect((await all(run, { filter: { tags: 'new' }, hint: 'tags' })).length).toBeGreaterThan(3);
  });

  it('leaves nothing when documents clash', async () => {
    const { engine, run } = aFullEngine();
    await run({ update: 'big', updates: [{ q: { _id: SIZE - 1 }, u: { $set: { text: 'twice' } } }] });
    const indexes = [
      { name: 'hits', key: { hits: 1 } },
      { name: 'unique', key: { text: 1, _id: 1 }, unique: true },
      { name: 'clash', key: { hits: 1, n: 1 }, unique: true },
    ];
    expect(await run({ createIndexes: 'big', indexes })).toMatchObject({
      ok: 0,
      code: 11000,
      codeName: 'DuplicateKey',
    });
    expect(firstBatch(await run({ listIndexes: 'big' })).map(({ name }) => name)).toEqual(['_id_']);
    await vi.waitFor(() => expect(engine.catalog.garbage).toEqual([]), { timeout: 60_000 });
    expect(checkStore(engine.storage)).toMatchObject({ isSound: true });
    expect(await run({ createIndexes: 'big', indexes: indexes.slice(0, 2) })).toMatchObject({ ok: 1 });
  });

  it('keeps the entry of a document whose double goes before it is met', async () => {
    const { engine, run } = aFullEngine();
    const set = (_id: number) => ({ q: { _id }, u: { $set: { key: 'double' } } });
    await run({ update: 'big', updates: [set(0), set(SIZE - 2), set(SIZE - 1)] });
    const index = { name: 'key', key: { key: 1 }, unique: true, partialFilterExpression: { key: { $exists: true } } };
    const build = run({ createIndexes: 'big', indexes: [index] });
    const isMet = () => {
      const [building] = engine.catalog.get('test.big')!.building;
      return building !== undefined && engine.storage.count(rangeOf(building)) > 0;
    };
    while (!isMet()) await new Promise((done) => setImmediate(done));
    await Promise.all([
      run({ delete: 'big', deletes: [{ q: { _id: SIZE - 1 }, limit: 1 }] }),
      run({ update: 'big', updates: [{ q: { _id: SIZE - 2 }, u: { $set: { key: 'another' } } }] }),
    ]);
    expect(await build).toMatchObject({ ok: 1 });
    expect(checkStore(engine.storage)).toMatchObject({ isSound: true });
    expect((await all(run, { filter: { key: 'double' }, hint: 'key' })).map(({ _id }) => _id)).toEqual([0]);
  });

  it('ends with its collection', async () => {
    const { engine, run } = aFullEngine();
    const build = run({ createIndexes: 'big', indexes: [{ name: 'n', key: { n: 1 } }] });
    while (engine.catalog.get('test.big')!.building.length === 0) await new Promise((done) => setImmediate(done));
    await run({ drop: 'big' });
    expect(await build).toMatchObject({ ok: 0, codeName: 'IndexBuildAborted' });
  });

  it('is made once when two ask for it at a time', async () => {
    const { run } = aFullEngine();
    const indexes = [{ name: 'n', key: { n: 1 } }];
    const [first, second] = await Promise.all([
      run({ createIndexes: 'big', indexes }),
      run({ createIndexes: 'big', indexes }),
    ]);
    expect(first).toMatchObject({ ok: 1, numIndexesBefore: 1, numIndexesAfter: 2 });
    expect(second).toMatchObject({ ok: 1, numIndexesBefore: 2, note: 'all indexes already exist' });
  });

  it('is whole or gone after a kill', { timeout: 240_000 }, async () => {
    const directory = aDirectory();
    const { uri, kill } = await startStore(directory);
    const client = await MongoClient.connect(uri, { retryWrites: false, serverSelectionTimeoutMS: 1_000 });
    const docs = client.db('test').collection('big');
    await docs.insertMany(Array.from({ length: 2 * SIZE }, (_, i) => aDoc(i)) as never[]);
    const build = docs.createIndex({ n: 1, text: 1 }).catch(() => undefined);
    const building = { currentOp: 1, ns: 'test.big' };
    while (((await client.db('admin').command(building)).inprog as Doc[]).length === 0);
    await kill();
    await build;
    await client.close(true);
    expect(await checkDirectory(directory)).toMatchObject({ isSound: true });
    const again = await startStore(directory);
    const reader = await MongoClient.connect(again.uri);
    const same = reader.db('test').collection('big');
    await same.createIndex({ n: 1, text: 1 });
    expect(await same.countDocuments({ n: { $gte: 0 } }, { hint: 'n_1_text_1' })).toBe(2 * SIZE);
    await reader.close();
    await again.kill();
    expect(await checkDirectory(directory)).toMatchObject({ isSound: true });
  });
});

it('tells who reads by an index, or a collection, that it was dropped', async () => {
  const { run } = aFullEngine();
  await run({ createIndexes: 'big', indexes: [{ name: 'n', key: { n: 1 } }] });
  const open = async (sort: Doc) => ((await run({ find: 'big', sort, batchSize: 10 })).cursor as Doc).id;
  const [byIndex, whole] = [await open({ n: 1 }), await open({})];
  await run({ dropIndexes: 'big', index: 'n' });
  const killed = { ok: 0, codeName: 'QueryPlanKilled' };
  expect(await run({ getMore: byIndex, collection: 'big', batchSize: SIZE })).toMatchObject(killed);
  await run({ drop: 'big' });
  expect(await run({ getMore: whole, collection: 'big', batchSize: SIZE })).toMatchObject(killed);
});

describe('a long query ends', () => {
  /** Would take hours. */
  const ENDLESS = [
    { $addFields: { many: Array.from({ length: 1_000 }, (_, i) => i) } },
    ...Array.from({ length: 4 }, () => [{ $unwind: '$many' }, { $addFields: { many: Array(1_000).fill(1) } }]).flat(),
    { $count: 'n' },
  ];
  const running = async (client: InstanceType<typeof MongoClient>): Promise<Doc[]> =>
    (await client.db('admin').command({ currentOp: 1, ns: /endless/ })).inprog as Doc[];

  it('when it is killed, when its cursor is, and when its client hangs up', { timeout: 120_000 }, async () => {
    const { uri } = await startStore(aDirectory());
    const watcher = await MongoClient.connect(uri);
    const client = await MongoClient.connect(uri);
    const db = client.db('test');
    await db.collection('endless').insertOne({ n: 1 });
    const begun = async (): Promise<Doc> => {
      for (;;) {
        const [operation] = await running(watcher);
        if (operation) return operation;
      }
    };

    const killed = db.collection('endless').aggregate(ENDLESS).toArray();
    const refused = expect(killed).rejects.toMatchObject({ code: 11601, codeName: 'Interrupted' });
    await watcher.db('admin').command({ killOp: 1, op: (await begun()).opid });
    await refused;

    const { cursor } = await db.command({ aggregate: 'endless', pipeline: ENDLESS, cursor: { batchSize: 0 } });
    const id = mongoose.mongo.BSON.Long.fromNumber(cursor.id);
    const getMore = db.command({ getMore: id, collection: 'endless' });
    const ended = expect(getMore).rejects.toMatchObject({ code: 237, codeName: 'CursorKilled' });
    while ((await watcher.db('admin').command({ currentOp: 1, ns: /test/ })).inprog.length === 0);
    await watcher.db('test').command({ killCursors: 'endless', cursors: [id] });
    await ended;

    const left = db.collection('endless').aggregate(ENDLESS).toArray();
    const dropped = expect(left).rejects.toThrow();
    await begun();
    await client.close(true);
    await dropped;
    while ((await running(watcher)).length > 0);
    await watcher.close();
  });
});
