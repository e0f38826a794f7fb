/** Agents and tasks of a small contact centre, whichever the dice give. */
import type { ChannelName, Level } from '../../server/contract/index.js';
import type { CoreAgent, CoreTask, Order } from '../../server/routing/core/index.js';
import type { Dice } from './dice.js';

export const AGENTS = ['a', 'b', 'c', 'd', 'e'];
export const QUEUES = ['q', 'r', 's'];
const SKILLS = ['x', 'y', 'z'];
const STATES = ['online', 'online', 'online', 'online', 'away', 'notResponding', 'offline'] as const;

export type Ordering = 'offset' | 'strict' | 'due' | 'accumulating';

export function someOrder(roll: Dice, ordering: Ordering, now: number): Order {
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
    ...{ id, queueId, order, steps, passedBy: [] },
    overflowAt: roll.chance(0.2) ? now + roll.one([1_000, 12_000]) : null,
    channel: roll.one(['webchat', 'webchat', 'email', 'voice'] as const),
    promote: roll.chance(0.3) ? promoted : null,
    prefer: roll.chance(0.2) ? { agentId: roll.one(AGENTS), until: now + roll.one([5_000, 20_000]) } : null,
    exclude: roll.chance(0.1) ? [roll.one(AGENTS)] : [],
  };
}
