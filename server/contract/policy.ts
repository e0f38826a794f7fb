/** All that routing goes by, as one piece of data: what is versioned, drafted, compared, replayed and published. */
import { z } from 'zod';
import { LOCALES } from './names.js';
import { Hours, Id, LIMITS, queueFields } from './requests.js';
import { Capacity, CommonRules, QueueRules, SkillLevels } from './rules.js';
import type { AgentRef } from './views.js';

const Name = z.string().trim().min(1).max(LIMITS.nameLength);
const some = <T extends z.ZodType>(schema: T, most: number) =>
  z.record(Id, schema).refine((all) => Object.keys(all).length <= most, `at most ${most}`);

export const SkillPolicy = z.strictObject({
  name: Name,
  nameFa: z.string().trim().max(LIMITS.nameLength).nullable(),
  language: z.enum(LOCALES).nullable(),
});
export type SkillPolicy = z.infer<typeof SkillPolicy>;

const { memberIds, offerSeconds, autoAccept, wrapUpSeconds } = queueFields;
const { slaFirstResponseSeconds, slaNextResponseSeconds, slaTarget } = queueFields;
export const QueuePolicy = z.strictObject({
  ...{ memberIds, offerSeconds, autoAccept, wrapUpSeconds },
  ...{ slaFirstResponseSeconds, slaNextResponseSeconds, slaTarget },
  hours: Hours,
  rules: QueueRules,
});
export type QueuePolicy = z.infer<typeof QueuePolicy>;

export const AgentPolicy = z.strictObject({ skills: SkillLevels, capacity: Capacity });
export type AgentPolicy = z.infer<typeof AgentPolicy>;

/** Everything by id; agents are all active accounts. */
export interface PolicyContent {
  skills: Record<string, SkillPolicy>;
  common: CommonRules;
  queues: Record<string, QueuePolicy>;
  agents: Record<string, AgentPolicy>;
}

export const DraftCreateRequest = z.strictObject({
  name: Name,
  /** Without one: what holds now. */
  fromVersion: z.int().min(1).optional(),
});
/** What is not named stays. A skill that is null goes; a level of 0 takes the skill away. */
export const DraftChangeRequest = z.strictObject({
  version: z.int().min(1),
  name: Name.optional(),
  skills: some(SkillPolicy.nullable(), 200).optional(),
  common: CommonRules.partial().optional(),
  queues: some(QueuePolicy.partial(), 500).optional(),
  agents: some(
    z.strictObject({ skills: some(z.int().min(0).max(5), 200).optional(), capacity: Capacity.optional() }),
    2_000,
  ).optional(),
});
export type DraftChangeRequest = z.infer<typeof DraftChangeRequest>;
/** Where both changed the same: the draft's word counts, or what holds now. */
export const RebaseRequest = z.strictObject({ version: z.int().min(1), keep: z.enum(['draft', 'live']) });
const Note = z.string().trim().max(500).default('');
export const PublishRequest = z.strictObject({ version: z.int().min(1), note: Note });
export const RollBackRequest = z.strictObject({ note: Note });
export const VersionDifferencesQuery = z.strictObject({ with: z.coerce.number().int().min(1).optional() });

/** `edited`: somebody changed settings one by one; several changes soon after each other are one version. */
export const VERSION_CAUSES = ['edited', 'published', 'rolledBack'] as const;
export type VersionCause = (typeof VERSION_CAUSES)[number];

export interface PolicyVersionRecord {
  /** 1, 2, 3 … */
  _id: number;
  at: Date;
  by: AgentRef | null;
  note: string;
  cause: VersionCause;
  /** `publishing`: written down, and not yet carried to every record it changes. */
  state: 'publishing' | 'live';
  /** Of the content. */
  hash: string;
  content: PolicyContent;
}

export interface PolicyDraftRecord {
  _id: string;
  name: string;
  /** What it began from: only what differs from that is published. */
  baseVersion: number;
  content: PolicyContent;
  by: AgentRef;
  at: Date;
  /** Rises with every change. */
  version: number;
}

export interface PolicyVersionView {
  version: number;
  at: string;
  by: AgentRef | null;
  note: string;
  cause: VersionCause;
  state: 'publishing' | 'live';
}

export interface PolicyVersionWhole extends PolicyVersionView {
  content: PolicyContent;
}

export interface DraftRow {
  id: string;
  name: string;
  baseVersion: number;
  by: AgentRef;
  at: string;
  version: number;
}

export interface DraftView extends DraftRow {
  content: PolicyContent;
}

/** A list counts as one value. Where something comes or goes as a whole, the path ends at it. */
export interface DifferenceView {
  path: string[];
  kind: 'added' | 'removed' | 'changed';
  /** Null where it was not there, or is not there any more. */
  before: unknown;
  after: unknown;
}

export interface DraftDifferencesView {
  /** What publishing would change in what holds now. */
  differences: DifferenceView[];
  /** Paths that were also changed in what holds since the draft began; it cannot be published before that is settled. */
  conflicts: string[][];
}

export const PROBLEM_CODES = [
  'skill.unknown',
  'skill.sameName',
  'skill.sameLanguage',
  'skill.inUse',
  'queue.unknown',
  'overflow.toItself',
  'overflow.circle',
  'overflow.neverReached',
  'queue.noMembers',
  'queue.nobodyServes',
  'queue.neverOpen',
  'queue.dayTwice',
  'need.nobodyHas',
  'need.levelTooHigh',
  'language.noSkill',
  'step.nobodyServes',
  'step.narrows',
  'step.changesNothing',
  'step.neverReached',
  'value.beyondBound',
  'headStart.beyondBound',
  'agent.noCapacity',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Something about a policy that cannot be (an error: it is not published) or is hardly meant (a warning). */
export interface ProblemView {
  code: ProblemCode;
  severity: 'error' | 'warning';
  queueId?: string;
  agentId?: string;
  skillId?: string;
  /** Another queue that is part of it. */
  otherQueueId?: string;
  /** Local, YYYY-MM-DD. */
  date?: string;
  /** Counted from 1: of the steps of widening or of the ways to overflow. */
  place?: number;
  /** The level that is asked for, or the customer's value. */
  level?: number;
  /** The best there is. */
  best?: number;
}
