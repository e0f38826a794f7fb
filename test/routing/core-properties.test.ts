import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Core, type Decision } from '../../server/routing/core/index.js';
import { aCoreAgent, aCoreQueue, aCoreTask, choicesIn } from './core-build.js';
import type { Engine } from './happenings.js';
import { play, REST_MS, realEngine } from './histories.js';
import { Broken } from './ledger.js';
import type { Ordering } from './some.js';

const ORDERINGS = ['offset', 'strict', 'due', 'accumulating'] as const satisfies Ordering[];
/** Decisions to compare for each ordering; `npm run test:routing` asks for 100,000. */
const DECISIONS = Number(process.env.ROUTING_DECISIONS ?? 1_500);
const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const aHistory = fc.record({
  seed: seeds,
  steps: fc.integer({ min: 20, max: 150 }),
  ordering: fc.constantFrom(...ORDERINGS),
});

describe('decides as the slow and obvious account does', () => {
  it.each(ORDERINGS)(
    'choice by choice, in the order %s',
    (ordering) => {
      const first = Number(process.env.ROUTING_SEED ?? Math.floor(Math.random() * 2 ** 31));
      let choices = 0;
      for (let seed = first; choices < DECISIONS; seed += 1) {
        try {
          choices += play(seed, 400, ordering).choices;
        } catch (error) {
          throw new Error(`with ROUTING_SEED=${seed}`, { cause: error });
        }
      }
      expect(choices).toBeGreaterThanOrEqual(DECISIONS);
    },
    3_600_000,
  );
});

it('keeps its promises over any history', () => {
  fc.assert(
    fc.property(aHistory, ({ seed, steps, ordering }) => void play(seed, steps, ordering)),
    { numRuns: 60 },
  );
}, 120_000);

it('gives the same to those who are able to serve more kinds than are listed', () => {
  fc.assert(
    fc.property(aHistory, fc.constantFrom(0, 1, 3, 8), ({ seed, steps, ordering }, mostListed) => {
      const engine = new Core({ restSeconds: REST_MS / 1_000, mostListed });
      expect(play(seed, steps, ordering, { engine }).decisions).toEqual(play(seed, steps, ordering).decisions);
    }),
    { numRuns: 60 },
  );
}, 120_000);

it('lists the nearest to being chosen, however few are listed, and counts the others', () => {
  const whys = (decisions: Decision[]) => decisions.flatMap((one) => ('why' in one ? [one.why] : []));
  fc.assert(
    fc.property(aHistory, fc.integer({ min: 1, max: 4 }), ({ seed, steps, ordering }, mostCandidates) => {
      const engine = new Core({ restSeconds: REST_MS / 1_000, mostCandidates });
      const few = whys(play(seed, steps, ordering, { engine }).decisions);
      const all = whys(play(seed, steps, ordering).decisions);
      expect(few.map(({ candidates }) => candidates)).toEqual(
        all.map(({ candidates }) => candidates.slice(0, mostCandidates)),
      );
      for (const [i, { others }] of few.entries()) {
        const left = all[i]!.candidates.slice(mostCandidates).map(({ verdict }) => verdict);
        expect(others).toEqual(Object.fromEntries(left.map((one) => [one, left.filter((v) => v === one).length])));
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);

it('decides the same when told the same', () => {
  fc.assert(
    fc.property(aHistory, ({ seed, steps, ordering }) => {
      expect(play(seed, steps, ordering).decisions).toEqual(play(seed, steps, ordering).decisions);
    }),
    { numRuns: 15 },
  );
}, 120_000);

it('is what its snapshot says: rebuilt after every step it has nothing to add, and goes on the same way', () => {
  const rebuilt = (engine: Engine, now: number): Engine => {
    const again = Core.restore((engine as Core).snapshot(), now, { restSeconds: REST_MS / 1_000 });
    expect(choicesIn(again.decide(now))).toEqual([]);
    return again;
  };
  const what = (decisions: Decision[]) => choicesIn(decisions).map(({ taskId, agentIds }) => `${taskId} ${agentIds}`);
  fc.assert(
    fc.property(aHistory, ({ seed, steps, ordering }) => {
      const again = play(seed, steps, ordering, { rebuild: rebuilt });
      expect(what(again.decisions)).toEqual(what(play(seed, steps, ordering).decisions));
    }),
    { numRuns: 20 },
  );
}, 120_000);

/** Engines with one fault each: a real one that is told, or that tells, something else than what is so; and what is said of it. */
const faulty: Record<string, { as: RegExp; lines?: true; make: (core: Core) => Partial<Engine> }> = {
  'a double offer': {
    as: /went to \w\+\w and not to \w$/,
    make: (core) => ({
      upsertQueue: (queue, now) => core.upsertQueue({ ...queue, offersAtOnce: queue.offersAtOnce + 1 }, now),
    }),
  },
  'one above capacity': {
    as: /cannot take/,
    make: (core) => ({
      upsertAgent: (agent, now) => {
        const costs = Object.fromEntries(Object.entries(agent.costs).map(([channel, cost]) => [channel, cost / 2]));
        return core.upsertAgent({ ...agent, costs }, now);
      },
    }),
  },
  'an offer after leaving': {
    as: /was given though it is not there/,
    make: (core) => ({ leave: (_, now) => core.tick(now) }),
  },
  'somebody idle beside work': {
    as: /waits beside \w, who is free/,
    make: (core) => ({ free: (_agentId, _taskId, now) => core.tick(now) }),
  },
  'a forgotten timer': {
    as: /waits beside \w, who is free/,
    make: (core) => ({
      enqueue: (task, now) =>
        core.enqueue({ ...task, steps: task.steps.filter(({ at }, i) => i === 0 || !Number.isFinite(at)) }, now),
    }),
  },
  'a forgotten overflow': {
    as: /should have overflowed/,
    make: (core) => ({ enqueue: (task, now) => core.enqueue({ ...task, overflowAt: null }, now) }),
  },
  'an ignored skill': {
    as: /cannot take/,
    make: (core) => ({
      enqueue: (task, now) => {
        const steps = task.steps.map(({ at, need }) => ({ at, need: { ...need, skills: {} } }));
        return core.enqueue({ ...task, steps }, now);
      },
    }),
  },
  'a preference that is forgotten': {
    as: /cannot take/,
    make: (core) => ({ enqueue: (task, now) => core.enqueue({ ...task, prefer: null }, now) }),
  },
  'an order turned round': {
    as: /was overtaken by/,
    make: (core) => ({
      enqueue: (task, now) => core.enqueue({ ...task, order: { ...task.order, key: -task.order.key } }, now),
    }),
  },
  'a line in another order': {
    as: /^the line of/,
    lines: true,
    make: (core) => ({ lineOf: (queueId, now) => [...core.lineOf(queueId, now)].reverse() }),
  },
  'an interruption that is not allowed': {
    as: /cannot take/,
    make: (core) => ({
      upsertAgent: (agent, now) => core.upsertAgent({ ...agent, interrupts: { email: ['webchat', 'voice'] } }, now),
    }),
  },
};

describe('the properties notice', () => {
  it.each(Object.keys(faulty))('%s', (name) => {
    const fault = faulty[name];
    const judged = (seed: number): string => {
      const core = realEngine();
      const own = Object.getOwnPropertyNames(Core.prototype).filter((key) => key !== 'constructor') as (keyof Core)[];
      const honest = Object.fromEntries(own.map((key) => [key, (core[key] as () => unknown).bind(core)]));
      try {
        const engine = { ...honest, ...fault?.make(core) } as unknown as Engine;
        play(seed, 300, 'offset', { engine, lines: fault?.lines ?? false });
        return 'nothing';
      } catch (error) {
        if (error instanceof Broken) return error.message;
        throw error;
      }
    };
    expect(Array.from({ length: 12 }, (_, seed) => judged(seed))).toContainEqual(
      expect.stringMatching(fault?.as ?? /^$/),
    );
  });
});

it('shares work fairly: equal agents and equal work never differ by more than one', () => {
  const agents = ['a', 'b', 'c', 'd'];
  const core = new Core();
  core.upsertQueue(aCoreQueue('q', agents, { autoAccept: true }), 0);
  for (const id of agents) core.upsertAgent(aCoreAgent(id, { capacity: 3 }), 0);
  const given = new Map(agents.map((id) => [id, 0]));
  const open: { id: string; agentId: string }[] = [];
  for (let n = 0; n < 400; n += 1) {
    for (const { taskId, agentIds } of choicesIn(core.enqueue(aCoreTask(`t${n}`, { queueId: 'q' }), n * 10))) {
      given.set(agentIds[0], (given.get(agentIds[0]) ?? 0) + 1);
      open.push({ id: taskId, agentId: agentIds[0] });
    }
    const done = open.length > 7 ? open.shift() : undefined;
    if (done) core.free(done.agentId, done.id, n * 10 + 5);
  }
  expect(Math.max(...given.values()) - Math.min(...given.values())).toBeLessThanOrEqual(1);
});
