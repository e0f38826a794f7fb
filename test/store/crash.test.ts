import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { afterEach, expect, it } from 'vitest';
import { startEmbeddedStore } from '../../server/store/embedded/index.js';

const { MongoClient } = mongoose.mongo;
const MAIN = fileURLToPath(new URL('../../dist/server/store/embedded/main.js', import.meta.url));
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 4);
const WRITERS = 10;
/** A client that gives up at once when the store is gone. */
const HASTY = { retryWrites: false, serverSelectionTimeoutMS: 500 };

const directories: string[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'payvand-crash-'));
  directories.push(directory);
  return directory;
}

/** Starts the store as a process of its own, writing to the disk before it answers. */
async function startProcess(directory: string): Promise<{ child: ChildProcess; uri: string }> {
  const env = { ...process.env, EMBEDDED_STORE_SYNC: 'true' };
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--dbpath', directory], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout! })) {
    const port = /waiting for connections on port (\d+)/.exec(line)?.[1];
    if (port) return { child, uri: `mongodb://127.0.0.1:${port}/` };
  }
  throw new Error('the store ended before it listened');
}

interface ADoc {
  _id: string;
  writer: number;
  text: string;
}

interface Written {
  inserted: Set<string>;
  /** Per writer, the count that was last acknowledged. */
  counted: number[];
}

/** Writes until the connection breaks, noting only what was acknowledged. */
async function write(uri: string, writer: number, round: number, written: Written): Promise<void> {
  const client = await MongoClient.connect(uri, HASTY);
  const db = client.db('crash');
  try {
    for (let i = 0; ; i += 1) {
      const _id = `${round}-${writer}-${i}`;
      await db.collection<ADoc>('docs').insertOne({ _id, writer, text: 'x'.repeat(i % 500) });
      written.inserted.add(_id);
      await db.collection<{ _id: number }>('counts').updateOne({ _id: writer }, { $inc: { n: 1 } }, { upsert: true });
      written.counted[writer] = (written.counted[writer] ?? 0) + 1;
    }
  } catch {
    // the kill
  } finally {
    await client.close(true);
  }
}

async function check(uri: string, written: Written): Promise<void> {
  const client = await MongoClient.connect(uri);
  const docs = client.db('crash').collection<ADoc>('docs');
  const there = new Set((await docs.find().toArray()).map(({ _id }) => _id));
  expect(
    [...written.inserted].filter((_id) => !there.has(_id)),
    'acknowledged, then lost',
  ).toEqual([]);
  expect(await docs.countDocuments()).toBe(there.size);
  let byIndex = 0;
  for (let writer = 0; writer < WRITERS; writer += 1)
    byIndex += (await docs.find({ writer }).hint('writer_1').toArray()).length;
  expect(byIndex, 'found by the index').toBe(there.size);
  const counts = await client.db('crash').collection<{ _id: number; n: number }>('counts').find().toArray();
  for (const { _id, n } of counts) {
    const acknowledged = written.counted[_id] ?? 0;
    expect(n).toBeGreaterThanOrEqual(acknowledged);
    // One more may have been written whose answer the kill kept back; the next round goes on from there.
    written.counted[_id] = n;
  }
  await client.close();
}

it(
  `keeps everything it acknowledged through ${ROUNDS} kills`,
  async () => {
    const directory = aDirectory();
    const written: Written = { inserted: new Set(), counted: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const { child, uri } = await startProcess(directory);
      const client = await MongoClient.connect(uri);
      await client.db('crash').collection('docs').createIndex({ writer: 1 });
      await check(uri, written);
      const before = written.inserted.size;
      const writers = Array.from({ length: WRITERS }, (_, writer) => write(uri, writer, round, written));
      // Killed in the middle of writing, at another moment each time.
      const enough = before + 50 + Math.floor(Math.random() * 200);
      while (written.inserted.size < enough) await client.db('crash').command({ ping: 1 });
      child.kill('SIGKILL');
      await once(child, 'exit');
      await Promise.all(writers);
      await client.close(true);
    }
    const { uri } = await startProcess(directory);
    await check(uri, written);
  },
  60_000 + ROUNDS * 20_000,
);

it('refuses a directory that another process holds, naming it, and takes over from a dead one', async () => {
  const directory = aDirectory();
  const { child } = await startProcess(directory);
  await expect(startEmbeddedStore({ directory })).rejects.toThrow(`is in use by process ${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = await startEmbeddedStore({ directory });
  await expect(startEmbeddedStore({ directory })).rejects.toThrow(`is in use by process ${process.pid}`);
  await store.close();
  const again = await startEmbeddedStore({ directory });
  await again.close();
});

it('answers what was asked before it stops, and ends with 0 on SIGINT', async () => {
  const directory = aDirectory();
  const { child, uri } = await startProcess(directory);
  const client = await MongoClient.connect(uri, HASTY);
  const docs = client.db('stop').collection<{ _id: number }>('docs');
  await docs.insertOne({ _id: 0 });
  const asked = Promise.allSettled(Array.from({ length: 20 }, (_, i) => docs.insertOne({ _id: i + 1 })));
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  const acknowledged = (await asked).filter(({ status }) => status === 'fulfilled').length;
  await client.close(true);
  const store = await startEmbeddedStore({ directory, sync: false });
  const reader = await MongoClient.connect(store.uri);
  expect(await reader.db('stop').collection('docs').countDocuments()).toBeGreaterThan(acknowledged);
  await reader.close();
  await store.close();
});
