import { describe, expect, it } from 'vitest';
import { Core, type CoreAgent, type Decision } from '../../server/routing/core/index.js';
import { aCoreAgent, aCoreQueue, aCoreTask, aHold, choicesIn, given } from './core-build.js';

const MINUTE = 60_000;
const [agent, task, held] = [aCoreAgent, aCoreTask, aHold];
const why = (decision: Decision | undefined) => (decision && 'why' in decision ? decision.why : undefined);
const verdicts = (decision: Decision | undefined) =>
  Object.fromEntries((why(decision)?.candidates ?? []).map((one) => [one.agentId, one.verdict]));

function aCore(agents: CoreAgent[], queues: Record<string, string[]> = { sales: agents.map(({ id }) => id) }): Core {
  const core = new Core();
  for (const [id, memberIds] of Object.entries(queues)) {
    core.upsertQueue(aCoreQueue(id, memberIds), 0);
  }
  for (const one of agents) core.upsertAgent(one, 0);
  return core;
}

describe('who is chosen', () => {
  it.each([
    { says: 'the longest idle', agents: [agent('ana', { idleSince: 9 }), agent('bo', { idleSince: 5 })], picks: 'bo' },
    { says: 'the first by name when all else is equal', agents: [agent('bo'), agent('ana')], picks: 'ana' },
    {
      says: 'nobody who is away',
      agents: [agent('ana', { state: 'away' }), agent('bo', { idleSince: 9 })],
      picks: 'bo',
    },
    { says: 'nobody who is lost', agents: [agent('ana', { state: 'lost' })], picks: null },
    { says: 'nobody with capacity 0', agents: [agent('ana', { capacity: 0 })], picks: null },
    { says: 'nobody, when nobody is there', agents: [], picks: null },
  ])('$says', ({ agents, picks }) => {
    const decisions = aCore(agents).enqueue(task('t1'), 10);
    expect(given(decisions)).toEqual(picks ? [`t1→${picks}`] : []);
  });

  it('prefers someone without work to someone who was given work long ago', () => {
    const core = aCore([agent('ana', { capacity: 3, idleSince: 0 }), agent('bo', { capacity: 3, idleSince: 500 })]);
    core.hold('ana', 'old', held('assigned', 33), 100);
    expect(given(core.enqueue(task('t1'), 1_000))).toEqual(['t1→bo']);
  });

  it('spreads a burst over all who are free before anybody gets a second one', () => {
    const core = aCore([agent('ana', { capacity: 2 }), agent('bo', { capacity: 2, idleSince: 5 })]);
    const all = ['t1', 't2', 't3', 't4', 't5'].flatMap((id) => given(core.enqueue(task(id), 10)));
    expect(all).toEqual(['t1→ana', 't2→bo', 't3→ana', 't4→bo']);
  });

  it('says of everybody why, with the figures of that moment', () => {
    const states = ['offline', 'busy', 'away', 'notResponding', 'lost'] as const;
    const core = aCore([
      ...states.map((state) => agent(state, { state })),
      agent('full'),
      agent('ringing'),
      agent('ana', { idleSince: 40 }),
      agent('bo', { idleSince: 60 }),
    ]);
    core.hold('full', 'x', held('assigned'), 0);
    core.hold('ringing', 'y', held('offer'), 0);
    const [choice] = core.enqueue(task('t1', { key: 1 }), 100);
    expect(verdicts(choice)).toEqual({
      offline: 'offline',
      busy: 'busy',
      away: 'away',
      notResponding: 'notResponding',
      lost: 'connectionLost',
      full: 'full',
      ringing: 'beingOffered',
      ana: 'chosen',
      bo: 'idleLess',
    });
    expect(why(choice)?.candidates.find((one) => one.agentId === 'ana')).toMatchObject({
      idleMs: 60,
      load: 0,
      capacity: 1,
    });
    expect(choice).toMatchObject({ kind: 'offer', why: { position: 1 }, expiresAt: 20_100 });
  });
});

describe('order', () => {
  it('gives a freed agent the smallest key over all their queues', () => {
    const core = aCore([agent('ana')], { sales: ['ana'], help: ['ana'] });
    core.hold('ana', 'old', held('assigned'), 0);
    core.enqueue(task('t3'), 10);
    core.enqueue(task('t2', { queueId: 'help' }), 11);
    expect(given(core.free('ana', 'old', 20))).toEqual(['t2→ana']);
  });

  it('puts one who comes back with an older key ahead of newer ones', () => {
    const core = aCore([agent('ana')]);
    core.hold('ana', 'old', held('assigned'), 0);
    core.enqueue(task('t5'), 10);
    core.enqueue(task('t2'), 20);
    expect(core.positionOf('t2', 20)).toBe(1);
    expect(given(core.free('ana', 'old', 30))).toEqual(['t2→ana']);
  });

  it('still serves smallest key first when an ended offer frees its agent for another queue', () => {
    const core = aCore([agent('ana')], { sales: ['ana'], help: ['ana'] });
    core.enqueue(task('t3'), 10);
    core.enqueue(task('t4'), 11);
    core.enqueue(task('t1', { queueId: 'help' }), 12);
    expect(given(core.offerEnded('t3', 'ana', 'declined', 13))).toEqual(['t1→ana']);
  });
});

describe('after an offer', () => {
  it('goes to the next agent when it was missed', () => {
    const core = aCore([agent('ana'), agent('bo', { idleSince: 5 })]);
    core.enqueue(task('t1'), 10);
    core.upsertAgent(agent('ana', { state: 'notResponding' }), 20_010);
    expect(given(core.offerEnded('t1', 'ana', 'missed', 20_010))).toEqual(['t1→bo']);
  });

  it('rests for 10 s before it comes back to one who declined, and then only when nobody else is free', () => {
    const core = aCore([agent('ana'), agent('bo', { idleSince: 5 })]);
    core.enqueue(task('t1'), 10);
    expect(given(core.offerEnded('t1', 'ana', 'declined', 20))).toEqual(['t1→bo']);
    expect(given(core.offerEnded('t1', 'bo', 'declined', 30))).toEqual([]);
    expect(core.explain('t1', 31)?.waitsFor).toEqual({ reason: 'passedByAll' });
    expect(core.nextTimer()).toBe(10_020);
    expect(given(core.tick(10_019))).toEqual([]);
    expect(given(core.tick(10_020))).toEqual(['t1→ana']);
  });

  it('prefers whoever has not passed it, though idle for less', () => {
    const core = aCore([agent('ana'), agent('bo', { idleSince: 5 })]);
    core.hold('bo', 'x', held('assigned'), 1);
    core.enqueue(task('t1'), 10);
    core.offerEnded('t1', 'ana', 'declined', 20);
    core.upsertAgent(agent('ana', { state: 'busy' }), 30);
    core.tick(MINUTE);
    core.free('bo', 'x', MINUTE);
    expect(core.holdsOf('bo').get('t1')).toMatchObject({ kind: 'offer' });
  });

  it('keeps place and history when it was only rescinded', () => {
    const core = aCore([agent('ana')]);
    core.enqueue(task('t1'), 10);
    core.upsertAgent(agent('ana', { state: 'lost' }), 20);
    core.offerEnded('t1', 'ana', 'rescinded', 20);
    expect(given(core.upsertAgent(agent('ana'), 25))).toEqual(['t1→ana']);
  });

  it('counts the offer until it ends, and the assignment until it is freed', () => {
    const core = aCore([agent('ana')]);
    core.enqueue(task('t1'), 10);
    expect(given(core.enqueue(task('t2'), 11))).toEqual([]);
    core.accepted('t1', 'ana', 12);
    expect(given(core.enqueue(task('t3'), 13))).toEqual([]);
    expect(given(core.free('ana', 't1', 14))).toEqual(['t2→ana']);
  });

  it('is void when another has it still and keeps it, and the agent is free at once', () => {
    const core = aCore([agent('ana'), agent('bo', { idleSince: 5 })]);
    core.hold('ana', 't1', held('wrapUp'), 1);
    expect(given(core.enqueue(task('t1'), 10))).toEqual(['t1→bo']);
    core.accepted('t1', 'ana', 11);
    expect(given(core.enqueue(task('t2'), 12))).toEqual(['t2→bo']);
  });

  it('is void when the customer leaves, and the agent is free at once', () => {
    const core = aCore([agent('ana')]);
    core.enqueue(task('t1'), 10);
    core.enqueue(task('t2'), 11);
    expect(given(core.leave('t1', 12))).toEqual(['t2→ana']);
    expect(given(core.offerEnded('t1', 'ana', 'missed', 13))).toEqual([]);
  });
});

describe('given by hand', () => {
  it('may exceed the capacity, and nothing more is routed until there is room again', () => {
    const core = aCore([agent('ana')]);
    core.hold('ana', 'x', held('assigned'), 0);
    core.hold('ana', 'y', held('assigned'), 0);
    core.enqueue(task('t1'), 10);
    expect(given(core.free('ana', 'x', 20))).toEqual([]);
    expect(given(core.free('ana', 'y', 30))).toEqual(['t1→ana']);
  });

  it('takes a task out of the line, and voids its offer to another', () => {
    const core = aCore([agent('ana'), agent('bo', { state: 'busy' })]);
    core.enqueue(task('t1'), 10);
    core.enqueue(task('t2'), 11);
    expect(given(core.hold('bo', 't1', held('assigned'), 12))).toEqual(['t2→ana']);
    expect(core.has('t1')).toBe(false);
  });
});

describe('what one waits for', () => {
  const busy = () => {
    const core = aCore([agent('ana')]);
    core.hold('ana', 'x', held('assigned'), 0);
    return core;
  };
  it.each([
    { says: 'a queue without members', core: aCore([], { sales: [] }), waitsFor: { reason: 'noMembers' } },
    { says: 'nobody online', core: aCore([agent('ana', { state: 'away' })]), waitsFor: { reason: 'nobodyOnline' } },
    { says: 'the agents to have room', core: busy(), waitsFor: { reason: 'agentsFull' } },
    { says: 'an answer', core: aCore([agent('ana')]), waitsFor: { reason: 'beingOffered', agentName: 'ana' } },
  ])('$says', ({ core, waitsFor }) => {
    core.enqueue(task('t1'), 10);
    expect(core.explain('t1', 10)?.waitsFor).toEqual(waitsFor);
  });

  it('those ahead', () => {
    const core = busy();
    for (const id of ['t1', 't2', 't3']) core.enqueue(task(id), 10);
    expect(core.explain('t3', 10)).toMatchObject({ position: 3, waitsFor: { reason: 'behindOthers', ahead: 2 } });
  });

  it('records the wait of one who comes and finds nobody', () => {
    const decisions = busy().enqueue(task('t1'), 10);
    expect(decisions).toMatchObject([
      { kind: 'wait', why: { position: 1, candidates: [{ agentId: 'ana', verdict: 'full' }] } },
    ]);
  });
});

it('gives without asking in a queue that says so', () => {
  const core = aCore([agent('ana')]);
  core.upsertQueue(aCoreQueue('sales', ['ana'], { autoAccept: true }), 0);
  expect(core.enqueue(task('t1'), 10)).toMatchObject([{ kind: 'assign', agentIds: ['ana'] }]);
  expect(core.holdsOf('ana').get('t1')).toMatchObject({ kind: 'assigned' });
});

it('serves those waiting when the members of their queue change, the longest idle first', () => {
  const core = aCore([agent('ana', { idleSince: 9 }), agent('bo')], { sales: [] });
  core.enqueue(task('t1'), 10);
  const queue = aCoreQueue('sales', ['ana', 'bo']);
  expect(given(core.upsertQueue(queue, 20))).toEqual(['t1→bo']);
});

it('scans nobody who waits: a hundred times as many make an event not even twenty times as dear', () => {
  const agents = Array.from({ length: 20 }, (_, n) => agent(`a${n}`));
  const perEvent = (waiting: number): number => {
    const core = aCore(agents);
    for (const { id } of agents) core.hold(id, `held-${id}`, held('assigned'), 0);
    for (let n = 0; n < waiting + 2_000; n += 1) core.enqueue(task(`t${n}`), n);
    let last: (readonly [string, string])[] = agents.map(({ id }) => [id, `held-${id}`]);
    const before = process.cpuUsage();
    for (let round = 0; round < 100; round += 1) {
      last = last.map(([id, before]) => {
        const [choice] = choicesIn(core.free(id, before, 100_000 + round));
        core.accepted(choice?.taskId ?? '', id, 100_000 + round);
        return [id, choice?.taskId ?? ''] as const;
      });
    }
    expect(core.lengthOf('sales')).toBe(waiting);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const best = (waiting: number) => Math.min(...[1, 2, 3].map(() => perEvent(waiting)));
  best(200);
  expect(best(20_000)).toBeLessThan(20 * best(200));
});
