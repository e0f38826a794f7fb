/** Made-up traffic as a file or as flags says it; checked here, so that nothing behind it meets nonsense. */
import { z } from 'zod';
import { AGENT_CHOICES, CHANNELS, WAITING_ORDERS } from '../../contract/index.js';

const Name = z.string().trim().min(1).max(60);
const Seconds = z.number().min(0).max(86_400);
const Positive = z.number().positive().max(86_400);
const Level = z.int().min(1).max(5);
/** The same all the time, or one for each interval. */
const byInterval = <T extends z.ZodType>(one: T, says: string) =>
  z.union([one, z.array(one).min(1).max(1_000)], {
    error: `expected ${says}, or a list of them, one for each interval`,
  });

const SpreadIn = z.union(
  [
    Positive.transform((meanSeconds) => ({ kind: 'exponential' as const, meanSeconds })),
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('fixed'), meanSeconds: Seconds }),
      z.strictObject({ kind: z.literal('exponential'), meanSeconds: Positive }),
      z.strictObject({ kind: z.literal('lognormal'), meanSeconds: Positive, variation: z.number().positive().max(10) }),
      z.strictObject({ kind: z.literal('recorded'), seconds: z.array(Seconds).min(1).max(100_000) }),
    ]),
  ],
  {
    error:
      'expected seconds above 0 and up to 86400, or {"kind": "fixed", "exponential", "lognormal" or "recorded", …}',
  },
);

const StepIn = z.strictObject({
  afterSeconds: z.int().min(0).max(86_400),
  lowerBy: z.int().min(0).max(5).default(0),
  withoutSkills: z.array(Name).max(50).default([]),
  alsoQueues: z.array(Name).max(20).default([]),
});

const QueueIn = z.strictObject({
  name: Name,
  channel: z.enum(CHANNELS).default('voice'),
  arrivalsPerHour: byInterval(z.number().min(0).max(100_000), 'a number from 0 to 100000'),
  /** A number is the mean of exponential times. */
  handle: SpreadIn,
  wrapUpSeconds: Seconds.default(0),
  /** Null: nobody ever leaves. */
  patience: SpreadIn.nullable().default(null),
  targetSeconds: Seconds.default(20),
  /** Shares of the customers' values 0 to 5, as weights. */
  values: z.array(z.number().min(0)).length(6).default([1, 0, 0, 0, 0, 0]),
  order: z.enum(WAITING_ORDERS).default('offset'),
  choice: z.enum(AGENT_CHOICES).default('longestIdle'),
  needs: z.record(Name, Level).default({}),
  steps: z.array(StepIn).max(6).default([]),
  valuePoints: z.array(z.int().min(0).max(1_440)).length(6).default([0, 0, 0, 0, 0, 0]),
  mostHeldBackSeconds: z.int().min(0).max(86_400).default(600),
  /** Waiting for so long, they leave the line for a callback. */
  callbackAfterSeconds: z.int().min(1).max(86_400).nullable().default(null),
});
export type QueueTraffic = z.infer<typeof QueueIn>;

const TeamIn = z.strictObject({
  name: Name,
  queues: z.array(Name).min(1).max(100),
  agents: byInterval(z.int().min(0).max(2_000), 'a whole number from 0 to 2000'),
  skills: z.record(Name, Level).default({}),
  /** Conversations at once, by channel; others than these: none. */
  capacity: z.partialRecord(z.enum(CHANNELS), z.int().min(0).max(100)).default({ voice: 1 }),
});
export type Team = z.infer<typeof TeamIn>;

const OffersIn = z.strictObject({
  /** Null: conversations are given without asking. */
  seconds: Positive.nullable().default(null),
  missedShare: z.number().min(0).max(0.9).default(0),
  declinedShare: z.number().min(0).max(0.9).default(0),
  answer: SpreadIn.default({ kind: 'fixed', meanSeconds: 0 }),
  backAfterSeconds: Seconds.default(60),
  restSeconds: z.int().min(0).max(3_600).default(10),
});

export const TrafficIn = z
  .strictObject({
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .default(1),
    /** Independent repetitions; with two or more it is told how sure each figure is. */
    runs: z.int().min(1).max(1_000).default(20),
    intervalMinutes: z.number().positive().max(1_440).default(30),
    /** How many intervals are counted; what is not told for the later ones is as in the last one told. */
    intervals: z.int().min(1).max(1_000).default(16),
    /** Played before the counting begins, as in the first interval: a line does not begin empty. */
    warmUpMinutes: z.number().min(0).max(1_440).default(60),
    queues: z.array(QueueIn).min(1).max(50),
    teams: z.array(TeamIn).min(1).max(100),
    offers: OffersIn.default(OffersIn.parse({})),
  })
  .superRefine(namesMustFit)
  .superRefine(mustBeBounded);
export type TrafficPlan = z.infer<typeof TrafficIn>;

interface Named {
  queues: { name: string; steps: { alsoQueues: string[] }[] }[];
  teams: { name: string; queues: string[] }[];
}

function namesMustFit({ queues, teams }: Named, context: z.RefinementCtx): void {
  const names = queues.map(({ name }) => name);
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  if (new Set(names).size < names.length) fail('two queues have one name');
  if (new Set(teams.map(({ name }) => name)).size < teams.length) fail('two teams have one name');
  const named = [...teams.flatMap((team) => team.queues), ...queues.flatMap(({ steps }) => steps.flatMap(alsoOf))];
  for (const name of new Set(named)) if (!names.includes(name)) fail(`there is no queue "${name}"`);
}
const alsoOf = ({ alsoQueues }: { alsoQueues: string[] }) => alsoQueues;

/** A plan that a machine can play in some minutes. */
const MOST_ARRIVALS = 5_000_000;
function mustBeBounded({ queues, intervals, intervalMinutes, runs, offers }: Bounded, context: z.RefinementCtx): void {
  const perHour = queues.reduce((sum, { arrivalsPerHour: told }) => sum + Math.max(...[told].flat()), 0);
  const arrivals = ((perHour * intervals * intervalMinutes) / 60) * runs;
  const fail = (message: string) => context.addIssue({ code: 'custom', message });
  if (arrivals > MOST_ARRIVALS)
    fail(`that is ${Math.round(arrivals)} arrivals, at most ${MOST_ARRIVALS} are played: fewer runs or hours, please`);
  if (offers.missedShare + offers.declinedShare > 0.95) fail('nearly every offer would be missed or declined');
}
interface Bounded {
  queues: { arrivalsPerHour: number | number[] }[];
  intervals: number;
  intervalMinutes: number;
  runs: number;
  offers: { missedShare: number; declinedShare: number };
}

/** What is told for the interval, or for the last one told. */
export const inInterval = <T>(told: T | T[], interval: number): T =>
  Array.isArray(told) ? told[Math.min(Math.max(0, interval), told.length - 1)]! : told;
