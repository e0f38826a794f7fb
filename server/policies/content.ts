import { createHash } from 'node:crypto';
import type {
  CommonRules,
  PolicyContent,
  QueuePolicy,
  QueueRecord,
  QueueRules,
  SkillRecord,
  UserRecord,
} from '../contract/index.js';

export interface Records {
  skills: readonly SkillRecord[];
  common: CommonRules;
  queues: readonly QueueRecord[];
  /** Active ones. */
  agents: readonly Pick<UserRecord, '_id' | 'skills' | 'capacity'>[];
}

/** What the records say, as one policy. */
export function contentOf({ skills, common, queues, agents }: Records): PolicyContent {
  const active = new Set(agents.map(({ _id }) => _id));
  return {
    skills: Object.fromEntries(skills.map(({ _id, name, nameFa, language }) => [_id, { name, nameFa, language }])),
    common,
    queues: Object.fromEntries(queues.map((queue) => [queue._id, queuePolicyOf(queue, active)])),
    agents: Object.fromEntries(agents.map(({ _id, skills, capacity }) => [_id, { skills, capacity }])),
  };
}

function queuePolicyOf(queue: QueueRecord, active: ReadonlySet<string>): QueuePolicy {
  const { offerSeconds, autoAccept, wrapUpSeconds, slaFirstResponseSeconds, slaNextResponseSeconds, slaTarget } = queue;
  const memberIds = queue.memberIds.filter((id) => active.has(id)).sort();
  return {
    ...{ memberIds, offerSeconds, autoAccept, wrapUpSeconds },
    ...{ slaFirstResponseSeconds, slaNextResponseSeconds, slaTarget },
    ...{ hours: queue.hours, rules: queue.rules },
  };
}

/**
 * A policy of another day as it can be now: queues and agents that have gone since are left out everywhere, those that are new
 * stand as they do in what holds.
 */
export function fitted(content: PolicyContent, live: PolicyContent): PolicyContent {
  const present = (id: string) => id in live.queues;
  const queues = Object.entries(live.queues).map(([id, now]) => {
    const { memberIds, rules, ...queue } = content.queues[id] ?? now;
    const members = memberIds.filter((memberId) => memberId in live.agents).sort();
    return [id, { ...queue, memberIds: members, rules: without(rules, present) }] as const;
  });
  const agents = Object.entries(live.agents).map(([id, now]) => [id, content.agents[id] ?? now] as const);
  return { ...content, queues: Object.fromEntries(queues), agents: Object.fromEntries(agents) };
}

/** Rules that name only queues which are there. */
function without(rules: QueueRules, present: (queueId: string) => boolean): QueueRules {
  return {
    ...rules,
    steps: rules.steps.map((step) => ({ ...step, alsoQueueIds: step.alsoQueueIds.filter(present) })),
    overflow: rules.overflow.filter(({ queueId }) => queueId === null || present(queueId)),
  };
}

/** The same for the same content, in whatever order its keys stand. */
export const hashOf = (content: PolicyContent): string =>
  createHash('sha256')
    .update(JSON.stringify(content, (_key, value) => sorted(value)))
    .digest('hex');

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
