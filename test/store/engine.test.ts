import { serialize } from 'bson';
import { afterEach, expect, it, vi } from 'vitest';
import { oneTurn, turnBefore } from '../../server/store/embedded/turns.js';
import { type Doc, decode } from '../../server/store/embedded/value.js';
import { anEngine, closeEngines } from './an-engine.js';

afterEach(closeEngines);

const countOf = async (run: (body: Doc) => Promise<Doc>, name: string): Promise<unknown> =>
  (await run({ count: name })).n;

it('undoes a change that fails unforeseen, and only that one of those that shared its commit', async () => {
  const { engine, run } = anEngine();
  await run({ insert: 'docs' }, { _id: 1 });
  const insert = (_id: number) => () => {
    const raw = Buffer.from(serialize({ _id }));
    engine.catalog.ensure('test.docs').insert(raw, decode(raw));
  };
  const failing = () => {
    insert(3)();
    engine.catalog.create('test.never');
    throw new RangeError('unforeseen');
  };
  const results = await Promise.allSettled([engine.write(insert(2)), engine.write(failing), engine.write(insert(4))]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await countOf(run, 'docs')).toBe(3);
  expect(engine.catalog.get('test.never')).toBeUndefined();
  expect(await run({ insert: 'docs' }, { _id: 3 })).toMatchObject({ n: 1 });
  expect(await run({ insert: 'docs' }, { _id: 4 })).toMatchObject({ writeErrors: [{ code: 11000 }] });
});

it('removes what has expired, and only that', async () => {
  const { run } = anEngine({ ttlSeconds: 0.05 });
  await run({ createIndexes: 'sessions', indexes: [{ key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60 }] });
  const old = new Date(Date.now() - 61_000);
  await run({ insert: 'sessions' }, { _id: 1, at: old }, { _id: 2, at: new Date() }, { _id: 3 }, { _id: 4, at: 'old' });
  await vi.waitFor(async () => expect(await countOf(run, 'sessions')).toBe(3), { timeout: 20_000 });
});

it('reads on while a cursor rests, whatever is written meanwhile', async () => {
  const { run } = anEngine();
  await run({ createIndexes: 'docs', indexes: [{ key: { n: 1 }, name: 'n_1' }] });
  await run({ insert: 'docs' }, ...Array.from({ length: 1_000 }, (_, i) => ({ _id: i, n: i })));
  const first = await run({ find: 'docs', filter: { n: { $gte: 0 } }, sort: { n: 1 }, batchSize: 10 });
  const { id } = first.cursor as Doc;
  await run({ delete: 'docs', deletes: [{ q: { n: { $gte: 500, $lt: 990 } }, limit: 0 }] });
  await run({ drop: 'other' });
  const rest = await run({ getMore: id, collection: 'docs', batchSize: 2_000 });
  const seen = batchOf(rest, 'nextBatch').map(({ n }) => n as number);
  expect(seen[0]).toBe(10);
  expect(seen.at(-1)).toBe(999);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(await run({ getMore: id, collection: 'docs' })).toMatchObject({ ok: 0, code: 43 });
});

function batchOf(reply: Doc, name: string): Doc[] {
  const { bytes } = (reply.cursor as Doc)[name] as { bytes: Uint8Array[] };
  return bytes.map(decode);
}

it('writes longer at a time where the disk takes long, but never so long that others wait', () => {
  const turns = [0, 1, 4, 1_000].map(turnBefore);
  expect(turns).toEqual([...turns].sort((a, b) => a - b));
  expect(turns[2]).toBeGreaterThan(turns[0]!);
  expect(turns[3]).toBeLessThanOrEqual(20);
  const endless = (function* () {
    for (;;) yield null;
  })();
  const began = performance.now();
  expect(oneTurn(endless, turns[2])).toBeUndefined();
  expect(performance.now() - began).toBeGreaterThanOrEqual(turns[2]!);
});
