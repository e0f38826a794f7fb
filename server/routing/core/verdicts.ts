import type { AgentState, Verdict } from '../../contract/index.js';
import type { Classes } from './classes.js';
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
const LESS: Record<string, Verdict> = { longestIdle: 'idleLess', leastLoaded: 'moreLoaded', bestSkill: 'lessSkilled' };

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
function lessThan(agent: AgentPicture, chosen: AgentPicture | undefined, choice: string, one: TaskClass): Verdict {
  if (!chosen) return 'idleLess';
  const less = LESS[choice] ?? 'idleLess';
  if (choice === 'bestSkill' && one.free.levelOf(agent) >= one.free.levelOf(chosen) - one.free.near)
    return sameIdle(agent, chosen) ? 'heldBack' : 'idleLess';
  const alike =
    choice === 'leastLoaded' ? agent.used === chosen.used && sameIdle(agent, chosen) : sameIdle(agent, chosen);
  return alike && agent.breadth > chosen.breadth ? 'heldBack' : less;
}

const sameIdle = (a: AgentPicture, b: AgentPicture): boolean =>
  a.idleSince === b.idleSince && a.offers === b.offers && a.holds.size === 0 && b.holds.size <= 1;
