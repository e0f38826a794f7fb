import type { AgentState, CandidateRecord, Verdict } from '../../contract/index.js';
import type { Classes } from './classes.js';
import { isChosenBefore } from './free-agents.js';
import type { AgentPicture, TaskClass, TaskPicture } from './pictures.js';
import type { Millis, PassedHow, Why } from './types.js';
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

/** How near a verdict is to being chosen: the record of a choice lists the nearest. */
const NEARNESS: Partial<Record<Verdict, number>> = {
  ...{ chosen: 0, idleLess: 1, moreLoaded: 1, lessSkilled: 1, heldBack: 1, notPreferred: 2 },
  ...{ declinedBefore: 3, missedBefore: 3, leftBefore: 3, beingOffered: 4, full: 4, busy: 5, notResponding: 5 },
  ...{ connectionLost: 6, away: 6, levelTooLow: 7, skillMissing: 8, channelNotTaken: 8, excluded: 8, offline: 9 },
};

interface Asked {
  task: TaskPicture;
  one: TaskClass;
  classes: Classes;
  chosen: readonly AgentPicture[];
  now: Millis;
  /** At most so many are listed. */
  most: number;
}

/** Every member of the queues that count, with the reason why they were, or were not, chosen. */
export function candidatesOf(asked: Asked): Pick<Why, 'candidates' | 'others'> {
  const { task, one, classes, chosen, most } = asked;
  if (most === 0) return { candidates: [], others: {} };
  const members = classes.roster.membersOf(one.need.queueIds);
  const rows = members.map((agent) => ({ agent, ...verdictOn(agent, asked) }));
  const choice = classes.choiceOf(task.queueId);
  rows.sort(
    (a, b) =>
      (NEARNESS[a.verdict] ?? 9) - (NEARNESS[b.verdict] ?? 9) ||
      chosen.indexOf(a.agent) - chosen.indexOf(b.agent) ||
      (isChosenBefore(choice, a.agent, b.agent) ? -1 : 1),
  );
  const others: Why['others'] = {};
  for (const { verdict } of rows.slice(most)) others[verdict] = (others[verdict] ?? 0) + 1;
  return { candidates: rows.slice(0, most).map((row) => record(row, asked)), others };
}

interface Row {
  agent: AgentPicture;
  verdict: Verdict;
  skillId?: string;
}

function record({ agent, verdict, skillId }: Row, { task, now }: Asked): CandidateRecord {
  const cost = agent.costs[task.channel];
  return {
    agentId: agent.id,
    name: agent.name,
    verdict,
    idleMs: agent.holds.size === 0 && agent.state === 'online' ? Math.max(0, now - agent.idleSince) : null,
    load: agent.holds.size,
    capacity: cost ? Math.round(agent.units / cost) : 0,
    units: Math.round(agent.used),
    ...(skillId && { skillId }),
  };
}

function verdictOn(agent: AgentPicture, { task, one, classes, chosen }: Asked): Pick<Row, 'verdict' | 'skillId'> {
  if (chosen.includes(agent)) return { verdict: 'chosen' };
  if (task.exclude.includes(agent.id)) return { verdict: 'excluded' };
  if (agent.costs[task.channel] === undefined) return { verdict: 'channelNotTaken' };
  const lacking = Object.entries(one.need.skills).find(([skillId, level]) => (agent.skills[skillId] ?? 0) < level);
  if (lacking) return { verdict: agent.skills[lacking[0]] ? 'levelTooLow' : 'skillMissing', skillId: lacking[0] };
  if (agent.state !== 'online') return { verdict: NOT_ABLE[agent.state] };
  const pass = task.passedBy.find(({ agentId }) => agentId === agent.id);
  if (pass) return { verdict: PASSED[pass.how] };
  if (!fits(agent, agent.holds, task.channel)) return { verdict: agent.offers > 0 ? 'beingOffered' : 'full' };
  if (task.prefer && chosen.some(({ id }) => id === task.prefer?.agentId)) return { verdict: 'notPreferred' };
  return { verdict: lessThan(agent, chosen[0], classes.choiceOf(task.queueId), one) };
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
