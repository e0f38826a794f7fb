/** What the disk and other processes may do to the store: no room, no right to write, a second one, another version. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, constants, openSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../server/store/embedded/disk.js';
import { Engine } from '../../server/store/embedded/engine.js';
import { startEmbeddedStore } from '../../server/store/embedded/index.js';
import { checkDirectory } from '../../server/store/embedded/tools/check-directory.js';
import { aDirectory, HASTY, MongoClient, type StoreProcess, startStore, tidy } from './child.js';

// Each starts several processes.
vi.setConfig({ testTimeout: 300_000 });
afterEach(tidy);

/** What it writes to its error output comes by another way than its answers. */
const said = (store: StoreProcess, words: string) =>
  vi.waitFor(() => expect(store.errors()).toContain(words), { timeout: 30_000 });

interface ADoc {
  _id: number;
  text: string;
}

/** The kernel refuses to let its files grow beyond this many bytes, as a full disk would. */
const limitedTo = (bytes: number): string[] => ['prlimit', `--fsize=${bytes}:unlimited`];
const giveRoom = (pid: number): void => void execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited']);

/** A part of util-linux: on Linux it is always there. */
const canLimit = spawnSync('prlimit', ['--version']).status === 0;

describe.skipIf(!canLimit)('a disk without room', () => {
  // Not whole pages: the last write is cut short, which LMDB reports as another error.
  it.each([1_600_000, 1_638_400])(
    'refuses writes beyond %i bytes, reads on, loses nothing, and recovers',
    async (bytes) => {
      const directory = aDirectory();
      const store = await startStore(directory, limitedTo(bytes));
      const client = await MongoClient.connect(store.uri, HASTY);
      const docs = client.db('full').collection<ADoc>('docs');
      await docs.createIndex({ text: 1 });
      const written: number[] = [];
      const text = (i: number) => String(i).repeat(i % 9 === 0 ? 3_000 : 60);
      const refused = async (i: number): Promise<unknown> =>
        docs.insertOne({ _id: i, text: text(i) }).then(
          () => void written.push(i),
          (error: unknown) => error,
        );
      let error: unknown;
      for (let i = 0; !error; i += 20) {
        const outcomes = await Promise.all(Array.from({ length: 20 }, (_, j) => refused(i + j)));
        error = outcomes.find((outcome) => outcome !== undefined);
      }
      expect(error).toMatchObject({ code: 14031, codeName: 'OutOfDiskSpace' });
      expect(await docs.updateMany({}, { $set: { more: 'x'.repeat(20_000) } }).catch((e) => e.code)).toBe(14031);
      await said(store, 'the disk is full, writes are refused');

      // Reads go on, and show what was acknowledged: no more, no less.
      const there = await docs.find().sort({ _id: 1 }).toArray();
      expect(there.map(({ _id }) => _id)).toEqual([...written].sort((a, b) => a - b));
      expect(await docs.countDocuments({ text: text(1) })).toBe(1);
      expect((await checkDirectory(directory)).isSound).toBe(true);

      giveRoom(store.child.pid!);
      expect(await refused(1_000_000)).toBeUndefined();
      await said(store, 'there is room again');
      // LMDB itself never met the end of the disk.
      expect(store.errors()).not.toContain('Write error');
      await client.close();
      await store.kill();
      const report = await checkDirectory(directory);
      expect(report).toMatchObject({ isSound: true });
      expect(report.collections[0]).toMatchObject({ documents: written.length });
    },
  );
});

it.skipIf(!canLimit)('says so when there is no room to begin', async () => {
  const directory = aDirectory();
  await expect(startStore(directory, limitedTo(20_000))).rejects.toThrow(`the disk of ${directory} is full`);
  await (await startStore(directory)).kill();
});

/** The superuser may write anywhere: unless it leaves that right behind. */
const WITHOUT_RIGHTS =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override', '--inh-caps=-dac_override'] : [];

const canBeRefused = spawnSync(WITHOUT_RIGHTS[0] ?? 'true', [...WITHOUT_RIGHTS.slice(1), 'true']).status === 0;

it.skipIf(!canBeRefused)(
  'says so when its directory is read-only, or below a file, and leaves it as it was',
  async () => {
    const directory = aDirectory();
    await expect(startStore(directory).then((store) => store.kill())).resolves.toBeUndefined();
    const before = readdirSync(directory).sort();
    for (const name of before) chmodSync(join(directory, name), 0o400);
    chmodSync(directory, 0o500);
    await expect(startStore(directory, WITHOUT_RIGHTS)).rejects.toThrow(`${directory} cannot be written`);
    await expect(startStore(join(directory, 'new'), WITHOUT_RIGHTS)).rejects.toThrow('cannot be written');
    await expect(startStore(join(directory, 'data.mdb', 'new'))).rejects.toThrow('cannot be written');
    chmodSync(directory, 0o700);
    expect(readdirSync(directory).sort()).toEqual(before);
    expect((await checkDirectory(directory)).isSound).toBe(true);
  },
);

it('says so when the file is no store', async () => {
  const directory = aDirectory();
  writeFileSync(join(directory, 'data.mdb'), 'x'.repeat(10_000));
  await expect(startStore(directory)).rejects.toThrow(
    `${join(directory, 'data.mdb')} is not a store, or it is damaged`,
  );
});

describe('a second process', () => {
  it('is refused, naming the first, and takes over at once from a dead one', async () => {
    const directory = aDirectory();
    const { child, kill } = await startStore(directory);
    const inUse = `${directory} is in use by process ${child.pid}`;
    await expect(startStore(directory)).rejects.toThrow(inUse);
    await expect(startEmbeddedStore({ directory })).rejects.toThrow(inUse);
    await kill();
    const store = await startEmbeddedStore({ directory });
    await expect(startEmbeddedStore({ directory })).rejects.toThrow(`is in use by process ${process.pid}`);
    await expect(startStore(directory)).rejects.toThrow(`is in use by process ${process.pid}`);
    await store.close();
    await (await startEmbeddedStore({ directory })).close();
  });

  it('is refused also when it cannot see the number of the first, as in another container', async () => {
    const directory = aDirectory();
    await claimAs(directory, { pid: 2 ** 22 + 1, host: 'elsewhere', started: '1' });
    const held = openSync(join(directory, 'in-use'), constants.O_RDONLY | constants.O_NONBLOCK);
    await expect(startStore(directory)).rejects.toThrow(`is in use by process ${2 ** 22 + 1} on elsewhere`);
    closeSync(held);
    await (await startStore(directory)).kill();
  });

  it('takes over when the number of a dead one was given to another process', async () => {
    const directory = aDirectory();
    await claimAs(directory, { pid: process.ppid, host: hostname(), started: '' });
    await (await startStore(directory)).kill();
  });

  it('asks for the number where there are no pipes', async () => {
    const directory = aDirectory();
    const store = await startStore(directory, NO_MKFIFO);
    expect(readdirSync(directory)).not.toContain('in-use');
    await expect(startStore(directory, NO_MKFIFO)).rejects.toThrow(`is in use by process ${store.child.pid}`);
    await store.kill();
    await (await startStore(directory, NO_MKFIFO)).kill();
  });
});

/** Nothing is found on this path but node itself, which is named in full. */
const NO_MKFIFO = ['/usr/bin/env', 'PATH=/nowhere'];

/** Leaves the record of some holder behind. */
async function claimAs(directory: string, holder: { pid: number; host: string; started: string }): Promise<void> {
  await new Engine({ directory, sync: false }).close();
  const database = openDatabase(directory);
  database.transactionSync(() => {
    database.put(Buffer.alloc(4, 0xff), Buffer.from(JSON.stringify(holder)));
  });
  await database.close();
}

describe('the format of a directory', () => {
  const FORMAT_KEY = Buffer.from([0xff, 0xff, 0xff, 0xfe]);
  async function inFormat(format: number | undefined): Promise<string> {
    const directory = aDirectory();
    const store = await startEmbeddedStore({ directory, sync: false });
    const client = await MongoClient.connect(store.uri);
    const docs = client.db('old').collection<ADoc>('docs');
    await docs.createIndex({ text: 1 });
    await docs.insertMany([1, 2, 3].map((_id) => ({ _id, text: String(_id) })));
    await client.close();
    await store.close();
    const database = openDatabase(directory);
    database.transactionSync(() => {
      if (format === undefined) database.remove(FORMAT_KEY);
      else database.put(FORMAT_KEY, Buffer.from(JSON.stringify({ format })));
    });
    await database.close();
    return directory;
  }

  it('is refused when a newer program wrote it', async () => {
    const directory = await inFormat(99);
    await expect(startStore(directory)).rejects.toThrow(`${directory} was written in format 99 by a newer version`);
  });

  it('of the first form is brought up to date, with all that is in it', async () => {
    const directory = await inFormat(undefined);
    expect((await checkDirectory(directory)).format).toBeUndefined();
    await (await startStore(directory)).kill();
    const report = await checkDirectory(directory);
    expect(report).toMatchObject({ format: 3, isSound: true });
    expect(report.collections[0]).toMatchObject({ documents: 3, entries: 6 });
  });
});
