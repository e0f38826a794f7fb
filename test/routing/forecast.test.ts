import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ForecastInput, forecast } from '../../server/routing/forecast.js';

const MINUTE = 60_000;
const usual: ForecastInput = {
  ...{ position: 1, length: 1, slots: 3, handleMs: 6 * MINUTE, answered: 0, windowMs: 10 * MINUTE },
  ...{ lastWaitMs: null, headWaitMs: 0 },
};
const inputs: fc.Arbitrary<ForecastInput> = fc.record({
  position: fc.integer({ min: 1, max: 200 }),
  length: fc.integer({ min: 1, max: 200 }),
  slots: fc.double({ min: 0.5, max: 60, noNaN: true }),
  handleMs: fc.option(fc.integer({ min: 1_000, max: 3_600_000 })),
  answered: fc.nat(200),
  windowMs: fc.constant(10 * MINUTE),
  lastWaitMs: fc.option(fc.nat(3_600_000)),
  headWaitMs: fc.nat(3_600_000),
});

describe('a forecast', () => {
  it('says nothing while nobody serves the queue', () => expect(forecast({ ...usual, slots: 0 })).toBeNull());

  it('is the time to the next free slot for who is next: 6 min over 3 slots', () =>
    expect(forecast(usual)).toEqual({ fromSeconds: 85, toSeconds: 300 }));

  it('takes a usual chat where nothing is known', () =>
    expect(forecast({ ...usual, handleMs: null })).toEqual({ fromSeconds: 75, toSeconds: 240 }));

  it('believes what really happens when that is quicker than the model', () => {
    const quick = forecast({ ...usual, answered: 60 });
    expect(quick?.toSeconds).toBeLessThan(60);
  });

  it('is not slowed by an hour without callers', () =>
    expect(forecast({ ...usual, answered: 3, windowMs: 60 * MINUTE })).toEqual(forecast(usual)));

  it('grows when those before wait longer than the model thinks', () => {
    const told = forecast({ ...usual, lastWaitMs: 20 * MINUTE });
    expect(told?.fromSeconds).toBeGreaterThan(forecast(usual)?.fromSeconds ?? 0);
  });

  it('is an ordered range of whole steps, and never shrinks further back in the line', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const here = forecast(input);
        const behind = forecast({
          ...input,
          position: input.position + 1,
          length: Math.max(input.length, input.position + 1),
        });
        expect(here?.fromSeconds).toBeGreaterThanOrEqual(5);
        expect(here?.toSeconds).toBeGreaterThanOrEqual(here?.fromSeconds ?? 0);
        if (input.length > input.position) expect(behind?.fromSeconds).toBeGreaterThanOrEqual(here?.fromSeconds ?? 0);
      }),
    );
  });
});
