/** Plays a plan often enough to say how sure the figures are, and asks the formulas the same. */
import { meanOf } from './chance.js';
import { type Traffic, type WaitFigures, waitsByErlangC } from './erlang.js';
import { waitsByErlangA } from './erlang-a.js';
import { type LineFigures, lineFigures } from './figures.js';
import { countedSpan, makeWorld } from './made-up.js';
import { Play } from './play.js';
import { type Interval, intervalOf } from './student.js';
import { inInterval, type QueueTraffic, type TrafficPlan } from './traffic.js';
import type { AgentTime } from './world.js';

/** Who leaves within so many seconds came by mistake. */
const SHORT_MS = 5_000;

export interface RunFigures {
  /** By the queue's name. */
  queues: Record<string, LineFigures>;
  total: LineFigures;
  /** By the team's name: share of the time of its agents that conversations took. */
  occupancy: Record<string, number | null>;
}

export function playRun(plan: TrafficPlan, run: number): RunFigures {
  const span = countedSpan(plan);
  const play = new Play(makeWorld(plan, run), span);
  play.run();
  const outcomes = play.outcomes().filter(({ at }) => at >= span.from && at < span.until);
  const targets = new Map(plan.queues.map(({ name, targetSeconds }) => [name, targetSeconds * 1_000]));
  const limitsOf = (queueId: string) => ({ targetMs: targets.get(queueId) ?? 0, shortMs: SHORT_MS });
  const of = (name: string) => outcomes.filter(({ queueId }) => queueId === name);
  const times = play.times();
  const team = (name: string) => times.filter(({ agentId }) => agentId.slice(0, agentId.lastIndexOf('-')) === name);
  return {
    queues: Object.fromEntries(plan.queues.map(({ name }) => [name, lineFigures(of(name), limitsOf)])),
    total: lineFigures(outcomes, limitsOf),
    occupancy: Object.fromEntries(plan.teams.map(({ name }) => [name, occupancyOf(team(name))])),
  };
}

/** Time with at least one conversation, as a share of that and of being ready; null when nobody was there. */
export function occupancyOf(times: readonly AgentTime[]): number | null {
  const present = times.reduce((sum, { presentMs }) => sum + presentMs, 0);
  return present > 0 ? times.reduce((sum, { busyMs }) => sum + busyMs, 0) / present : null;
}

/** The mean over the runs that have this figure, and how sure it is; null when none has it. */
export function over(runs: readonly RunFigures[], figure: (run: RunFigures) => number | null): Interval | null {
  const values = runs.map(figure).filter((value) => value !== null);
  if (values.length === 0) return null;
  return values.length === 1 ? { mean: values[0]!, half: Number.NaN } : intervalOf(values);
}

export type Theory = Pick<WaitFigures, 'serviceLevel' | 'asaSeconds' | 'abandonShare' | 'waitShare' | 'occupancy'>;

/**
 * What Erlang C and A say of one queue, each interval by itself and weighed by those who come in it. Null where they cannot speak:
 * they know one line that somebody comes to, and agents who are there all the time, do nothing else and are all alike.
 */
export function theoryOf(queue: QueueTraffic, plan: TrafficPlan): { c: Theory; a: Theory | null } | null {
  const teams = plan.teams.filter(({ queues }) => queues.includes(queue.name));
  const alone = teams.every(({ queues, capacity }) => queues.length === 1 && capacity[queue.channel] === 1);
  if (!alone || teams.length === 0 || Object.keys(queue.needs).length > 0) return null;
  const handleSeconds = meanOf(queue.handle) + queue.wrapUpSeconds;
  const { patience } = queue;
  const weighed = Array.from({ length: plan.intervals }, (_, i) => {
    const agents = teams.reduce((sum, team) => sum + inInterval(team.agents, i), 0);
    return { arrivalsPerHour: inInterval(queue.arrivalsPerHour, i), handleSeconds, agents };
  });
  const isComing = weighed.some(({ arrivalsPerHour }) => arrivalsPerHour > 0);
  if (!isComing || weighed.some(({ agents }) => agents === 0)) return null;
  const mean = (of: (traffic: Traffic) => Theory) => weighedMean(weighed, of);
  return {
    c: mean((traffic) => waitsByErlangC(traffic, queue.targetSeconds)),
    a: patience && mean((traffic) => waitsByErlangA(traffic, meanOf(patience), queue.targetSeconds)),
  };
}

function weighedMean(intervals: readonly Traffic[], of: (traffic: Traffic) => Theory): Theory {
  const found = intervals.map((traffic) => ({ traffic, says: of(traffic) }));
  const by = (weight: (one: (typeof found)[number]) => number, name: keyof Theory) => {
    const whole = found.reduce((sum, one) => sum + weight(one), 0);
    const parts = found.filter((one) => weight(one) > 0).map((one) => weight(one) * one.says[name]);
    return whole > 0 ? parts.reduce((sum, part) => sum + part, 0) / whole : 0;
  };
  const coming = ({ traffic }: (typeof found)[number]) => traffic.arrivalsPerHour;
  return {
    serviceLevel: by(coming, 'serviceLevel'),
    waitShare: by(coming, 'waitShare'),
    abandonShare: by(coming, 'abandonShare'),
    asaSeconds: by((one) => coming(one) * (1 - one.says.abandonShare), 'asaSeconds'),
    occupancy: by(({ traffic }) => traffic.agents, 'occupancy'),
  };
}
