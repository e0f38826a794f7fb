import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Choice, Core, type CoreAgent, type Decision, type PassedHow } from '../../server/routing/core/index.js';

const REST = 30_000;
const AGENTS = ['a', 'b', 'c', 'd'];
const QUEUES = ['q', 'r', 's'];
const TASKS = Array.from({ length: 14 }, (_, n) => `t${n}`);

type Step =
  | { do: 'agent'; id: string; state: CoreAgent['state']; capacity: number }
  | { do: 'queue'; id: string; memberIds: string[]; autoAccept: boolean }
  | { do: 'enqueue'; id: string; queueId: string; key: number }
  | { do: 'end'; nth: number; how: PassedHow | 'rescinded' }
  | { do: 'accept' | 'free' | 'leave'; nth: number }
  | { do: 'hand'; agentId: string; id: string }
  | { do: 'tick' };

const step: fc.Arbitrary<Step & { after: number }> = fc
  .oneof<fc.Arbitrary<Step>[]>(
    fc.record({
      do: fc.constant('agent' as const),
      id: fc.constantFrom(...AGENTS),
      state: fc.constantFrom('online', 'online', 'online', 'away', 'lost', 'notResponding'),
      capacity: fc.integer({ min: 0, max: 3 }),
    }),
    fc.record({
      do: fc.constant('queue' as const),
      id: fc.constantFrom(...QUEUES),
      memberIds: fc.subarray(AGENTS),
      autoAccept: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('enqueue' as const),
      id: fc.constantFrom(...TASKS),
      queueId: fc.constantFrom(...QUEUES),
      key: fc.integer({ min: 0, max: 9 }),
    }),
    fc.record({
      do: fc.constant('end' as const),
      nth: fc.nat(20),
      how: fc.constantFrom('declined', 'missed', 'left', 'rescinded'),
    }),
    fc.record({ do: fc.constantFrom('accept' as const, 'free' as const, 'leave' as const), nth: fc.nat(20) }),
    fc.record({ do: fc.constant('hand' as const), agentId: fc.constantFrom(...AGENTS), id: fc.constantFrom(...TASKS) }),
    fc.constant({ do: 'tick' as const }),
  )
  .chain((one) => fc.constantFrom(1, 1, 500, 12_000, REST).map((after) => ({ ...one, after })));

interface Waiting {
  queueId: string;
  key: number;
  passes: Map<string, number>;
}

/** A slow and obvious account of what is the case, kept beside the core and compared with every decision. */
class Ledger {
  readonly agents = new Map<string, { state: string; capacity: number }>();
  readonly members = new Map<string, string[]>();
  readonly auto = new Map<string, boolean>();
  readonly waiting = new Map<string, Waiting>();
  readonly offers = new Map<string, { agentId: string; task: Waiting }>();
  readonly held = new Map<string, string>();

  load = (agentId: string): number =>
    [...this.held.values(), ...[...this.offers.values()].map((one) => one.agentId)].filter((id) => id === agentId)
      .length;

  /** Whether this agent may be given this task now. */
  could(agentId: string, task: Waiting, now: number): boolean {
    const agent = this.agents.get(agentId);
    const rests = (task.passes.get(agentId) ?? -REST) + REST > now;
    return (
      agent?.state === 'online' &&
      this.load(agentId) < agent.capacity &&
      (this.members.get(task.queueId) ?? []).includes(agentId) &&
      !rests
    );
  }

  take(choice: Choice, now: number): void {
    const task = this.waiting.get(choice.taskId);
    if (!task) throw new Error(`${choice.taskId} was given though it does not wait`);
    expect(this.could(choice.agentId, task, now), 'given to one who cannot take it').toBe(true);
    for (const [id, other] of this.waiting) {
      const earlier = other.key < task.key || (other.key === task.key && id < choice.taskId);
      if (earlier)
        expect(this.could(choice.agentId, other, now), `${id} was overtaken by ${choice.taskId}`).toBe(false);
    }
    if (task.passes.has(choice.agentId)) {
      const fresh = AGENTS.filter((id) => !task.passes.has(id) && this.could(id, task, now));
      expect(fresh, 'asked one who passed before one who did not').toEqual([]);
    }
    this.waiting.delete(choice.taskId);
    if (choice.kind === 'offer') this.offers.set(choice.taskId, { agentId: choice.agentId, task });
    else this.held.set(choice.taskId, choice.agentId);
    expect(choice.kind === 'assign').toBe(this.auto.get(task.queueId) ?? false);
    expect(choice.candidates.map((one) => one.agentId)).toEqual(
      this.members.get(task.queueId)?.filter((id) => this.agents.has(id)),
    );
    expect(choice.candidates.filter((one) => one.verdict === 'chosen')).toHaveLength(1);
  }

  nobodyWaitsBesideOneWhoCould(now: number): void {
    for (const [id, task] of this.waiting) {
      expect(
        AGENTS.filter((agentId) => this.could(agentId, task, now)),
        `${id} waits beside a free agent`,
      ).toEqual([]);
    }
  }
}

const nth = (ids: Iterable<string>, index: number): string | undefined => {
  const all = [...ids];
  return all[index % Math.max(1, all.length)];
};

/** Does one step to both; answers what the core decided. */
function apply(core: Core, ledger: Ledger, one: Step, now: number): Decision[] {
  switch (one.do) {
    case 'agent':
      ledger.agents.set(one.id, one);
      return core.upsertAgent(
        { id: one.id, name: one.id, state: one.state, capacity: one.capacity, idleSince: now },
        now,
      );
    case 'queue':
      ledger.members.set(one.id, one.memberIds);
      ledger.auto.set(one.id, one.autoAccept);
      return core.upsertQueue(
        { id: one.id, memberIds: one.memberIds, autoAccept: one.autoAccept, offerSeconds: 20 },
        now,
      );
    case 'enqueue': {
      if (ledger.waiting.has(one.id) || ledger.offers.has(one.id) || ledger.held.has(one.id)) return core.tick(now);
      ledger.waiting.set(one.id, { queueId: one.queueId, key: one.key, passes: new Map() });
      return core.enqueue({ id: one.id, queueId: one.queueId, key: one.key, passedBy: [] }, now);
    }
    case 'end': {
      const id = nth(ledger.offers.keys(), one.nth);
      const offer = ledger.offers.get(id ?? '');
      if (!id || !offer) return core.tick(now);
      ledger.offers.delete(id);
      if (one.how !== 'rescinded') offer.task.passes.set(offer.agentId, now);
      ledger.waiting.set(id, offer.task);
      return core.offerEnded(id, one.how, now);
    }
    case 'accept': {
      const id = nth(ledger.offers.keys(), one.nth);
      const offer = ledger.offers.get(id ?? '');
      if (!id || !offer) return core.tick(now);
      ledger.offers.delete(id);
      ledger.held.set(id, offer.agentId);
      return core.accepted(id, now);
    }
    case 'free': {
      const id = nth(ledger.held.keys(), one.nth);
      const agentId = ledger.held.get(id ?? '');
      if (!id || !agentId) return core.tick(now);
      ledger.held.delete(id);
      return core.free(agentId, id, now);
    }
    case 'leave': {
      const id = nth([...ledger.waiting.keys(), ...ledger.offers.keys()], one.nth);
      if (!id) return core.tick(now);
      ledger.waiting.delete(id);
      ledger.offers.delete(id);
      return core.leave(id, now);
    }
    case 'hand': {
      if (!ledger.waiting.has(one.id) || !ledger.agents.has(one.agentId)) return core.tick(now);
      ledger.waiting.delete(one.id);
      ledger.held.set(one.id, one.agentId);
      return core.hold(one.agentId, one.id, 'assigned', now);
    }
    case 'tick':
      return core.tick(now);
  }
}

function play(steps: (Step & { after: number })[], watch?: (core: Core, now: number) => Core): Decision[] {
  const ledger = new Ledger();
  let core = new Core({ restSeconds: REST / 1_000 });
  let now = 1_000_000;
  const all: Decision[] = [];
  for (const one of steps) {
    now += one.after;
    // Time passes before anything happens, so what it brings is judged by what was the case until then.
    for (const happens of [() => core.tick(now), () => apply(core, ledger, one, now)]) {
      const decisions = happens();
      for (const decision of decisions) if (decision.kind !== 'wait') ledger.take(decision, now);
      ledger.nobodyWaitsBesideOneWhoCould(now);
      all.push(...decisions);
    }
    if (watch) core = watch(core, now);
  }
  return all;
}

const histories = fc.array(step, { minLength: 20, maxLength: 120 });

it('keeps its promises over any history: one owner, never above capacity, in order, nobody waits beside one who could', () => {
  fc.assert(
    fc.property(histories, (steps) => void play(steps)),
    { numRuns: 400 },
  );
});

it('decides the same when told the same', () => {
  fc.assert(
    fc.property(histories, (steps) => void expect(play(steps)).toEqual(play(steps))),
    { numRuns: 50 },
  );
});

it('is what its snapshot says: rebuilt after every step it has nothing to add, and goes on the same way', () => {
  const rebuilt = (core: Core, now: number): Core => {
    const again = Core.restore(core.snapshot(), now, { restSeconds: REST / 1_000 });
    expect(again.decide(now)).toEqual([]);
    return again;
  };
  fc.assert(
    fc.property(histories, (steps) => void expect(play(steps, rebuilt)).toEqual(play(steps))),
    { numRuns: 100 },
  );
});

it('shares work fairly: equal agents and equal work never differ by more than one', () => {
  const core = new Core();
  core.upsertQueue({ id: 'q', memberIds: AGENTS, offerSeconds: 20, autoAccept: true }, 0);
  for (const id of AGENTS) core.upsertAgent({ id, name: id, state: 'online', capacity: 3, idleSince: 0 }, 0);
  const given = new Map(AGENTS.map((id) => [id, 0]));
  const open: { id: string; agentId: string }[] = [];
  for (let n = 0; n < 400; n += 1) {
    for (const one of core.enqueue({ id: `t${n}`, queueId: 'q', key: n, passedBy: [] }, n * 10)) {
      if (one.kind === 'wait') continue;
      given.set(one.agentId, (given.get(one.agentId) ?? 0) + 1);
      open.push({ id: one.taskId, agentId: one.agentId });
    }
    const done = open.length > 7 ? open.shift() : undefined;
    if (done) core.free(done.agentId, done.id, n * 10 + 5);
  }
  expect(Math.max(...given.values()) - Math.min(...given.values())).toBeLessThanOrEqual(1);
});
