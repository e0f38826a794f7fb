import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erlangB, erlangC, waitsByErlangC } from '../../../server/routing/simulation/erlang.js';
import { waitsByErlangA } from '../../../server/routing/simulation/erlang-a.js';
import { accumulatingWaits, strictWaits } from '../../../server/routing/simulation/priorities.js';

const share = { min: 0.01, max: 0.999, noNaN: true };

describe('Erlang B', () => {
  it.each([
    // From the tables of the ITU, "Teletraffic Engineering Handbook": offered erlangs that lose 1 % on so many lines.
    { lines: 5, load: 1.361, lost: 0.01 },
    { lines: 10, load: 4.461, lost: 0.01 },
    { lines: 20, load: 12.03, lost: 0.01 },
    { lines: 50, load: 37.9, lost: 0.01 },
    { lines: 100, load: 84.06, lost: 0.01 },
  ])('loses $lost of $load erlangs on $lines lines', ({ lines, load, lost }) =>
    expect(erlangB(load, lines)).toBeCloseTo(lost, 4),
  );

  it('is exact for a thousand agents: 1/B(n, n) = √(πn/2) + 2/3 + √(π/2n)/12 + …', () => {
    const n = 1_000;
    expect(1 / erlangB(n, n)).toBeCloseTo(Math.sqrt((Math.PI * n) / 2) + 2 / 3 + Math.sqrt(Math.PI / (2 * n)) / 12, 3);
  });

  it.each([
    { says: 'a load below nothing', load: -1, agents: 3 },
    { says: 'half an agent', load: 1, agents: 2.5 },
    { says: 'a load that is no number', load: Number.NaN, agents: 2 },
  ])('refuses $says', ({ load, agents }) => expect(() => erlangB(load, agents)).toThrow(RangeError));
});

describe('Erlang C', () => {
  // "Erlang C formula, made simple", callcentrehelper.com: 100 calls in half an hour, 180 s each.
  const traffic = { arrivalsPerHour: 200, handleSeconds: 180 };
  it.each([
    { agents: 11, waits: 0.682 },
    { agents: 12, waits: 0.449 },
    { agents: 13, waits: 0.285 },
    { agents: 14, waits: 0.174 },
  ])('lets $waits wait with $agents agents', ({ agents, waits }) => expect(erlangC(10, agents)).toBeCloseTo(waits, 3));

  it('gives the service level, wait and occupancy of the same example', () => {
    const { serviceLevel, asaSeconds, occupancy } = waitsByErlangC({ ...traffic, agents: 14 }, 20);
    expect(serviceLevel).toBeCloseTo(0.888, 3);
    expect(asaSeconds).toBeCloseTo(7.8, 1);
    expect(occupancy).toBeCloseTo(0.714, 3);
  });

  it('says that the line grows without end where the load is too much', () =>
    expect(waitsByErlangC({ ...traffic, agents: 10 }, 20)).toMatchObject({ waitShare: 1, serviceLevel: 0 }));

  it('has quantiles that agree with its own tail', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double(share), (agents, busy) => {
        const one = { arrivalsPerHour: (agents * busy * 3_600) / 180, handleSeconds: 180, agents };
        const { waitP90Seconds, waitShare } = waitsByErlangC(one, 0);
        const within = waitsByErlangC(one, waitP90Seconds).serviceLevel;
        expect(within).toBeCloseTo(waitShare > 0.1 ? 0.9 : 1 - waitShare, 6);
      }),
    ));
});

describe('Erlang A', () => {
  // Mandelbaum and Zeltyn, "The Palm/Erlang-A queue": 50 agents, 48 calls a minute of a minute each, two minutes of patience.
  const traffic = { arrivalsPerHour: 2_880, handleSeconds: 60, agents: 50 };

  it('agrees with the published comparison of Erlang C and A', () => {
    const c = waitsByErlangC(traffic, 20);
    expect([c.asaSeconds, c.waitP90Seconds, c.waiting].map((x) => x.toFixed(1))).toEqual(['20.8', '58.1', '16.7']);
    expect(c.occupancy).toBeCloseTo(0.96, 9);
    const a = waitsByErlangA(traffic, 120, 20);
    expect(a.abandonShare).toBeCloseTo(0.031, 3);
    expect(a.abandonShare * 120).toBeCloseTo(3.7, 1); // the mean wait of all, of those too who left
    expect(a.waitP90Seconds).toBeCloseTo(12.44, 2);
    expect(a.occupancy).toBeCloseTo(0.93, 2);
  });

  it('comes to Erlang C as patience grows', () => {
    const c = waitsByErlangC(traffic, 20);
    const a = waitsByErlangA(traffic, 1e8, 20);
    for (const name of ['waitShare', 'asaSeconds', 'serviceLevel', 'waitP90Seconds', 'occupancy'] as const)
      expect(a[name] / c[name]).toBeCloseTo(1, 3);
  });

  it('stays within its bounds, with a thousand agents and with five times too much', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 3_600 }),
        (agents, busy, patience) => {
          const one = { arrivalsPerHour: (agents * busy * 3_600) / 180, handleSeconds: 180, agents };
          const found = waitsByErlangA(one, patience, 20);
          for (const part of [found.waitShare, found.serviceLevel, found.abandonShare, found.occupancy])
            expect(part >= 0 && part <= 1 + 1e-9).toBe(true);
          expect(Number.isFinite(found.asaSeconds) && Number.isFinite(found.waitP90Seconds)).toBe(true);
          expect(found.abandonShare).toBeGreaterThanOrEqual(Math.max(0, 1 - 1 / Math.max(busy, 1e-9)) - 1e-9);
        },
      ),
      { numRuns: 60 },
    ));

  it('refuses customers without any patience', () => expect(() => waitsByErlangA(traffic, 0, 20)).toThrow(RangeError));
});

describe('priorities', () => {
  const service = { handleSeconds: 180, agents: 10 };
  const classes = [
    { arrivalsPerHour: 60, rate: 2 },
    { arrivalsPerHour: 120, rate: 1 },
  ];
  const fifo = waitsByErlangC({ arrivalsPerHour: 180, ...service }, 0).asaSeconds;
  const meanOf = ([a, b]: number[]) => (60 * a! + 120 * b!) / 180;

  it('shares the same wait out: the mean over the classes is that of one line', () => {
    expect(meanOf(strictWaits(classes, service))).toBeCloseTo(fifo, 9);
    expect(meanOf(accumulatingWaits(classes, service))).toBeCloseTo(fifo, 9);
  });

  it('goes from one line to strict order as the rates part', () => {
    const apart = (rate: number) => accumulatingWaits([{ ...classes[0]!, rate }, classes[1]!], service);
    expect(apart(1)[0]).toBeCloseTo(fifo, 9);
    expect(apart(1e9)[0]).toBeCloseTo(strictWaits(classes, service)[0]!, 6);
  });

  it('refuses a load that only grows', () =>
    expect(() => strictWaits(classes, { ...service, agents: 9 })).toThrow(RangeError));
});
