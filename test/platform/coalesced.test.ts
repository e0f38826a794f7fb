import { expect, it } from 'vitest';
import { coalesced } from '../../server/platform/index.js';

it('asks once for what is asked within one turn, and answers each its own', async () => {
  const calls: number[][] = [];
  const double = coalesced<number, number>(async (asked) => {
    calls.push(asked);
    return asked.map((n) => n * 2);
  });
  expect(await Promise.all([double(1), double(2), double(3)])).toEqual([2, 4, 6]);
  expect(calls).toEqual([[1, 2, 3]]);
});

it('gathers what comes while a call is under way, and never has two under way', async () => {
  const calls: number[][] = [];
  const release: (() => void)[] = [];
  const ask = coalesced<number, number>((asked) => {
    calls.push(asked);
    return new Promise((resolve) => release.push(() => resolve(asked)));
  });
  const first = ask(1);
  await expect.poll(() => calls.length, { timeout: 30_000 }).toBe(1);
  const others = [ask(2), ask(3)];
  release.shift()?.();
  await first;
  await expect.poll(() => calls.length, { timeout: 30_000 }).toBe(2);
  release.shift()?.();
  expect(await Promise.all(others)).toEqual([2, 3]);
  expect(calls).toEqual([[1], [2, 3]]);
});

it('fails only whose answer is an error, and all when the call itself fails', async () => {
  const picky = coalesced<number, number>(async (asked) => {
    if (asked.includes(0)) throw new Error('down');
    return asked.map((n) => (n < 0 ? new Error(`no ${n}`) : n));
  });
  const [good, bad] = await Promise.allSettled([picky(1), picky(-1)]);
  expect(good).toEqual({ status: 'fulfilled', value: 1 });
  expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'no -1' } });
  const all = await Promise.allSettled([picky(0), picky(5)]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await picky(6)).toBe(6);
});

it('asks no more at once than it may', async () => {
  const sizes: number[] = [];
  const ask = coalesced<number, number>(async (asked) => {
    sizes.push(asked.length);
    return asked;
  }, 2);
  await Promise.all([1, 2, 3, 4, 5].map(ask));
  expect(sizes).toEqual([2, 2, 1]);
});
