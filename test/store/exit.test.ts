/** A process that exits does so, whatever its store is doing at that moment. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const DIST = new URL('../../dist/', import.meta.url).href;
const EXITS = 12;

/** Writes without a pause, and exits in the midst of it. */
const SCRIPT = `
const { startEmbeddedStore } = await import(${JSON.stringify(`${DIST}server/store/embedded/index.js`)});
const { default: mongoose } = await import(${JSON.stringify(`${DIST}packages/mongoose.js`)});
const store = await startEmbeddedStore({ directory: process.argv[1] });
const client = await mongoose.mongo.MongoClient.connect(store.uri);
const things = client.db('exits').collection('things');
await things.createIndex({ text: 1 });
let n = 0;
const more = () => things.insertMany(Array.from({ length: 300 }, () => ({ _id: n++, text: 'x'.repeat(200) + n })));
for (let writer = 0; writer < 3; writer += 1) void (async () => { for (;;) await more(); })();
while (n < 3_000) await more();
setTimeout(() => process.exit(3), Number(process.argv[2]));
`;

async function exitsAfter(ms: number): Promise<number | null> {
  const directory = mkdtempSync(join(tmpdir(), 'payvand-exit-'));
  const limit = { timeout: 60_000, killSignal: 'SIGKILL' } as const;
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, directory, String(ms)], limit);
  const [code] = await once(child, 'exit');
  rmSync(directory, { recursive: true, force: true });
  return code as number | null;
}

it('with its own code, in the middle of a write', async () => {
  const codes: (number | null)[] = [];
  for (let n = 0; n < EXITS; n += 3)
    codes.push(...(await Promise.all([n, n + 1, n + 2].map((one) => exitsAfter(one * 7)))));
  expect(codes).toEqual(Array.from({ length: EXITS }, () => 3));
});
