import type { CandidateRecord, Verdict } from '../../contract/index.js';
import { isChosenBefore } from './free-agents.js';
import type { AgentPicture } from './pictures.js';
import type { Millis, Why } from './types.js';
import { type Chosen, skillLacking, verdictOn } from './verdicts.js';

/** How near a verdict is to being chosen: the record of a choice lists the nearest. */
const NEARNESS: Record<Verdict, number> = {
  ...{ chosen: 0, idleLess: 1, moreLoaded: 1, lessSkilled: 1, heldBack: 1, notPreferred: 2 },
  ...{ declinedBefore: 3, missedBefore: 3, leftBefore: 3, beingOffered: 4, full: 4, busy: 5, notResponding: 5 },
  ...{ connectionLost: 6, away: 6, levelTooLow: 7, skillMissing: 8, channelNotTaken: 8, excluded: 8 },
  offline: 9,
};

interface Asked extends Chosen {
  now: Millis;
  /** At most so many are listed. */
  most: number;
}

interface Row {
  agent: AgentPicture;
  verdict: Verdict;
}

/**
 * Every member of the queues that count, with the reason why they were, or were not, chosen. One look at each: a queue may have
 * thousands, and only the nearest are put in order.
 */
export function candidatesOf(asked: Asked): Pick<Why, 'candidates' | 'others'> {
  const { one, classes, most } = asked;
  const others: Why['others'] = {};
  const nearest: Row[] = [];
  if (most === 0) return { candidates: [], others };
  for (const agent of classes.roster.membersOf(one.need.queueIds)) {
    const verdict = verdictOn(agent, asked);
    others[verdict] = (others[verdict] ?? 0) + 1;
    const last = nearest[most - 1];
    if (last && !isNearer(agent, verdict, last, asked)) continue;
    if (last) nearest.pop();
    putInOrder(nearest, { agent, verdict }, asked);
  }
  for (const { verdict } of nearest) {
    const left = (others[verdict] ?? 0) - 1;
    if (left > 0) others[verdict] = left;
    else delete others[verdict];
  }
  return { candidates: nearest.map((row) => record(row, asked)), others };
}

/** The chosen in the order in which they were, then who would have been next. */
function isNearer(agent: AgentPicture, verdict: Verdict, than: Row, { task, chosen, classes }: Asked): boolean {
  const nearer = NEARNESS[verdict] - NEARNESS[than.verdict];
  if (nearer !== 0) return nearer < 0;
  if (verdict === 'chosen') return chosen.indexOf(agent) < chosen.indexOf(than.agent);
  return isChosenBefore(classes.choiceOf(task.queueId), agent, than.agent);
}

function putInOrder(rows: Row[], row: Row, asked: Asked): void {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isNearer(row.agent, row.verdict, rows[middle] as Row, asked)) high = middle;
    else low = middle + 1;
  }
  rows.splice(low, 0, row);
}

function record({ agent, verdict }: Row, { task, one, now }: Asked): CandidateRecord {
  const cost = agent.costs[task.channel];
  const skillId = verdict === 'levelTooLow' || verdict === 'skillMissing' ? skillLacking(agent, one) : undefined;
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
