import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ForecastInput, forecastOf, outlook } from '../../server/routing/forecast.js';
import { type Promised, promise } from '../../server/routing/promise.js';

const MINUTE = 60_000;
const usual: ForecastInput = {
  ...{ position: 1, slots: 3, handleMs: 6 * MINUTE, served: { count: 0, slotMs: 0 } },
  ...{ leaving: { count: 0, waitedMs: 0 }, last: null, head: null },
};
const placed = fc.option(fc.record({ waitMs: fc.nat(3_600_000), position: fc.integer({ min: 1, max: 200 }) }));
const inputs: fc.Arbitrary<ForecastInput> = fc.record({
  position: fc.integer({ min: 1, max: 200_000 }),
  slots: fc.double({ min: 0.5, max: 60, noNaN: true }),
  handleMs: fc.option(fc.integer({ min: 1_000, max: 3_600_000 })),
  served: fc.record({ count: fc.nat(200), slotMs: fc.nat(36_000_000) }),
  leaving: fc.record({ count: fc.nat(200), waitedMs: fc.nat(36_000_000) }),
  last: placed,
  head: placed,
});
const told = (input: ForecastInput) => {
  const seen = outlook(input);
  return seen && forecastOf(seen);
};
const mean = (input: ForecastInput) => outlook(input)?.meanMs ?? Number.NaN;

describe('a forecast', () => {
  it('says nothing while nobody serves the queue', () => expect(told({ ...usual, slots: 0 })).toBeNull());

  it('is the time to the next free slot for who is next: 6 min over 3 slots', () => {
    expect(mean(usual)).toBeCloseTo(2 * MINUTE, -1);
    // Half of such waits are over after 83 s; a little less, for the rate itself is a guess.
    expect(told(usual)).toEqual({ fromSeconds: 80, toSeconds: 300 });
  });

  it('takes a usual chat where nothing is known', () =>
    expect(mean({ ...usual, handleMs: null })).toBeCloseTo(100_000, -1));

  it('believes what really happens more than the handling times, the more of it was seen', () => {
    // A slot really answers every 3 minutes.
    const seen = (count: number) => mean({ ...usual, served: { count, slotMs: count * 3 * MINUTE } });
    expect(seen(4)).toBeLessThan(mean(usual));
    expect(seen(200)).toBeCloseTo(MINUTE, -4);
  });

  it('counts on those ahead who give up', () => {
    const far = { ...usual, position: 20 };
    const tired = { count: 10, waitedMs: 20 * MINUTE };
    expect(mean({ ...far, leaving: tired })).toBeLessThan(mean(far) / 1.5);
  });

  it('is the sum of 1/(nμ + iθ), also for the many places that are not added one by one', () => {
    const input = { ...usual, position: 500, leaving: { count: 29, waitedMs: 240 * MINUTE } };
    const [serve, leave] = [3 / (6 * MINUTE), 30 / (300 * MINUTE)];
    let sum = 0;
    for (let i = 0; i < 500; i += 1) sum += 1 / (serve + i * leave);
    expect(mean(input) / sum).toBeCloseTo(1, 3);
  });

  it('grows when those before wait longer than the model thinks, and with the wait of the first in line', () => {
    const long = { waitMs: 20 * MINUTE, position: 1 };
    expect(mean({ ...usual, last: long })).toBeGreaterThan(mean(usual));
    expect(mean({ ...usual, head: long })).toBeGreaterThan(mean(usual));
    expect(mean({ ...usual, head: { waitMs: 1_000, position: 1 } })).toBe(mean(usual));
  });

  it('is an ordered range of whole steps, and never shrinks further back in the line', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const here = told(input);
        const behind = told({ ...input, position: input.position + 1 });
        expect(here?.fromSeconds).toBeGreaterThanOrEqual(5);
        expect(here?.toSeconds).toBeGreaterThanOrEqual(here?.fromSeconds ?? 0);
        expect(behind?.fromSeconds).toBeGreaterThanOrEqual(here?.fromSeconds ?? 0);
      }),
    );
  });
});

describe('what one customer is told', () => {
  const range = fc
    .tuple(fc.nat(3_600_000), fc.nat(3_600_000))
    .map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) }));
  const looks = fc.array(fc.record({ after: fc.nat(90_000), range }), { minLength: 2, maxLength: 60 });
  function history(steps: readonly { after: number; range: { fromMs: number; toMs: number } }[]): Promised[] {
    let now = 0;
    let last: Promised | undefined;
    return steps.map(({ after, range }) => {
      now += after;
      last = promise(last, range, now);
      return last;
    });
  }

  it('never falls by more than the time that passed', () => {
    fc.assert(
      fc.property(looks, (steps) => {
        const all = history(steps);
        for (const [i, before] of all.entries())
          for (const after of all.slice(i + 1)) {
            const passed = after.at - before.at;
            // Not even past rises: whoever remembers an older figure is not contradicted either.
            expect(after.fromMs).toBeGreaterThanOrEqual(before.fromMs - passed);
            expect(after.toMs).toBeGreaterThanOrEqual(before.toMs - passed);
            expect(after.toMs).toBeGreaterThanOrEqual(after.fromMs);
          }
      }),
    );
  });

  it('rises at most once a minute', () => {
    fc.assert(
      fc.property(looks, (steps) => {
        const all = history(steps);
        const rises = all.filter((one, i) => {
          const before = all[i - 1];
          return before && (one.fromMs > before.fromMs || one.toMs > before.toMs);
        });
        for (const [i, one] of rises.entries()) expect(one.at - (rises[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(60_000);
      }),
    );
  });

  it('follows the truth as soon as it may', () => {
    const first = promise(undefined, { fromMs: 100_000, toMs: 200_000 }, 0);
    const better = promise(first, { fromMs: 10_000, toMs: 20_000 }, 30_000);
    expect(better).toMatchObject({ fromMs: 70_000, toMs: 170_000 });
    const worse = promise(better, { fromMs: 300_000, toMs: 400_000 }, 59_000);
    expect(worse).toMatchObject({ fromMs: 70_000, toMs: 170_000 });
    expect(promise(worse, { fromMs: 300_000, toMs: 400_000 }, 60_000)).toMatchObject({
      fromMs: 300_000,
      toMs: 400_000,
    });
  });
});
