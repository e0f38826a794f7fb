/** What is told of those who came, with one definition for each figure. */
import type { Outcome } from './world.js';

export interface Limits {
  /** T: an answer within it counts for the service level. Milliseconds. */
  targetMs: number;
  /** S: who leaves within it is said to have come by mistake. Milliseconds. */
  shortMs: number;
}

/**
 * The usual formulas of a service level, which differ by what is done with those who left. A answered, B left, `_T` within the
 * target, `_S` within the short limit; who left the line by overflow is in none of them.
 */
export interface ServiceLevels {
  /** (A_T + B_T) / (A + B): leaving within the target is credited. */
  f1: number | null;
  /** A_T / A: answered only. */
  f2: number | null;
  /** A_T / (A + B): all who came. The one that is meant where none is named. */
  f3: number | null;
  /** A_T / (A + B - B_T): leaving within the target does not count. */
  f4: number | null;
  /** (A_T + B_S) / (A + B): leaving at once is credited. */
  f5: number | null;
  /** A_T / (A + B - B_S): leaving at once does not count. */
  f6: number | null;
}

export interface LineFigures {
  offered: number;
  answered: number;
  abandoned: number;
  /** Left the line by rule: for a callback, a message, the form. */
  overflowed: number;
  /** Still waiting when everything had happened. */
  waiting: number;
  /** Share of those who came who left before they were answered. */
  abandonShare: number | null;
  /** Mean wait of those who were answered. Milliseconds. */
  asaMs: number | null;
  /** Mean wait of those who left. Milliseconds. */
  abandonWaitMs: number | null;
  /** Waits of all whose wait ended, however it ended. Milliseconds. */
  waits: { meanMs: number | null; p50Ms: number | null; p90Ms: number | null; longestMs: number | null };
  serviceLevel: ServiceLevels;
}

/** @param limitsOf of a queue: each answer is measured by the target of its own */
export function lineFigures(outcomes: readonly Outcome[], limitsOf: (queueId: string) => Limits): LineFigures {
  const ended = (end: Outcome['end']) => outcomes.filter((one) => one.end === end);
  const [answered, left] = [ended('answered'), ended('left')];
  const waits = outcomes.filter(({ end }) => end !== 'waiting').map(({ waitMs }) => waitMs);
  waits.sort((a, b) => a - b);
  return {
    offered: outcomes.length,
    answered: answered.length,
    abandoned: left.length,
    overflowed: ended('overflowed').length,
    waiting: ended('waiting').length,
    abandonShare: ratio(left.length, outcomes.length),
    asaMs: meanWait(answered),
    abandonWaitMs: meanWait(left),
    waits: {
      meanMs: mean(waits),
      p50Ms: percentile(waits, 0.5),
      p90Ms: percentile(waits, 0.9),
      longestMs: waits.at(-1) ?? null,
    },
    serviceLevel: serviceLevels(answered, left, limitsOf),
  };
}

function serviceLevels(
  answered: readonly Outcome[],
  left: readonly Outcome[],
  limitsOf: (queueId: string) => Limits,
): ServiceLevels {
  const within = (outcomes: readonly Outcome[], limit: keyof Limits) =>
    outcomes.filter(({ waitMs, queueId }) => waitMs <= limitsOf(queueId)[limit]).length;
  return levelsOf({
    answered: answered.length,
    left: left.length,
    answeredInTime: within(answered, 'targetMs'),
    leftInTime: within(left, 'targetMs'),
    leftAtOnce: within(left, 'shortMs'),
  });
}

export interface Counts {
  answered: number;
  left: number;
  answeredInTime: number;
  leftInTime: number;
  leftAtOnce: number;
}

export function levelsOf({ answered, left, answeredInTime, leftInTime, leftAtOnce }: Counts): ServiceLevels {
  const came = answered + left;
  return {
    f1: ratio(answeredInTime + leftInTime, came),
    f2: ratio(answeredInTime, answered),
    f3: ratio(answeredInTime, came),
    f4: ratio(answeredInTime, came - leftInTime),
    f5: ratio(answeredInTime + leftAtOnce, came),
    f6: ratio(answeredInTime, came - leftAtOnce),
  };
}

/** The smallest that so large a share is not above (nearest rank). @param sorted smallest first */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
const meanWait = (outcomes: readonly Outcome[]): number | null => mean(outcomes.map(({ waitMs }) => waitMs));
function mean(values: readonly number[]): number | null {
  return ratio(
    values.reduce((total, value) => total + value, 0),
    values.length,
  );
}
