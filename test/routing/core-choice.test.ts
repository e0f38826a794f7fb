import { describe, expect, it } from 'vitest';
import type { Level } from '../../server/contract/index.js';
import { Core, type CoreAgent } from '../../server/routing/core/index.js';
import { aCoreAgent, aCoreQueue, aCoreTask, choicesIn, given } from './core-build.js';

const steps = (skills: Record<string, Level>) => [{ at: 0, need: { queueIds: ['sales'], skills } }];

describe('the best skilled', () => {
  /** @param freeAt in seconds */
  const speaker = (id: string, french: Level, freeAt: number, skills: Record<string, Level> = {}) =>
    aCoreAgent(id, { skills: { french, ...skills }, idleSince: freeAt * 1_000 });

  function chosenOf(agents: CoreAgent[], exclude: string[] = []): string[] {
    const core = new Core();
    const memberIds = agents.map(({ id }) => id);
    core.upsertQueue(aCoreQueue('sales', memberIds, { choice: 'bestSkill' }), 0);
    for (const agent of agents) core.upsertAgent(agent, 0);
    // Whoever has all of these skills is able to serve so many kinds of task that no list of free agents has them.
    for (const skill of MANY) {
      core.enqueue(aCoreTask('t0', { exclude: memberIds, steps: steps({ [skill]: 1 }) }), 0);
      core.leave('t0', 0);
    }
    return given(core.enqueue(aCoreTask('t1', { exclude, steps: steps({ french: 1 }) }), 100_000));
  }
  const MANY = Array.from({ length: 60 }, (_, i) => `skill ${i}`);
  const all = Object.fromEntries(MANY.map((id) => [id, 1])) as Record<string, Level>;

  it.each([
    { says: 'is chosen though idle for less', agents: [speaker('ana', 5, 90), speaker('bo', 3, 10)], picks: 'ana' },
    {
      says: 'within one level is the longest idle',
      agents: [speaker('ana', 5, 90), speaker('bo', 4, 10)],
      picks: 'bo',
    },
    {
      says: 'is kept free where another has fewer skills and became free in the same half minute',
      agents: [speaker('ana', 5, 1, { law: 2 }), speaker('bo', 4, 29)],
      picks: 'bo',
    },
    {
      says: 'is not kept free where the other became free in a later half minute',
      agents: [speaker('ana', 5, 29, { law: 2 }), speaker('bo', 4, 30)],
      picks: 'ana',
    },
    {
      says: 'is kept free too where so many skills are listed nowhere',
      agents: [speaker('ana', 5, 1, all), speaker('bo', 4, 2, { ...all, law: 1 }), speaker('cy', 4, 29)],
      picks: 'cy',
    },
    {
      says: 'is judged by those who may be asked',
      agents: [speaker('ana', 5, 90), speaker('bo', 4, 80), speaker('cy', 3, 10)],
      exclude: ['ana'],
      picks: 'cy',
    },
    {
      says: 'may have many other skills',
      agents: [speaker('ana', 5, 90, all), speaker('bo', 3, 10), speaker('cy', 4, 80)],
      picks: 'cy',
    },
    {
      says: 'is judged together with those of many other skills',
      agents: [speaker('ana', 5, 90), speaker('bo', 3, 10, all), speaker('cy', 4, 80, all)],
      picks: 'cy',
    },
  ])('$says', ({ agents, exclude, picks }) => {
    expect(chosenOf(agents, exclude)).toEqual([`t1→${picks}`]);
  });
});

it('says of the equally skilled why they were not chosen', () => {
  const core = new Core();
  const agents = [
    aCoreAgent('ana', { skills: { french: 5, law: 2 }, idleSince: 1_000 }),
    aCoreAgent('bo', { skills: { french: 4 }, idleSince: 29_000 }),
    aCoreAgent('cy', { skills: { french: 4 }, idleSince: 29_500 }),
    aCoreAgent('dee', { skills: { french: 3 }, idleSince: 0 }),
  ];
  core.upsertQueue(aCoreQueue('sales', ['ana', 'bo', 'cy', 'dee'], { choice: 'bestSkill' }), 0);
  for (const agent of agents) core.upsertAgent(agent, 0);
  const [choice] = choicesIn(core.enqueue(aCoreTask('t1', { steps: steps({ french: 1 }) }), 100_000));
  const verdicts = choice?.why.candidates.map(({ agentId, verdict }) => `${agentId} ${verdict}`).sort();
  expect(verdicts).toEqual(['ana heldBack', 'bo chosen', 'cy idleLess', 'dee lessSkilled']);
});

describe('the least loaded', () => {
  it('is chosen by the share of attention that is taken, whatever its channel', () => {
    const core = new Core();
    core.upsertQueue(aCoreQueue('sales', ['ana', 'bo'], { choice: 'leastLoaded' }), 0);
    core.upsertAgent(aCoreAgent('ana', { capacity: 4, idleSince: 9 }), 0);
    core.upsertAgent(aCoreAgent('bo', { capacity: 4, idleSince: 1 }), 0);
    core.hold('ana', 'chat', { kind: 'assigned', channel: 'webchat', units: 25 }, 1);
    core.hold('bo', 'letter', { kind: 'assigned', channel: 'email', units: 50 }, 1);
    expect(given(core.enqueue(aCoreTask('t1'), 10))).toEqual(['t1→ana']);
  });
});

it('gives one who serves more kinds than are listed the first in line, also when nobody like them had room for long', () => {
  const core = new Core({ mostListed: 1 });
  const skillIds = ['x', 'y', 'z'];
  core.upsertQueue(aCoreQueue('sales', ['eve']), 0);
  core.upsertAgent(aCoreAgent('eve', { skills: { x: 1, y: 1, z: 1 } }), 0);
  const waiting = new Map<string, number>();
  const come = (i: number, key: number) => {
    const steps = [{ at: 0, need: { queueIds: ['sales'], skills: { [skillIds[i % 3] as string]: 1 as const } } }];
    waiting.set(`t${i}`, key);
    return core.enqueue(aCoreTask(`t${i}`, { key, steps }), 0);
  };
  expect(given(come(0, 10_000))).toEqual(['t0→eve']);
  for (let turn = 0, held = 't0'; turn < 4; turn += 1) {
    waiting.delete(held);
    // Whoever comes is the first of their kind, so that the heads change every time.
    for (let i = 1; i <= 500; i += 1) come(1_000 * turn + i, 5_000 - 500 * turn - i);
    const [first] = [...waiting].sort(([, a], [, b]) => a - b)[0] as [string, number];
    expect(given(core.free('eve', held, turn))).toEqual([`${first}→eve`]);
    held = first;
  }
});
