/** What the core is told of somebody who waits: a pure function of what is stored and of the rules, so that rebuilding changes nothing. */
import {
  type ChannelName,
  type Level,
  type Locale,
  leavesLine,
  type OverflowRule,
  type QueueRules,
  type SkillNeed,
  standsInLine,
} from '../contract/index.js';
import { FRONT } from '../conversations/index.js';
import type { CoreTask, Millis, Order, Pass, Step } from './core/index.js';
import { givenAs } from './placing.js';
import type { RoutedConversation } from './reads.js';

export interface TaskFacts {
  id: string;
  queueId: string;
  channel: ChannelName;
  /** Since when it counts as waiting, moved by hand; below zero for one put first (`FRONT`). */
  routingKey: Millis;
  queuedAt: Millis;
  /** When a first answer is due; null where nothing is promised. */
  dueAt: Millis | null;
  /** The customer's, 0 to 5. */
  value: number;
  /** Asked for this conversation beside what its queue asks for. */
  needs: readonly SkillNeed[];
  /** The skill that is the customer's language; null where no skill is marked so. */
  languageSkillId: string | null;
  lastAgentId: string | null;
  /** Queues whose members may serve it too, because it overflowed to them. */
  alsoQueueIds: readonly string[];
  passedBy: readonly Pass[];
}

/** What places them and changes without a new version: their customer was said to be worth more, or their answer is due at another time. */
export const standsAlike = (a: RoutedConversation, b: RoutedConversation): boolean =>
  (a.value ?? 0) === (b.value ?? 0) && Number(a.sla?.dueAt ?? 0) === Number(b.sla?.dueAt ?? 0);

/** A tier of the strict order: longer than anybody waits. With 1,440 tiers still exact to the millisecond. */
const TIER_MS = 1e12;
const POINT_MS = 60_000;
/** With accumulating order a point makes waiting count a tenth more. */
const RATE_PER_POINT = 0.1;

/** @param languages the skill that is each language; null where none is marked so */
export function factsOf(record: RoutedConversation, languages: Record<Locale, string | null>): TaskFacts {
  const { _id: id, queueId, routingKey, sla, lastAgentId } = record;
  const last = new Map((record.passedBy ?? []).map((pass) => [pass.agentId, pass]));
  const passedBy = [...last.values()].map((pass) => ({ ...pass, at: +(pass.at ?? record.lastActivityAt) }));
  return {
    ...{ id, queueId, channel: givenAs(record), routingKey, passedBy },
    queuedAt: +(record.queuedAt ?? record.openedAt),
    dueAt: sla ? +sla.dueAt : null,
    value: record.value ?? 0,
    needs: record.needs ?? [],
    languageSkillId: languages[record.locale],
    lastAgentId: lastAgentId ?? null,
    alsoQueueIds: record.alsoQueueIds ?? [],
  };
}

/** @param tiers of all queues: `tiersOf` */
export function taskOf(facts: TaskFacts, rules: QueueRules, tiers: number): CoreTask {
  const { id, queueId, channel, passedBy, queuedAt, lastAgentId } = facts;
  const last = rules.lastAgentSeconds[channel] * 1_000;
  return {
    ...{ id, queueId, channel, passedBy },
    order: orderOf(facts, rules),
    promote: promoteOf(facts, rules, tiers),
    steps: stepsOf(facts, rules),
    prefer: lastAgentId && last > 0 ? { agentId: lastAgentId, until: queuedAt + last } : null,
    exclude: [],
    overflowAt: overflowAt(facts, rules),
  };
}

/** Points beyond the bound count for nothing: a point lets one pass those who came up to a minute before. */
function pointsOf({ value }: Pick<TaskFacts, 'value'>, { valuePoints, mostHeldBackSeconds }: QueueRules): number {
  return Math.min(valuePoints[value] ?? 0, mostHeldBackSeconds / 60);
}

/** Beside the points, and within the same bound: who serves several queues serves this one's first, while it does not last too long. */
function headStartOf({ headStartSeconds = 0, mostHeldBackSeconds }: QueueRules, points: number): Millis {
  return Math.min(headStartSeconds * 1_000, mostHeldBackSeconds * 1_000 - points * POINT_MS);
}

/**
 * `offset`: a point is a minute of age (Genesys; Jackson's static lag). `strict`: more points go first, whatever the age.
 * `due`: who is due first, a point being a minute. `accumulating`: waiting counts more with every point (Kleinrock 1964).
 */
function orderOf(facts: TaskFacts, rules: QueueRules): Order {
  const { routingKey, queuedAt, dueAt } = facts;
  const points = pointsOf(facts, rules);
  if (routingKey < FRONT) return { key: routingKey, rate: 1 };
  const since = routingKey - headStartOf(rules, isBounded(rules) ? points : 0);
  switch (rules.order) {
    case 'offset':
      return { key: since - points * POINT_MS, rate: 1 };
    case 'strict':
      return { key: since - points * TIER_MS, rate: 1 };
    case 'due':
      return { key: (dueAt ?? queuedAt) + (since - queuedAt) - points * POINT_MS, rate: 1 };
    case 'accumulating':
      return { key: since, rate: 1 + points * RATE_PER_POINT };
  }
}

const isBounded = ({ order }: QueueRules): boolean => order === 'offset' || order === 'due';

/** The most points that any queue gives in an order where they go first for ever; 0 where none does. */
export function tiersOf(all: Iterable<QueueRules>): number {
  const points = [...all].flatMap((rules) =>
    isBounded(rules) ? [] : rules.valuePoints.map((_, value) => pointsOf({ value }, rules)),
  );
  return Math.max(0, ...points);
}

/**
 * Offset and due bound by themselves how long anybody is held back. Where one queue's order does not, whoever has waited for so long
 * moves up above all that do: those of other queues too, for agents serve several; and the valuable, or they would be held back then.
 */
function promoteOf(facts: TaskFacts, rules: QueueRules, tiers: number): CoreTask['promote'] {
  const { routingKey, queuedAt } = facts;
  if (tiers === 0 || routingKey < FRONT) return null;
  const key = isBounded(rules) ? orderOf(facts, rules).key : routingKey - headStartOf(rules, 0);
  return { at: queuedAt + rules.mostHeldBackSeconds * 1_000, key: key - (tiers + 1) * TIER_MS };
}

/** Each step keeps what the ones before it opened, so the circle only grows. */
function stepsOf(facts: TaskFacts, rules: QueueRules): Step[] {
  const asked = askedFor(facts, rules);
  const widenings = [...rules.steps.map(widening), ...overflows(rules)].sort((a, b) => a.after - b.after);
  const steps: Step[] = [
    { at: facts.queuedAt, need: { queueIds: unique([facts.queueId, ...facts.alsoQueueIds]), skills: asked } },
  ];
  let [lowerBy, without] = [0, new Set<string>()];
  for (const { after, ...wider } of widenings) {
    lowerBy = Math.max(lowerBy, wider.lowerBy);
    without = new Set([...without, ...wider.without]);
    const queueIds = unique([...(steps.at(-1)?.need.queueIds ?? []), ...wider.queueIds]);
    steps.push({ at: facts.queuedAt + after, need: { queueIds, skills: lowered(asked, lowerBy, without) } });
  }
  return steps;
}

interface Widening {
  /** Milliseconds of waiting; `Infinity`: only when nobody who could serve an earlier step is signed in. */
  after: number;
  lowerBy: number;
  without: readonly string[];
  queueIds: readonly string[];
}

const widening = ({ afterSeconds, lowerBy, withoutSkillIds, alsoQueueIds }: QueueRules['steps'][number]): Widening => ({
  after: afterSeconds * 1_000,
  lowerBy,
  without: withoutSkillIds,
  queueIds: alsoQueueIds,
});

/** By age, and when nobody is signed in, the circle widens as a step does; by forecast and hours somebody has to look. */
export const isStep = ({ cause, to }: Pick<OverflowRule, 'cause' | 'to'>): boolean =>
  to === 'queue' && (cause === 'age' || cause === 'nobodySignedIn');

/** Overflowing to another queue's agents is a step like any other: one place in one line, and a wider circle. */
function overflows({ overflow }: QueueRules): Widening[] {
  return overflow.flatMap(({ cause, seconds, to, queueId }) => {
    if (!queueId || !isStep({ cause, to })) return [];
    const after = cause === 'age' ? seconds * 1_000 : Number.POSITIVE_INFINITY;
    return [{ after, lowerBy: 0, without: [], queueIds: [queueId] }];
  });
}

/** The queue's needs, the conversation's own and the customer's language; of one skill the highest level. */
function askedFor({ needs, languageSkillId }: TaskFacts, rules: QueueRules): Record<string, Level> {
  const language =
    languageSkillId && rules.languageLevel ? [{ skillId: languageSkillId, level: rules.languageLevel }] : [];
  const asked: Record<string, Level> = {};
  for (const { skillId, level } of [...rules.needs, ...needs, ...language])
    asked[skillId] = Math.max(asked[skillId] ?? 1, level) as Level;
  return asked;
}

function lowered(asked: Record<string, Level>, lowerBy: number, without: ReadonlySet<string>): Record<string, Level> {
  const left = Object.entries(asked).filter(([skillId, level]) => !without.has(skillId) && level - lowerBy >= 1);
  return Object.fromEntries(left.map(([skillId, level]) => [skillId, (level - lowerBy) as Level]));
}

/** When it leaves the line by age; to other queues it does not leave. */
function overflowAt({ channel, queuedAt }: TaskFacts, { overflow }: QueueRules): Millis | null {
  const leaving = overflow.filter((rule) => rule.cause === 'age' && leavesLine(rule)).map(({ seconds }) => seconds);
  return leaving.length > 0 && standsInLine(channel) ? queuedAt + Math.min(...leaving) * 1_000 : null;
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)];
