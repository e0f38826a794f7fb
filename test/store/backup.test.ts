/** Copies of a store that is in use, and putting them back. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { checkDirectory } from '../../server/store/embedded/tools/check-directory.js';
import { aDirectory, HASTY, MongoClient, runTool, runWell, type StoreProcess, startStore, tidy } from './child.js';

// Each starts several processes.
vi.setConfig({ testTimeout: 300_000 });
afterEach(tidy);

interface ANumber {
  _id: number;
  twin: number;
  text: string;
}

const numbersAt = async ({ uri }: StoreProcess) => {
  const client = await MongoClient.connect(uri, HASTY);
  return { client, numbers: client.db('backup').collection<ANumber>('numbers') };
};

/** Writes 0, 1, 2 and so on, each after the last was acknowledged, until told to stop. */
async function writeNumbers(store: StoreProcess): Promise<{ stop(): Promise<number> }> {
  const { client, numbers } = await numbersAt(store);
  await numbers.createIndex({ twin: 1 }, { unique: true });
  let going = true;
  let written = 0;
  const work = (async () => {
    for (; going; written += 1) await numbers.insertOne({ _id: written, twin: -written, text: 'x'.repeat(4_000) });
  })();
  while (written < 200) await client.db('backup').command({ ping: 1 });
  return {
    async stop() {
      going = false;
      await work;
      await client.close();
      return written;
    },
  };
}

/** A backup of a store while it is written to, and how much was in it. */
async function aBackup(directory: string): Promise<{ file: string; documents: number }> {
  const store = await startStore(directory);
  const writer = await writeNumbers(store);
  const file = join(aDirectory(), 'copy.mdb');
  const { code, output, errors } = await runTool('backup', '--dir', directory, '--to', file).done;
  expect({ code, errors: errors.replace(/copying: \d+ %\n/g, '') }).toEqual({ code: 0, errors: '' });
  const written = await writer.stop();
  await store.kill();
  const documents = Number(/backup\.numbers +([\d,]+)/.exec(output)![1]!.replaceAll(',', ''));
  expect(documents).toBeGreaterThanOrEqual(200);
  expect(documents).toBeLessThanOrEqual(written);
  return { file, documents };
}

it('copies one moment of a store that is written to, and puts it back', async () => {
  const directory = aDirectory();
  const { file, documents } = await aBackup(directory);
  expect((await checkDirectory(directory)).isSound).toBe(true);
  expect(await runTool('backup', '--dir', directory, '--to', file).done).toMatchObject({ code: 1 });

  const elsewhere = join(aDirectory(), 'new', 'store');
  await runWell('restore', '--from', file, '--dir', elsewhere);
  const store = await startStore(elsewhere);
  const { client, numbers } = await numbersAt(store);
  expect(await numbers.countDocuments()).toBe(documents);
  // One moment: nothing of what came later, and everything of what came before.
  expect((await numbers.findOne({}, { sort: { _id: -1 } }))?._id).toBe(documents - 1);
  await expect(numbers.insertOne({ _id: -1, twin: -1, text: '' })).rejects.toMatchObject({ code: 11000 });
  await numbers.insertOne({ _id: -1, twin: 0.5, text: '' });
  await client.close();
  await store.kill();
  expect(await checkDirectory(elsewhere)).toMatchObject({ isSound: true });
});

it('names a copy in a folder after the time', async () => {
  const directory = aDirectory();
  await (await startStore(directory)).kill();
  const folder = aDirectory();
  await runWell('backup', '--dir', directory, '--to', folder);
  expect(readdirSync(folder)).toEqual([expect.stringMatching(/^payvand-store-\d{4}-\d\d-\d\dT.*\.mdb$/)]);
});

it('restores over nothing that is in use, or holds something, unless forced; and keeps what was there', async () => {
  const directory = aDirectory();
  const { file, documents } = await aBackup(directory);
  const restore = (...more: string[]) => runTool('restore', '--from', file, '--dir', directory, ...more).done;
  const before = await checkDirectory(directory);
  const store = await startStore(directory);
  for (const more of [[], ['--force']])
    expect(await restore(...more)).toMatchObject({ code: 1, errors: expect.stringContaining('is in use by process') });
  await store.kill();
  expect(await restore()).toMatchObject({ code: 1, errors: expect.stringContaining('--force') });
  expect(await checkDirectory(directory)).toEqual(before);

  expect(await restore('--force')).toMatchObject({ code: 0 });
  expect((await checkDirectory(directory)).collections[0]).toMatchObject({ documents });
  const old = aDirectory();
  copyFileSync(join(directory, 'before-restore.mdb'), join(old, 'data.mdb'));
  expect(await checkDirectory(old)).toEqual(before);
});

it('refuses a backup that is damaged, and changes nothing; and restores over a damaged store', async () => {
  const directory = aDirectory();
  const { file, documents } = await aBackup(directory);
  const place = join(directory, 'data.mdb');
  const damaged = join(aDirectory(), 'damaged.mdb');
  writeFileSync(damaged, Buffer.concat([Buffer.alloc(8_192), readFileSync(file).subarray(8_192)]));
  const short = join(aDirectory(), 'short.mdb');
  writeFileSync(short, readFileSync(file).subarray(0, 100_000));
  const before = await checkDirectory(directory);
  for (const [from, words] of [
    [damaged, 'is not a store, or it is damaged'],
    [short, 'was cut short'],
  ] as const) {
    const refused = await runTool('restore', '--from', from, '--dir', directory, '--force').done;
    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining(words) });
    expect(readdirSync(directory).filter((name) => name.startsWith('restoring-'))).toEqual([]);
    expect(await checkDirectory(directory)).toEqual(before);
  }

  writeFileSync(place, 'not a store');
  await runWell('restore', '--from', file, '--dir', directory, '--force');
  expect((await checkDirectory(directory)).collections[0]).toMatchObject({ documents });
});

it('leaves the old or the new store when a restore is killed, and no half of a backup', async () => {
  const directory = aDirectory();
  const { file } = await aBackup(directory);
  const folder = join(aDirectory(), 'copies');
  mkdirSync(folder);
  const newer = { documents: (await checkDirectory(directory)).collections[0]!.documents };
  for (let round = 0; round < 6; round += 1) {
    const tool =
      round % 2 === 0
        ? runTool('restore', '--from', file, '--dir', directory, '--force')
        : runTool('backup', '--dir', directory, '--to', join(folder, `${round}.mdb`));
    await new Promise((done) => setTimeout(done, 150 + Math.random() * 250));
    tool.child.kill('SIGKILL');
    await tool.done;
    const { isSound, collections } = await checkDirectory(directory);
    expect(isSound).toBe(true);
    expect(collections[0]!.documents).toBeLessThanOrEqual(newer.documents);
    for (const name of readdirSync(folder).filter((made) => made.endsWith('.mdb'))) {
      const copy = aDirectory();
      copyFileSync(join(folder, name), join(copy, 'data.mdb'));
      expect((await checkDirectory(copy)).isSound).toBe(true);
    }
  }
  // What the killed ones left behind is no obstacle, and their places in the table of readers are free.
  const store = await startStore(directory);
  const { client, numbers } = await numbersAt(store);
  await numbers.insertOne({ _id: -1, twin: 0.5, text: '' });
  await client.close();
  await store.kill();
  expect(statSync(join(directory, 'data.mdb')).isFile()).toBe(true);
});

it('does nothing to the usual directory when it is asked for something that it does not know', async () => {
  const asked = [['chek'], [], ['check', '--fix'], ['check', aDirectory()]];
  const answers = await Promise.all(asked.map((words) => runTool(...words).done));
  for (const answer of answers) expect(answer).toMatchObject({ code: 2, errors: expect.stringContaining('usage:') });
});
