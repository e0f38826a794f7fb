import type { AgentChoice, AgentState, Verdict } from '../../contract/index.js';
import type { Classes } from './classes.js';
import { idleStep, isChosenBefore } from './free-agents.js';
import type { AgentPicture, TaskClass, TaskPicture } from './pictures.js';
import { levelOf } from './roster.js';
import type { PassedHow } from './types.js';
import { fits } from './units.js';

const NOT_ABLE: Record<Exclude<AgentState, 'online'>, Verdict> = {
  offline: 'offline',
  away: 'away',
  busy: 'busy',
  notResponding: 'notResponding',
  lost: 'connectionLost',
};
const PASSED: Record<PassedHow, Verdict> = { declined: 'declinedBefore', missed: 'missedBefore', left: 'leftBefore' };

/** A choice, or that there was none. */
export interface Chosen {
  task: TaskPicture;
  one: TaskClass;
  classes: Classes;
  chosen: readonly AgentPicture[];
}

/** Why this member of the queues that count was, or was not, chosen. Asked of every one for every choice, so it makes nothing. */
export function verdictOn(agent: AgentPicture, { task, one, classes, chosen }: Chosen): Verdict {
  if (chosen.includes(agent)) return 'chosen';
  if (task.exclude.includes(agent.id)) return 'excluded';
  if (agent.costs[task.channel] === undefined) return 'channelNotTaken';
  const lacking = lackingIn(agent, one);
  if (lacking >= 0) return levelOf(agent, one.asked[lacking] as number) > 0 ? 'levelTooLow' : 'skillMissing';
  if (agent.state !== 'online') return NOT_ABLE[agent.state];
  for (const pass of task.passedBy) if (pass.agentId === agent.id) return PASSED[pass.how];
  if (!fits(agent, agent.holds, task.channel)) return agent.offers > 0 ? 'beingOffered' : 'full';
  if (task.prefer && chosen.some(({ id }) => id === task.prefer?.agentId)) return 'notPreferred';
  return lessThan(agent, chosen[0], classes.choiceOf(task.queueId), one);
}

/** The skill that is the reason for such a verdict. */
export const skillLacking = (agent: AgentPicture, one: TaskClass): string | undefined =>
  Object.keys(one.need.skills)[lackingIn(agent, one) >> 1];

/** Where in what is asked the first skill stands that they lack; below zero where they have all. */
function lackingIn(agent: AgentPicture, { asked }: TaskClass): number {
  for (let i = 0; i < asked.length; i += 2) if (levelOf(agent, asked[i] as number) < (asked[i + 1] as number)) return i;
  return -2;
}

/** Both could have had it. */
function lessThan(agent: AgentPicture, chosen: AgentPicture | undefined, choice: AgentChoice, one: TaskClass): Verdict {
  if (!chosen) return 'idleLess';
  const inSteps = choice === 'bestSkill';
  if (inSteps && isTooFar(agent, chosen, one)) return 'lessSkilled';
  const alike = (choice !== 'leastLoaded' || agent.used === chosen.used) && sameIdle(agent, chosen, inSteps);
  if (alike && agent.breadth > chosen.breadth) return 'heldBack';
  return choice === 'leastLoaded' ? 'moreLoaded' : 'idleLess';
}

/** From the best one, whom nobody names here: who else would have come first was too far below. */
const isTooFar = (agent: AgentPicture, chosen: AgentPicture, { free }: TaskClass): boolean =>
  free.levelOf(agent) < free.levelOf(chosen) - free.near || isChosenBefore('bestSkill', agent, chosen);

const sameIdle = (a: AgentPicture, b: AgentPicture, inSteps: boolean): boolean =>
  (inSteps ? idleStep(a) === idleStep(b) : a.idleSince === b.idleSince) &&
  a.offers === b.offers &&
  a.holds.size === 0 &&
  b.holds.size <= 1;
