/** What happens in a contact centre: told to an engine, and to the account that is kept beside it. */
import type { Core, CoreTask, Decision, Hold } from '../../server/routing/core/index.js';
import { aCoreQueue } from './core-build.js';
import type { Dice } from './dice.js';
import type { Ledger } from './ledger.js';
import { AGENTS, type Ordering, QUEUES, someAgent, someOrder, someTask } from './some.js';

/** What an engine must be able to do; a broken one is a real one behind a lie. */
export type Engine = Pick<
  Core,
  | ('upsertQueue' | 'removeQueue' | 'upsertAgent' | 'setAgent' | 'removeAgent' | 'enqueue' | 'hold' | 'accepted')
  | ('offerEnded' | 'free' | 'leave' | 'rekey' | 'tick' | 'lineOf' | 'positionOf' | 'lengthOf')
>;

export function putQueue(roll: Dice, id: string, engine: Engine, ledger: Ledger, now: number): Decision[] {
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

export function putAgent(roll: Dice, id: string, engine: Engine, ledger: Ledger, now: number): Decision[] {
  const agent = someAgent(roll, id, now);
  ledger.agents.set(id, agent);
  return engine.upsertAgent(agent, now);
}

export function happen(
  roll: Dice,
  id: string,
  ordering: Ordering,
  engine: Engine,
  ledger: Ledger,
  now: number,
): Decision[] {
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
    const order = someOrder(roll, ordering, now);
    ledger.tasks.set(task.id, { ...task, order });
    return engine.rekey(task.id, order, now);
  }
  if (what < 93 && waiting.length > 0) return move(roll, ledger, engine, roll.one(waiting), ordering, now);
  if (what < 94) return setAgent(roll, ledger, engine, now);
  if (what < 95) return goOrDissolve(roll, ledger, engine, now);
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

/** To another queue, or with other needs; who is asked is asked no more. */
function move(roll: Dice, ledger: Ledger, engine: Engine, task: CoreTask, ordering: Ordering, now: number): Decision[] {
  const moved = { ...someTask(roll, task.id, ordering, now), passedBy: task.passedBy };
  ledger.leave(task.id);
  ledger.tasks.set(task.id, { ...moved, offeredTo: [] });
  return engine.enqueue(moved, now);
}

/** The whole truth about somebody, by which one thing they held may be gone. */
function setAgent(roll: Dice, ledger: Ledger, engine: Engine, now: number): Decision[] {
  const agent = someAgent(roll, roll.one(AGENTS), now);
  const held = ledger.holdsOf(agent.id);
  const gone = held.length > 0 && roll.chance(0.5) ? roll.one(held) : null;
  ledger.agents.set(agent.id, agent);
  if (gone?.kind === 'offer') ledger.offerEnded(gone.taskId, agent.id, 'rescinded', now);
  else if (gone) ledger.drop(agent.id, gone.taskId);
  const holds = ledger
    .holdsOf(agent.id)
    .map(({ taskId, kind, channel, units }) => [taskId, { kind, channel, units }] as const);
  return engine.setAgent(agent, new Map(holds), now);
}

/** Somebody who holds nothing leaves for good, or a queue does; both may come again. */
function goOrDissolve(roll: Dice, ledger: Ledger, engine: Engine, now: number): Decision[] {
  const id = roll.one([...AGENTS, ...QUEUES]);
  if (ledger.queues.delete(id)) return engine.removeQueue(id, now);
  if (ledger.holdsOf(id).length > 0 || !ledger.agents.delete(id)) return [];
  return engine.removeAgent(id, now);
}
