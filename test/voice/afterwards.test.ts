/** What follows from webhooks that are answered already. */

import { expect, it } from 'vitest';
import { makeAfterwards } from '../../channels/voice/afterwards.js';
import type { CallRecord } from '../../server/contract/index.js';
import { makeLog } from '../../server/platform/index.js';

/** Follows one call at a time as the test lets it. */
function stage() {
  const begun: string[] = [];
  const going: (() => void)[] = [];
  const failing = new Set<string>();
  const { soon, ...afterwards } = makeAfterwards({
    gatherMs: 600_000,
    log: makeLog('silent'),
    calls: { fold: async (_id) => ({ _id }) as CallRecord },
    async follow(call) {
      begun.push(call!._id);
      await new Promise<void>((resolve) => going.push(resolve));
      if (failing.delete(call!._id)) throw new Error('refused');
    },
  });
  /** All that can be done has been. */
  const turn = async () => {
    for (let left = 5; left > 0; left -= 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  return {
    ...{ ...afterwards, begun, failing },
    tell: soon,
    /** Told, and nobody waits for more of it. */
    soon(callId: string): void {
      soon(callId);
      void afterwards.settled();
    },
    turn,
    async goes(): Promise<void> {
      for (const go of going.splice(0)) go();
      await turn();
    },
  };
}

it('follows one call once for all that was told of it meanwhile, never twice at once', async () => {
  const { soon, goes, turn, begun } = stage();
  soon('a');
  await turn();
  soon('a');
  soon('a');
  await turn();
  expect(begun).toEqual(['a']);
  await goes();
  expect(begun).toEqual(['a', 'a']);
  await goes();
  expect(begun).toEqual(['a', 'a']);
});

it('follows once from all that is told in the same moment', async () => {
  const { tell, goes, turn, begun, settled } = stage();
  tell('a');
  await turn();
  tell('a');
  await turn();
  expect(begun).toEqual([]);
  const all = settled();
  await turn();
  await goes();
  await all;
  expect(begun).toEqual(['a']);
});

it('waits no longer than the moment for more', async () => {
  const followed = new Promise<CallRecord | null>((resolve) => {
    const calls = { fold: async (_id: string) => ({ _id }) as CallRecord };
    makeAfterwards({ log: makeLog('silent'), calls, follow: async (call) => resolve(call) }).soon('a');
  });
  expect(await followed).toEqual({ _id: 'a' });
});

it('waits longer for more where nobody waits for it, until something comes for which somebody may', async () => {
  const begun: string[] = [];
  const followed = new Promise<void>((resolve) => {
    const { soon } = makeAfterwards({
      ...{ log: makeLog('silent'), gatherMs: 0, idleMs: 600_000 },
      calls: { fold: async (_id) => ({ _id }) as CallRecord },
      async follow(call) {
        begun.push(call!._id);
        if (call!._id === 'a') resolve();
      },
    });
    soon('a', true);
    soon('b', true);
    soon('a');
    soon('a', true);
  });
  await followed;
  expect(begun).toEqual(['a']);
});

it('waits no longer than that where nobody waits for it', async () => {
  const followed = new Promise<CallRecord | null>((resolve) => {
    const calls = { fold: async (_id: string) => ({ _id }) as CallRecord };
    const { soon } = makeAfterwards({
      ...{ log: makeLog('silent'), gatherMs: 600_000, idleMs: 0, calls },
      follow: async (call) => resolve(call),
    });
    soon('a', true);
  });
  expect(await followed).toEqual({ _id: 'a' });
});

it('follows other calls meanwhile', async () => {
  const { soon, turn, begun } = stage();
  soon('a');
  soon('b');
  await turn();
  expect(begun).toEqual(['a', 'b']);
});

it('goes on after what could not be done', async () => {
  const { soon, goes, turn, begun, failing } = stage();
  failing.add('a');
  soon('a');
  await turn();
  soon('a');
  await goes();
  expect(begun).toEqual(['a', 'a']);
});

it('is settled when all is done, and stops with what it has', async () => {
  const { soon, goes, turn, begun, settled, stop } = stage();
  let isSettled = false;
  soon('a');
  void settled().then(() => {
    isSettled = true;
  });
  await turn();
  expect(isSettled).toBe(false);
  const stopped = stop();
  soon('b');
  await goes();
  await stopped;
  expect(isSettled).toBe(true);
  expect(begun).toEqual(['a']);
});
