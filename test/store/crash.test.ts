import { once } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { startEmbeddedStore } from '../../server/store/embedded/index.js';
import { checkDirectory } from '../../server/store/embedded/tools/check-directory.js';
import { aDirectory, HASTY, MongoClient, type StoreProcess, startStore, tidy } from './child.js';
import { Acknowledged, makeIndexes, prove, writeOn } from './writers.js';

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 4);
const WRITERS = 20;

// Each starts several processes.
vi.setConfig({ testTimeout: 300_000 });
afterEach(tidy);

/** Both begin at once, where a crash may just have left something: one serves, and the other is told who does. */
async function oneOfTwo(directory: string): Promise<StoreProcess> {
  const begun = await Promise.allSettled([startStore(directory), startStore(directory)]);
  const [serving, ...others] = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refused = begun.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  expect([others.length, refused]).toEqual([0, [expect.stringContaining('is in use by process')]]);
  return serving!;
}

it(
  `keeps everything it acknowledged through ${ROUNDS} kills under ${WRITERS} writers, two starting at once after each`,
  async () => {
    const directory = aDirectory();
    const known = new Acknowledged();
    for (let round = 0; round <= ROUNDS; round += 1) {
      const { uri, kill } = await oneOfTwo(directory);
      const client = await MongoClient.connect(uri);
      await makeIndexes(client.db('crash'));
      await prove(client.db('crash'), known);
      if (round < ROUNDS) {
        const writers = Array.from({ length: WRITERS }, (_, me) => writeOn(uri, me, round, known));
        // Killed in the middle of writing, at another moment each time.
        const enough = known.total + 200 + Math.floor(Math.random() * 800);
        while (known.total < enough) await client.db('crash').command({ ping: 1 });
        await kill();
        await Promise.all(writers);
      }
      await client.close(true);
      expect(await checkDirectory(directory)).toMatchObject({ isSound: true });
    }
    console.log(`${ROUNDS} kills, ${known.total} acknowledged turns of ${WRITERS} writers, none lost`);
  },
  300_000 + ROUNDS * 60_000,
);

it.each([
  { says: 'an index is built', work: { createIndexes: 'big', indexes: [{ key: { n: 1, text: -1 }, name: 'n_text' }] } },
  { says: 'indexes are dropped', work: { dropIndexes: 'big', index: '*' } },
  { says: 'a collection is dropped', work: { drop: 'big' } },
  {
    says: 'very many documents change',
    work: { update: 'big', updates: [{ q: {}, u: { $set: { n: [-1, -2] } }, multi: true }] },
  },
])('has all or nothing, and of many changes each whole or not, when it is killed while $says', async ({ work }) => {
  const directory = aDirectory();
  const filled = await startEmbeddedStore({ directory, sync: false });
  const client = await MongoClient.connect(filled.uri);
  const big = client.db('crash').collection<{ _id: number; n: number; text: string }>('big');
  await big.createIndex({ n: 1 });
  await big.insertMany(Array.from({ length: 5_000 }, (_, i) => ({ _id: i, n: i % 10, text: `text ${i}` })));
  await client.close();
  await filled.close();
  const before = JSON.stringify(await checkDirectory(directory));
  for (let round = 0; round < 3; round += 1) {
    const { uri, kill } = await startStore(directory);
    const killer = await MongoClient.connect(uri, HASTY);
    const asked = killer
      .db('crash')
      .command(work)
      .then(
        () => true,
        () => false,
      );
    await new Promise((done) => setTimeout(done, Math.random() * 100));
    await kill();
    const answered = await asked;
    await killer.close(true);
    const after = await checkDirectory(directory);
    expect(after.isSound).toBe(true);
    if (answered || JSON.stringify(after) !== before) return proveWhole(work, after.collections[0], answered);
  }
});

/** What was asked is done as a whole; of very many changes, once they are answered. */
function proveWhole(
  work: object,
  big: Awaited<ReturnType<typeof checkDirectory>>['collections'][number] | undefined,
  answered: boolean,
): void {
  if ('drop' in work) return void expect(big).toBeUndefined();
  const indexes = 'createIndexes' in work ? 3 : 'dropIndexes' in work ? 1 : 2;
  expect(big).toMatchObject({ documents: 5_000, indexes });
  if (!('update' in work)) return void expect(big?.entries).toBe(indexes * 5_000);
  // A changed document has three entries. As in MongoDB a kill may come between two documents.
  expect(big?.entries).toBeGreaterThan(2 * 5_000);
  if (answered) expect(big?.entries).toBe(3 * 5_000);
}

it('answers what was asked before it stops, and ends with 0 on SIGINT', async () => {
  const directory = aDirectory();
  const { child, uri } = await startStore(directory);
  const client = await MongoClient.connect(uri, HASTY);
  const docs = client.db('stop').collection<{ _id: number }>('docs');
  await docs.insertOne({ _id: 0 });
  const asked = Promise.allSettled(Array.from({ length: 20 }, (_, i) => docs.insertOne({ _id: i + 1 })));
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  const acknowledged = (await asked).filter(({ status }) => status === 'fulfilled').length;
  await client.close(true);
  const [stop] = (await checkDirectory(directory)).collections;
  expect(stop!.documents).toBeGreaterThan(acknowledged);
});
