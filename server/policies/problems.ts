/** What cannot be in a policy, and what is hardly meant. Pure: the console says it in words. */
import { CHANNELS, type PolicyContent, type ProblemView, type QueuePolicy } from '../contract/index.js';
import { overflowProblems } from './overflow-problems.js';
import { serviceProblems } from './service-problems.js';

/** Errors first, then by queue; each thing once. */
export function problemsOf(content: PolicyContent): ProblemView[] {
  const queues = Object.entries(content.queues).flatMap(([queueId, queue]) =>
    [
      ...unknownNames(content, queueId, queue),
      ...hoursProblems(queue),
      ...dayProblems(queue),
      ...valueProblems(queue),
      ...serviceProblems(content, queueId, queue),
      ...overflowProblems(content, queueId, queue),
    ].map((problem): ProblemView => ({ ...problem, queueId })),
  );
  const all = [...skillProblems(content), ...queues, ...agentProblems(content)];
  return [...all.filter(isError), ...all.filter((problem) => !isError(problem))];
}

export const isError = ({ severity }: ProblemView): boolean => severity === 'error';

function skillProblems({ skills }: PolicyContent): ProblemView[] {
  const seen = { name: new Set<string>(), language: new Set<string>() };
  return Object.entries(skills).flatMap(([skillId, { name, language }]): ProblemView[] => {
    const again = seen.name.has(name);
    const twice = language !== null && seen.language.has(language);
    seen.name.add(name);
    if (language) seen.language.add(language);
    return [
      ...(again ? [{ code: 'skill.sameName', severity: 'error', skillId } as const] : []),
      ...(twice ? [{ code: 'skill.sameLanguage', severity: 'error', skillId } as const] : []),
    ];
  });
}

/** Ids in rules that are nobody's. */
function unknownNames({ skills, queues }: PolicyContent, own: string, { rules }: QueuePolicy): ProblemView[] {
  const { needs, steps, overflow } = rules;
  const skillIds = [...needs.map(({ skillId }) => skillId), ...steps.flatMap(({ withoutSkillIds }) => withoutSkillIds)];
  const queueIds = [
    ...steps.flatMap(({ alsoQueueIds }) => alsoQueueIds),
    ...overflow.flatMap((rule) => rule.queueId ?? []),
  ];
  const named = new Set(queueIds);
  return [
    ...[...new Set(skillIds)]
      .filter((skillId) => !(skillId in skills))
      .map((skillId) => ({ code: 'skill.unknown', severity: 'error', skillId }) as const),
    ...[...named]
      .filter((otherQueueId) => !(otherQueueId in queues))
      .map((otherQueueId) => ({ code: 'queue.unknown', severity: 'error', otherQueueId }) as const),
    ...(named.has(own) ? [{ code: 'overflow.toItself', severity: 'error' } as const] : []),
  ];
}

function hoursProblems({ hours }: QueuePolicy): ProblemView[] {
  const opens = ({ alwaysOpen, week }: Pick<QueuePolicy['hours'], 'alwaysOpen' | 'week'>) =>
    alwaysOpen || Object.values(week).some((spans) => spans.length > 0);
  const somewhere = opens(hours) || Object.values(hours.byChannel).some((own) => own && opens(own));
  return somewhere ? [] : [{ code: 'queue.neverOpen', severity: 'warning' }];
}

/** Days of their own that are said twice: only one can hold. */
function dayProblems({ hours }: QueuePolicy): ProblemView[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { date, yearly } of hours.holidays) {
    if (seen.has(`${yearly} ${date}`)) twice.add(date);
    seen.add(`${yearly} ${date}`);
  }
  return [...twice].map((date) => ({ code: 'queue.dayTwice', severity: 'warning', date }));
}

/** Points, or a head start, that the bound takes away again. */
function valueProblems({
  rules: { valuePoints, mostHeldBackSeconds, headStartSeconds = 0 },
}: QueuePolicy): ProblemView[] {
  const level = valuePoints.findIndex((points) => points * 60 > mostHeldBackSeconds);
  return [
    ...(level < 0 ? [] : [{ code: 'value.beyondBound', severity: 'warning', level } as const]),
    ...(headStartSeconds > mostHeldBackSeconds
      ? [{ code: 'headStart.beyondBound', severity: 'warning' } as const]
      : []),
  ];
}

/** A member who never gets anything. */
function agentProblems({ queues, agents }: PolicyContent): ProblemView[] {
  return Object.entries(agents).flatMap(([agentId, { capacity }]): ProblemView[] => {
    if (CHANNELS.some((channel) => capacity[channel] > 0)) return [];
    const queueId = Object.keys(queues).find((id) => queues[id]?.memberIds.includes(agentId));
    return queueId ? [{ code: 'agent.noCapacity', severity: 'warning', agentId, queueId }] : [];
  });
}
