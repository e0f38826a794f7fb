/**
 * The rules by which conversations are routed, as data: parsed at the edge, stored, versioned, replayed. One list of names and
 * limits for the server, the console and the simulator.
 */
import { z } from 'zod';
import {
  AGENT_CHOICES,
  AT_CLOSING,
  CHANNELS,
  type ChannelName,
  type Level,
  MOST_VALUE,
  OVERFLOW_CAUSES,
  OVERFLOW_TARGETS,
  STAYING,
  STAYS_SECONDS,
  WAITING_ORDERS,
} from './names.js';

const Id = z.string().regex(/^[0-9a-f]{24}$/, 'not an id');
const LevelIn = z
  .int()
  .min(1)
  .max(5)
  .transform((level) => level as Level);
/** A day is the longest that a wait is planned for. */
const Seconds = z.int().min(0).max(86_400);
const perChannel = <T extends z.ZodType>(schema: T) =>
  z.strictObject(Object.fromEntries(CHANNELS.map((channel) => [channel, schema])) as Record<ChannelName, T>);

const StaysSeconds = z
  .int()
  .min(0)
  .max(30 * 86_400);

export const SkillNeed = z.strictObject({ skillId: Id, level: LevelIn });
export type SkillNeed = z.infer<typeof SkillNeed>;

/** What an agent can do: skill id → level. A skill that is not there is not had. */
export const SkillLevels = z
  .record(Id, LevelIn)
  .refine((levels) => Object.keys(levels).length <= 200, 'at most 200 skills');
export type SkillLevels = z.infer<typeof SkillLevels>;

/** How many conversations of a channel at once, when nothing else is held; 0: none of that channel. */
export const Capacity = perChannel(z.int().min(0).max(100));
export type Capacity = z.infer<typeof Capacity>;

/** From `afterSeconds` of waiting on, who may serve is wider than before. */
export const WideningStep = z.strictObject({
  afterSeconds: Seconds,
  /** Every level asked for is lower by this much; what falls below 1 is not asked for. */
  lowerBy: z.int().min(0).max(5),
  /** These are not asked for any more. */
  withoutSkillIds: z.array(Id).max(50),
  /** Members of these queues may serve too. */
  alsoQueueIds: z.array(Id).max(20),
});
export type WideningStep = z.infer<typeof WideningStep>;

/**
 * What becomes of somebody who waits too long, or in vain. `queue`: the members of another queue may serve them too, from where
 * they stand. `callback`: a follow-up to call, and they leave the line. `message`: they are told that the answer will come, and
 * leave the line until the queue opens. `offlineForm`: new visitors get the form instead of the line. Only who is there leaves a
 * line: a mail, a text or a message that was left waits until it is answered. Who is on the phone is called back from their place, or
 * asked to leave a message.
 */
export const OverflowRule = z
  .strictObject({
    cause: z.enum(OVERFLOW_CAUSES),
    /** Of age or of forecast; without meaning for the other causes. */
    seconds: Seconds,
    /** Of a full queue: so many have a place in it, and who stands behind them is helped. */
    most: z.int().min(1).max(10_000).optional(),
    to: z.enum(OVERFLOW_TARGETS),
    queueId: Id.nullable(),
  })
  .refine((rule) => (rule.to === 'queue') === (rule.queueId !== null), 'a queue where it goes to a queue, else none')
  .refine(
    (rule) => (rule.cause === 'full') === (rule.most !== undefined),
    'how many, where a queue is full, else none',
  );
export type OverflowRule = z.infer<typeof OverflowRule>;

/** Whether those who wait leave the line by it, where they stand in one. */
export const leavesLine = ({ to }: Pick<OverflowRule, 'to'>): boolean => to === 'message' || to === 'callback';

/** At a screen or on the phone. Who wrote a mail or a text stands in no line to be taken out of: it waits until it is answered. */
export const standsInLine = (channel: ChannelName): boolean => channel === 'webchat' || channel === 'voice';

export const QueueRules = z.strictObject({
  order: z.enum(WAITING_ORDERS),
  choice: z.enum(AGENT_CHOICES),
  /** What every conversation of the queue asks of its agent. */
  needs: z.array(SkillNeed).max(20),
  /** The level of the customer's language to ask for, where a skill is marked as that language; null: languages do not matter. */
  languageLevel: LevelIn.nullable(),
  steps: z
    .array(WideningStep)
    .max(6)
    .refine(
      (steps) => steps.every((step, i) => i === 0 || steps[i - 1]!.afterSeconds < step.afterSeconds),
      'later and later',
    ),
  /** For so long only the agent of the customer's last conversation is asked; 0: like everybody else. */
  lastAgentSeconds: perChannel(Seconds),
  /**
   * For so long at most what is open stays with an owner who has signed off; 0: it goes back at once. Missing: `STAYS_SECONDS`. Chats
   * and calls never stay.
   */
  staysSeconds: z.strictObject({ email: StaysSeconds, sms: StaysSeconds }).optional(),
  /** Priority points by the customer's value, 0 to 5; one point is one minute of waiting. */
  valuePoints: z.array(z.int().min(0).max(1_440)).length(MOST_VALUE + 1),
  /** Nobody is held back by more valuable customers, or by this queue's head start, for longer than this. */
  mostHeldBackSeconds: Seconds,
  /** To agents of several queues its customers count as if they had waited for so much longer; missing: no longer. */
  headStartSeconds: Seconds.optional(),
  /** How many agents ring at once; the first to accept has it. */
  offersAtOnce: z.int().min(1).max(10),
  overflow: z.array(OverflowRule).max(10),
  atClosing: z.enum(AT_CLOSING),
  /** By how much an agent may lengthen a wrap-up at a time; 0: not at all. And how often. */
  wrapUpExtendSeconds: Seconds,
  wrapUpExtensions: z.int().min(0).max(10),
});
export type QueueRules = z.infer<typeof QueueRules>;

export function staysSecondsOf({ staysSeconds }: Pick<QueueRules, 'staysSeconds'>, channel: ChannelName): number {
  const staying = STAYING.find((one) => one === channel);
  return staying ? (staysSeconds?.[staying] ?? STAYS_SECONDS) : 0;
}

/** Which channel may be given to somebody who is busy with only such others, although their units are used up. */
export const Interrupts = perChannel(z.array(z.enum(CHANNELS)).max(CHANNELS.length));
export type Interrupts = z.infer<typeof Interrupts>;

/** Rules that are one for the whole company. */
export const CommonRules = z.strictObject({
  interrupts: Interrupts,
  /** An agent who declined or missed a conversation is left alone with it for so long. */
  restSeconds: z.int().min(0).max(3_600),
});
export type CommonRules = z.infer<typeof CommonRules>;
