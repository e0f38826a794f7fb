/** From a directory to MongoDB and back: everything, exactly, also when it is killed in the middle. */
import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { afterEach, expect, it, vi } from 'vitest';
import { makeLog } from '../../server/platform/index.js';
import { startEmbeddedStore } from '../../server/store/embedded/index.js';
import { checkDirectory } from '../../server/store/embedded/tools/check-directory.js';
import { openStore } from '../../server/store/index.js';
import { aDirectory, ended, MongoClient, runTool, runWell, startStore, tidy } from './child.js';

// Each starts several processes.
vi.setConfig({ testTimeout: 300_000 });
afterEach(tidy);

const { Binary, Double, Int32, Long, ObjectId } = mongoose.mongo.BSON;
type Db = ReturnType<InstanceType<typeof MongoClient>['db']>;
interface ADoc {
  _id: unknown;
}

const MANY = 4_000;

/** Ids of every kind, numbers of every type, and indexes with every option. */
async function fill(db: Db): Promise<void> {
  const ids = [null, 1.5, Long.fromString('9007199254740993'), 'ش', { a: 1 }, new ObjectId(), true, new Date(0)];
  await db.collection<ADoc>('kinds').insertMany(
    ids.map((_id, i) => ({
      _id,
      int: new Int32(i),
      double: new Double(i),
      long: Long.fromNumber(i),
      bytes: new Binary(randomBytes(9)),
      nested: { z: [1, { y: null }], a: -0 },
      tags: ['a', String(i)],
      at: new Date(),
    })),
    { forceServerObjectId: true },
  );
  await db
    .collection('kinds')
    .createIndexes([
      { key: { tags: 1, int: -1 } },
      { key: { long: 1 }, unique: true, partialFilterExpression: { long: { $gt: 0 } } },
      { key: { missing: 1 }, sparse: true },
      { key: { at: 1 }, expireAfterSeconds: 86_400 },
    ]);
  await db.createCollection('empty');
  const many = Array.from({ length: MANY }, (_, i) => ({ _id: (i * 7_919) % MANY, text: `text ${i}`.repeat(5) }));
  await db.collection<{ _id: number; text: string }>('many').insertMany(many);
  await db.collection('many').createIndex({ text: 1 }, { unique: true });
}

async function aFilledDirectory(): Promise<string> {
  const directory = aDirectory();
  await within(directory, fill);
  return directory;
}

/** Opens a directory for a moment. */
async function within<T>(directory: string, run: (db: Db) => Promise<T>): Promise<T> {
  const store = await startEmbeddedStore({ directory, sync: false });
  const client = await MongoClient.connect(store.uri);
  try {
    return await run(client.db());
  } finally {
    await client.close();
    await store.close();
  }
}

/** An empty database: of the MongoDB that TEST_MONGODB_URI names, else of a store of its own. */
async function aDatabase(): Promise<{ uri: string; db: Db; close(): Promise<void> }> {
  const given = process.env.TEST_MONGODB_URI ?? (await startStore(aDirectory())).uri;
  const uri = Object.assign(new URL(given), { pathname: `payvand_move_${randomBytes(6).toString('hex')}` }).href;
  const client = await MongoClient.connect(uri);
  const db = client.db();
  const close = async () => {
    await db.dropDatabase();
    await client.close();
  };
  return { uri, db, close };
}

/** Every document's bytes, and every index but for what servers add to it. */
async function contentOf(db: Db): Promise<unknown> {
  const names = (await db.listCollections().toArray()).map(({ name }) => name).sort();
  return Promise.all(
    names.map(async (name) => {
      const docs = await db
        .collection(name)
        .find({}, { raw: true, sort: { _id: 1 } })
        .toArray();
      const indexes = (await db.collection(name).listIndexes().toArray()).map(({ v, ...index }) => index);
      return [name, docs.map((doc) => Buffer.from(doc as unknown as Uint8Array).toString('hex')), indexes];
    }),
  );
}

it('moves everything there and back, exactly', async () => {
  const directory = await aFilledDirectory();
  const before = await within(directory, contentOf);
  const { uri, db, close } = await aDatabase();
  const said = await runWell('move', '--dir', directory, '--to', uri);
  expect(said).toContain(`many: ${MANY} documents, 1 indexes`);
  expect(await contentOf(db)).toEqual(before);

  const back = aDirectory();
  await runWell('move', '--dir', back, '--from', uri);
  expect(await within(back, contentOf)).toEqual(before);
  expect(await checkDirectory(back)).toMatchObject({ isSound: true });
  await close();
});

it('goes on where it was killed, time and again', async () => {
  const directory = await aFilledDirectory();
  const { uri, db, close } = await aDatabase();
  for (const enough of [1, 1_200, 2_400]) {
    const tool = runTool('move', '--dir', directory, '--to', uri);
    while (tool.child.exitCode === null && (await db.collection('many').estimatedDocumentCount()) < enough);
    tool.child.kill('SIGKILL');
    await ended(tool.child);
  }
  // It may have been quicker than the last kill.
  if ((await db.listCollections({ name: 'payvand_move' }).toArray()).length > 0)
    await runWell('move', '--dir', directory, '--to', uri);
  expect(await contentOf(db)).toEqual(await within(directory, contentOf));
  await close();
});

it('tells when a document came out otherwise', async () => {
  const directory = await aFilledDirectory();
  const { uri, db, close } = await aDatabase();
  const tool = runTool('move', '--dir', directory, '--to', uri);
  while (tool.child.exitCode === null && (await db.collection('many').estimatedDocumentCount()) < 1);
  tool.child.kill('SIGKILL');
  await ended(tool.child);
  await db.collection<{ _id: string; int: number }>('kinds').updateOne({ _id: 'ش' }, { $set: { int: 99 } });
  const resumed = await runTool('move', '--dir', directory, '--to', uri).done;
  expect(resumed).toMatchObject({ code: 1, errors: expect.stringContaining('kinds: documents of the target differ') });
  await close();
});

it('refuses a target with other data, another source in the middle, a directory in use, and a start in the middle', async () => {
  const { uri, db, close } = await aDatabase();
  await db.collection('other').insertOne({});
  const directory = await aFilledDirectory();
  const refused = (errors: string) => ({ code: 1, errors: expect.stringContaining(errors) });
  const run = () => runTool('move', '--dir', directory, '--to', uri).done;
  expect(await run()).toMatchObject(refused('the target holds data: other'));
  await db.collection('other').drop();
  await db.collection<{ _id: string; source: string }>('payvand_move').insertOne({ _id: 'source', source: 'another' });
  expect(await run()).toMatchObject(refused('the target is taking in another source'));
  const starting = openStore({ MONGODB_URI: uri, DATA_DIR: aDirectory() }, makeLog('silent'));
  await expect(starting).rejects.toThrow('Data is being moved into this database');
  const store = await startStore(directory);
  expect(await run()).toMatchObject(refused(`is in use by process ${store.child.pid}`));
  expect(await runTool('move', '--dir', directory).done).toMatchObject(refused('name a database'));
  expect(await runTool('move', '--dir', aDirectory(), '--to', uri).done).toMatchObject(refused('there is no store'));
  expect(await runTool('move', '--dir', aDirectory(), '--from', `${uri}x`).done).toMatchObject(
    refused('holds nothing'),
  );
  await close();
});
