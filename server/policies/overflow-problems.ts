/** Where those who wait too long are sent, and whether that can be. */
import {
  leavesLine,
  type OverflowRule,
  type PolicyContent,
  type ProblemView,
  type QueuePolicy,
} from '../contract/index.js';

export function overflowProblems(content: PolicyContent, queueId: string, queue: QueuePolicy): ProblemView[] {
  return [...neverReached(queue), ...circle(content, queueId)];
}

/** Once somebody has left the line by age, nothing later can happen to them; what never closes is never closed. */
function neverReached({ rules: { overflow, steps }, hours }: QueuePolicy): ProblemView[] {
  const leavesAfter = Math.min(...overflow.filter(leavesByAge).map(({ seconds }) => seconds), Number.POSITIVE_INFINITY);
  const late = ({ cause, seconds }: OverflowRule) => cause === 'age' && seconds > leavesAfter;
  const neverCloses = hours.alwaysOpen && Object.values(hours.byChannel).every((own) => !own || own.alwaysOpen);
  return [
    ...overflow.flatMap((rule, i): ProblemView[] => {
      const vain = late(rule) || (rule.cause === 'closed' && neverCloses) || repeats(overflow, rule, i);
      return vain ? [{ code: 'overflow.neverReached', severity: 'warning', place: i + 1 }] : [];
    }),
    ...steps.flatMap((step, i): ProblemView[] =>
      step.afterSeconds > leavesAfter ? [{ code: 'step.neverReached', severity: 'warning', place: i + 1 }] : [],
    ),
  ];
}

const leavesByAge = (rule: OverflowRule): boolean => rule.cause === 'age' && leavesLine(rule);

/** The same cause at the same time sends them away before this one comes to it. */
const repeats = (
  overflow: readonly OverflowRule[],
  { cause, seconds, most, to }: OverflowRule,
  place: number,
): boolean =>
  overflow
    .slice(0, place)
    .some(
      (earlier) =>
        earlier.cause === cause &&
        earlier.seconds === seconds &&
        earlier.most === most &&
        leavesLine(earlier) === leavesLine({ to }) &&
        earlier.to !== 'queue' &&
        to !== 'queue',
    );

/** Two queues that each count on the other have nobody when both are busy. Told once, of the lower id. */
function circle({ queues }: PolicyContent, queueId: string): ProblemView[] {
  const next = (id: string) => queues[id]?.rules.overflow.flatMap((rule) => rule.queueId ?? []) ?? [];
  const partners = [...reached(queueId, next)].filter((id) => id > queueId && reached(id, next).has(queueId));
  const otherQueueId = partners.sort()[0];
  return otherQueueId ? [{ code: 'overflow.circle', severity: 'warning', otherQueueId }] : [];
}

/** Every queue that somebody can come to from this one. */
function reached(from: string, next: (id: string) => string[]): Set<string> {
  const found = new Set<string>();
  const follow = [...next(from)];
  for (let id = follow.pop(); id !== undefined; id = follow.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    follow.push(...next(id));
  }
  return found;
}
