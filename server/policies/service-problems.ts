/** Whether anybody can serve a queue, at first and as the circle widens. */
import { isDeepStrictEqual } from 'node:util';
import { CHANNELS, type PolicyContent, type ProblemView, type QueuePolicy } from '../contract/index.js';

/** Who may serve at a step: members of these queues with these levels. */
interface Circle {
  queueIds: string[];
  levels: Record<string, number>;
}

export function serviceProblems(content: PolicyContent, queueId: string, queue: QueuePolicy): ProblemView[] {
  const { rules, memberIds } = queue;
  const circles = circlesOf(queueId, queue);
  const servable = circles.map((circle) => servers(content, circle).length > 0);
  const lastly = circles.length - 1;
  const found: ProblemView[] = [];
  if (memberIds.length === 0 && circles.every(({ queueIds }) => queueIds.length === 1))
    found.push({ code: 'queue.noMembers', severity: 'warning' });
  else if (!servable[lastly]) found.push({ code: 'queue.nobodyServes', severity: 'warning' });
  else
    servable.forEach((can, place) => {
      if (!can && place > 0) found.push({ code: 'step.nobodyServes', severity: 'warning', place });
    });
  if (!servable[0]) found.push(...needProblems(content, queue));
  if (rules.languageLevel && !Object.values(content.skills).some(({ language }) => language))
    found.push({ code: 'language.noSkill', severity: 'warning' });
  return [...found, ...stepProblems(queue, circles)];
}

/** As it is asked at first, then as each step leaves it: steps only ever open. */
function circlesOf(queueId: string, { rules }: QueuePolicy): Circle[] {
  const asked: Record<string, number> = {};
  for (const { skillId, level } of rules.needs) asked[skillId] = Math.max(asked[skillId] ?? 0, level);
  const circles: Circle[] = [{ queueIds: [queueId], levels: asked }];
  let [lowerBy, without] = [0, new Set<string>()];
  for (const step of rules.steps) {
    lowerBy = Math.max(lowerBy, step.lowerBy);
    without = new Set([...without, ...step.withoutSkillIds]);
    const levels = Object.entries(asked).filter(([skillId, level]) => !without.has(skillId) && level > lowerBy);
    const queueIds = [...new Set([...(circles.at(-1)?.queueIds ?? []), ...step.alsoQueueIds])];
    circles.push({
      queueIds,
      levels: Object.fromEntries(levels.map(([skillId, level]) => [skillId, level - lowerBy])),
    });
  }
  return circles;
}

/** Agents with any capacity at all who are in one of the queues and able. */
function servers({ queues, agents }: PolicyContent, { queueIds, levels }: Circle): string[] {
  const members = new Set(queueIds.flatMap((id) => queues[id]?.memberIds ?? []));
  return [...members].filter((id) => {
    const agent = agents[id];
    if (!agent || CHANNELS.every((channel) => agent.capacity[channel] === 0)) return false;
    return Object.entries(levels).every(([skillId, level]) => (agent.skills[skillId] ?? 0) >= level);
  });
}

/** Which single need it is that no member meets. */
function needProblems({ agents, skills }: PolicyContent, { memberIds, rules }: QueuePolicy): ProblemView[] {
  if (memberIds.length === 0) return [];
  const known = rules.needs.filter(({ skillId }) => skillId in skills);
  return known.flatMap(({ skillId, level }): ProblemView[] => {
    const best = Math.max(...memberIds.map((id) => agents[id]?.skills[skillId] ?? 0));
    if (best >= level) return [];
    return best === 0
      ? [{ code: 'need.nobodyHas', severity: 'warning', skillId, level }]
      : [{ code: 'need.levelTooHigh', severity: 'warning', skillId, level, best }];
  });
}

/** Steps that ask for more than the one before them read as if they took back what it opened; they do not. */
function stepProblems({ rules: { steps, needs, languageLevel } }: QueuePolicy, circles: Circle[]): ProblemView[] {
  return steps.flatMap((step, i): ProblemView[] => {
    const before = steps[i - 1];
    const place = i + 1;
    if (before && step.lowerBy < before.lowerBy) return [{ code: 'step.narrows', severity: 'warning', place }];
    // Languages and topics may ask for more than the queue does, and then lowering has something to lower.
    const lowersMore = step.lowerBy > (before?.lowerBy ?? 0) && (languageLevel !== null || needs.length > 0);
    const same = isDeepStrictEqual(circles[i], circles[place]) && !lowersMore && step.withoutSkillIds.length === 0;
    return same ? [{ code: 'step.changesNothing', severity: 'warning', place }] : [];
  });
}
