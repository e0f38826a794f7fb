import { describe, expect, it } from 'vitest';
import type { Order } from '../../../server/routing/core/index.js';
import { makeChance } from '../../../server/routing/simulation/chance.js';
import { waitsByErlangC } from '../../../server/routing/simulation/erlang.js';
import { waitsByErlangA } from '../../../server/routing/simulation/erlang-a.js';
import { lineFigures } from '../../../server/routing/simulation/figures.js';
import { Play } from '../../../server/routing/simulation/play.js';
import { accumulatingWaits, strictWaits } from '../../../server/routing/simulation/priorities.js';
import { intervalOf } from '../../../server/routing/simulation/student.js';
import type { Arrival } from '../../../server/routing/simulation/world.js';

const RUNS = 30;
const HOURS = 20;
const HANDLE_SECONDS = 180;
/** The line fills up at the beginning and is worked off at the end; neither counts. */
const [FROM, UNTIL] = [2 * 3_600_000, 19 * 3_600_000];
const TARGET_SECONDS = 20;

interface Kind {
  perHour: number;
  patienceSeconds?: number;
  orderAt?: (at: number) => Order;
}

function peopleOf(kind: Kind, name: string, seed: number): Arrival[] {
  const chance = makeChance(seed);
  const exponential = (meanSeconds: number) => chance.draw({ kind: 'exponential', meanSeconds }) * 1_000;
  const people: Arrival[] = [];
  for (let at = exponential(3_600 / kind.perHour); at < HOURS * 3_600_000; at += exponential(3_600 / kind.perHour)) {
    const steps = [{ at, need: { queueIds: ['line'], skills: {} } }];
    const order = kind.orderAt?.(at) ?? { key: at, rate: 1 };
    const task = { id: `${name}${people.length}`, queueId: 'line', channel: 'voice', order, steps } as const;
    people.push({
      task: { ...task, promote: null, prefer: null, exclude: [], passedBy: [], overflowAt: null },
      at,
      leavesAt: kind.patienceSeconds ? at + exponential(kind.patienceSeconds) : null,
      ...{ handleMs: exponential(HANDLE_SECONDS), wrapUpMs: 0, overflowsTo: null },
    });
  }
  return people;
}

/** One run: everybody of each kind, by the name of the kind, and how busy the agents were. */
function run(kinds: Record<string, Kind>, agents: number, seed: number) {
  const people = Object.entries(kinds).flatMap(([name, kind], i) => peopleOf(kind, name, seed * 100 + i));
  const ids = Array.from({ length: agents }, (_, i) => `agent${i}`);
  const common = {
    state: 'online',
    skills: {},
    units: 100,
    costs: { voice: 100 },
    interrupts: {},
    idleSince: 0,
  } as const;
  const play = new Play(
    {
      queues: [{ id: 'line', memberIds: ids, offerMs: 0, autoAccept: true, choice: 'longestIdle', offersAtOnce: 1 }],
      agents: ids.map((id) => ({ id, name: id, ...common })),
      arrivals: people.sort((a, b) => a.at - b.at),
      changes: [],
      restSeconds: 10,
      backAfterMs: 0,
      react: () => ({ how: 'accepted', afterMs: 0 }),
    },
    { from: FROM, until: UNTIL },
  );
  play.run();
  const counted = play.outcomes().filter(({ at }) => at >= FROM && at < UNTIL);
  const times = play.times();
  const busyMs = times.reduce((sum, time) => sum + time.busyMs, 0);
  return {
    of: (name: string) =>
      lineFigures(
        counted.filter(({ id }) => id.startsWith(name)),
        () => ({ targetMs: TARGET_SECONDS * 1_000, shortMs: 5_000 }),
      ),
    occupancy: busyMs / times.reduce((sum, time) => sum + time.presentMs, 0),
    counted: counted.length,
  };
}

const runs = (kinds: Record<string, Kind>, agents: number, seed: number) =>
  Array.from({ length: RUNS }, (_, i) => run(kinds, agents, seed + i));

/** The interval of the runs' figures holds what theory says. */
function agrees(values: (number | null)[], theory: number): void {
  const { mean, half } = intervalOf(values.map((value) => value ?? Number.NaN));
  expect(half).toBeGreaterThan(0);
  expect(Math.abs(mean - theory), `${mean} ± ${half}, theory ${theory}`).toBeLessThanOrEqual(half);
}

describe('the simulator agrees with queueing theory within the 95 % interval', () => {
  it('Erlang C: share within the target, mean wait, occupancy', () => {
    const found = runs({ all: { perHour: 155 } }, 10, 7_000);
    const theory = waitsByErlangC({ arrivalsPerHour: 155, handleSeconds: HANDLE_SECONDS, agents: 10 }, TARGET_SECONDS);
    agrees(
      found.map((one) => one.of('all').serviceLevel.f3),
      theory.serviceLevel,
    );
    agrees(
      found.map((one) => (one.of('all').asaMs ?? 0) / 1_000),
      theory.asaSeconds,
    );
    agrees(
      found.map(({ occupancy }) => occupancy),
      theory.occupancy,
    );
  });

  it('Erlang A: share who leave, mean wait of the answered, service level, occupancy, over 100 % of load', () => {
    const found = runs({ all: { perHour: 220, patienceSeconds: 120 } }, 10, 1_000);
    const traffic = { arrivalsPerHour: 220, handleSeconds: HANDLE_SECONDS, agents: 10 };
    const theory = waitsByErlangA(traffic, 120, TARGET_SECONDS);
    agrees(
      found.map((one) => one.of('all').abandonShare),
      theory.abandonShare,
    );
    agrees(
      found.map((one) => (one.of('all').asaMs ?? 0) / 1_000),
      theory.asaSeconds,
    );
    agrees(
      found.map((one) => one.of('all').serviceLevel.f3),
      theory.serviceLevel,
    );
    agrees(
      found.map(({ occupancy }) => occupancy),
      theory.occupancy,
    );
  });

  const service = { handleSeconds: HANDLE_SECONDS, agents: 5 };
  const waitsOf = (found: ReturnType<typeof run>[], name: string) =>
    found.map((one) => (one.of(name).waits.meanMs ?? 0) / 1_000);

  it('strict order: mean waits of two classes (Cobham)', () => {
    const found = runs(
      { high: { perHour: 30, orderAt: (at) => ({ key: at - 1e12, rate: 1 }) }, low: { perHour: 55 } },
      ...([5, 2_000] as const),
    );
    const [high, low] = strictWaits(
      [
        { arrivalsPerHour: 30, rate: 1 },
        { arrivalsPerHour: 55, rate: 1 },
      ],
      service,
    );
    agrees(waitsOf(found, 'high'), high!);
    agrees(waitsOf(found, 'low'), low!);
  });

  it('accumulating priorities: mean waits of two classes (Kleinrock; Stanford, Taylor and Ziedins)', () => {
    const found = runs(
      { high: { perHour: 30, orderAt: (at) => ({ key: at, rate: 3 }) }, low: { perHour: 55 } },
      ...([5, 3_000] as const),
    );
    const [high, low] = accumulatingWaits(
      [
        { arrivalsPerHour: 30, rate: 3 },
        { arrivalsPerHour: 55, rate: 1 },
      ],
      service,
    );
    agrees(waitsOf(found, 'high'), high!);
    agrees(waitsOf(found, 'low'), low!);
  });
});
