/** Random histories of a contact centre: what is told to an engine, step by step, and the account that is kept beside it. */
import type { ChannelName, Level } from '../../server/contract/index.js';
import {
  Core,
  type CoreAgent,
  type CoreTask,
  type Decision,
  type Hold,
  type Order,
} from '../../server/routing/core/index.js';
import { aCoreQueue, choicesIn } from './core-build.js';
import { Ledger } from './ledger.js';

export const REST_MS = 10_000;
const AGENTS = ['a', 'b', 'c', 'd', 'e'];
const QUEUES = ['q', 'r', 's'];
const SKILLS = ['x', 'y', 'z'];
const STATES = ['online', 'online', 'online', 'online', 'away', 'notResponding', 'offline'] as const;

/** Mulberry32: a whole history from one number. */
export function dice(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return {
    below,
    one: <T>(items: readonly T[]): T => items[below(items.length)] as T,
    chance: (p: number) => next() < p,
  };
}
type Dice = ReturnType<typeof dice>;

/** What an engine must be able to do; a broken one is a real one behind a lie. */
export type Engine = Pick<
  Core,
  'upsertQueue' | 'upsertAgent' | 'enqueue' | 'hold' | 'accepted' | 'offerEnded' | 'free' | 'leave' | 'rekey' | 'tick'
>;

export type Ordering = 'offset' | 'strict' | 'due' | 'accumulating';

function someOrder(roll: Dice, ordering: Ordering, now: number): Order {
  const points = roll.below(4);
  if (ordering === 'strict') return { key: now - points * 1e12, rate: 1 };
  if (ordering === 'accumulating') return { key: now, rate: 1 + points / 10 };
  if (ordering === 'due') return { key: now + roll.one([20, 60, 300]) * 1_000, rate: 1 };
  return { key: now - points * 60_000, rate: 1 };
}

const someLevel = (roll: Dice): Level => (1 + roll.below(5)) as Level;

function someSkills(roll: Dice, p: number): Record<string, Level> {
  return Object.fromEntries(SKILLS.filter(() => roll.chance(p)).map((id) => [id, someLevel(roll)]));
}

export function someAgent(roll: Dice, id: string, now: number): CoreAgent {
  const chats = roll.below(4);
  const costs: Partial<Record<ChannelName, number>> = { email: roll.one([50, 100]) };
  if (chats > 0) costs.webchat = 100 / chats;
  if (roll.chance(0.7)) costs.voice = 100;
  return {
    ...{ id, name: id, state: roll.one(STATES), skills: someSkills(roll, 0.6), units: 100, costs, idleSince: now },
    interrupts: roll.chance(0.5) ? { voice: ['email'], webchat: ['email'] } : {},
  };
}

export function someTask(roll: Dice, id: string, ordering: Ordering, now: number): CoreTask {
  const queueId = roll.one(QUEUES);
  const skills = someSkills(roll, 0.25);
  const steps = [{ at: now, need: { queueIds: [queueId], skills } }];
  if (roll.chance(0.4)) steps.push({ at: now + roll.one([2_000, 15_000]), need: { queueIds: [queueId], skills: {} } });
  if (roll.chance(0.2))
    steps.push({
      at: roll.chance(0.5) ? now + 30_000 : Number.POSITIVE_INFINITY,
      need: { queueIds: [queueId, roll.one(QUEUES)], skills: {} },
    });
  const order = someOrder(roll, ordering, now);
  const promoted = { at: now + 20_000, key: order.key - 5e12 };
  return {
    ...{ id, queueId, order, steps, passedBy: [], overflowAt: null },
    channel: roll.one(['webchat', 'webchat', 'email', 'voice'] as const),
    promote: (ordering === 'strict' || ordering === 'accumulating') && roll.chance(0.3) ? promoted : null,
    prefer: roll.chance(0.2) ? { agentId: roll.one(AGENTS), until: now + roll.one([5_000, 20_000]) } : null,
    exclude: roll.chance(0.1) ? [roll.one(AGENTS)] : [],
  };
}

export const realEngine = (): Core => new Core({ restSeconds: REST_MS / 1_000 });

interface Played {
  decisions: Decision[];
  choices: number;
}

/**
 * Plays a history of so many steps. @throws Broken when the engine decides otherwise than the account says
 * @param rebuild what the engine is replaced by after every step
 */
export function play(
  seed: number,
  steps: number,
  ordering: Ordering,
  engine: Engine = realEngine(),
  rebuild: (engine: Engine, now: number) => Engine = (same) => same,
): Played {
  const roll = dice(seed);
  const ledger = new Ledger(REST_MS);
  const decisions: Decision[] = [];
  let now = 1_000_000_000_000;
  let made = 0;
  const told = (change: () => Decision[]) => {
    // Time passes before anything happens, so what it brings is judged by what was the case until then.
    const passing = engine.tick(now);
    ledger.judge(passing, now);
    const happens = change();
    ledger.judge(happens, now);
    decisions.push(...passing, ...happens);
    engine = rebuild(engine, now);
  };
  for (const id of QUEUES) told(() => putQueue(roll, id, engine, ledger, now));
  for (const id of AGENTS) told(() => putAgent(roll, id, engine, ledger, now));
  for (let step = 0; step < steps; step += 1) {
    now += roll.one([0, 1, 300, 2_000, 7_000]);
    told(() => {
      made += 1;
      return happen(roll, `t${made}`, ordering, engine, ledger, now);
    });
  }
  return { decisions, choices: choicesIn(decisions).length };
}

function putQueue(roll: Dice, id: string, engine: Engine, ledger: Ledger, now: number): Decision[] {
  const memberIds = AGENTS.filter(() => roll.chance(0.7));
  const choice = roll.one(['longestIdle', 'leastLoaded', 'bestSkill'] as const);
  const queue = aCoreQueue(id, memberIds, {
    choice,
    autoAccept: roll.chance(0.3),
    offersAtOnce: roll.one([1, 1, 2, 3]),
  });
  ledger.queues.set(id, queue);
  return engine.upsertQueue(queue, now);
}

function putAgent(roll: Dice, id: string, engine: Engine, ledger: Ledger, now: number): Decision[] {
  const agent = someAgent(roll, id, now);
  ledger.agents.set(id, agent);
  return engine.upsertAgent(agent, now);
}

function happen(roll: Dice, id: string, ordering: Ordering, engine: Engine, ledger: Ledger, now: number): Decision[] {
  const waiting = [...ledger.tasks.values()];
  const offered = waiting.filter(({ offeredTo }) => offeredTo.length > 0);
  const inHand = [...ledger.held.values()].filter(({ kind }) => kind !== 'offer');
  const what = roll.below(100);
  if (what < 30 && waiting.length < 25) {
    const task = someTask(roll, id, ordering, now);
    ledger.tasks.set(id, { ...task, offeredTo: [] });
    return engine.enqueue(task, now);
  }
  if (what < 50 && offered.length > 0) {
    const { id: taskId, offeredTo } = roll.one(offered);
    const agentId = roll.one(offeredTo);
    ledger.accepted(taskId, agentId, now);
    return engine.accepted(taskId, agentId, now);
  }
  if (what < 60 && offered.length > 0) {
    const { id: taskId, offeredTo } = roll.one(offered);
    const agentId = roll.one(offeredTo);
    const how = roll.one(['declined', 'missed', 'left', 'rescinded'] as const);
    ledger.offerEnded(taskId, agentId, how, now);
    return engine.offerEnded(taskId, agentId, how, now);
  }
  if (what < 82 && inHand.length > 0) {
    const { agentId, taskId } = roll.one(inHand);
    ledger.free(agentId, taskId, now);
    return engine.free(agentId, taskId, now);
  }
  if (what < 86 && waiting.length > 0) {
    const { id: taskId } = roll.one(waiting);
    ledger.leave(taskId);
    return engine.leave(taskId, now);
  }
  if (what < 89 && waiting.length > 0) return handOver(roll, ledger, engine, roll.one(waiting), now);
  if (what < 91 && waiting.length > 0) {
    const task = roll.one(waiting);
    task.order = someOrder(roll, ordering, now);
    return engine.rekey(task.id, task.order, now);
  }
  if (what < 98) return putAgent(roll, roll.one(AGENTS), engine, ledger, now);
  return putQueue(roll, roll.one(QUEUES), engine, ledger, now);
}

/** By hand, whatever the agent holds. */
function handOver(roll: Dice, ledger: Ledger, engine: Engine, task: CoreTask, now: number): Decision[] {
  const agentId = roll.one([...ledger.agents.keys()]);
  const hold: Hold = {
    kind: 'assigned',
    channel: task.channel,
    units: ledger.agents.get(agentId)?.costs[task.channel] ?? 100,
  };
  ledger.leave(task.id);
  ledger.put(agentId, task.id, hold);
  return engine.hold(agentId, task.id, hold, now);
}
