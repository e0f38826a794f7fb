import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeLog } from '../../server/platform/index.js';
import { storeClock } from '../../server/store/index.js';
import { openTestStore } from '../store-for.js';

const HOUR_MS = 3_600_000;
let store: Awaited<ReturnType<typeof openTestStore>>;

beforeEach(async () => {
  store = await openTestStore();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
});

const machine = { now: Date.now };

it.each([
  { says: 'an hour fast', aheadMs: HOUR_MS },
  { says: 'an hour slow', aheadMs: -HOUR_MS },
])(
  'tells the time of the store on a machine whose clock is $says, and goes on evenly when that is set',
  async ({ aheadMs }) => {
    vi.spyOn(Date, 'now').mockImplementation(() => machine.now() + aheadMs);
    const { clock, stop } = await storeClock(makeLog('silent'));
    const first = clock.now();
    expect(Math.abs(+first - machine.now())).toBeLessThan(HOUR_MS / 10);
    vi.restoreAllMocks();
    expect(+clock.now() - +first).toBeLessThan(HOUR_MS / 10);
    expect(+clock.now()).toBeGreaterThanOrEqual(+first);
    stop();
  },
);
