/**
 * The formulas of Agner Krarup Erlang for a line with Poisson arrivals, exponential handling times and `agents` equal agents.
 * Everything is safe for thousands of agents: no factorials, no powers, only recursions whose terms stay between 0 and 1.
 *
 * Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
 * exchanges" (1917); R. B. Cooper, "Introduction to Queueing Theory" (1981), chapter 3; G. Koole, "Call Center Optimization" (2013).
 */

/** Steady traffic of one kind, and those who serve it. */
export interface Traffic {
  arrivalsPerHour: number;
  /** Mean time that one conversation takes its agent: talk and wrap-up. */
  handleSeconds: number;
  /** Whole, at least 1. */
  agents: number;
}

export interface WaitFigures {
  /** Share of the arrivals who find everybody busy. */
  waitShare: number;
  /** Mean wait of those who were answered, of those too who did not wait at all; `Infinity` where the line only grows. */
  asaSeconds: number;
  /** Answered within the target, as a share of all who came (f3, `A_T / (A + B)`). */
  serviceLevel: number;
  /** Share who left before they were answered. */
  abandonShare: number;
  /** Half of those who come wait at most so long, nine in ten at most so long, until they are answered or leave. */
  waitP50Seconds: number;
  waitP90Seconds: number;
  /** The same for somebody who stays whatever happens. */
  patientP90Seconds: number;
  /** Mean number of those who wait. */
  waiting: number;
  /** Share of the agents' time that conversations take; above 0.9 nobody bears it for long. */
  occupancy: number;
}

/** Offered load in erlangs: how many agents would be busy if nobody ever waited or left. */
export const loadOf = ({
  arrivalsPerHour,
  handleSeconds,
}: Pick<Traffic, 'arrivalsPerHour' | 'handleSeconds'>): number => (arrivalsPerHour * handleSeconds) / 3_600;

/**
 * Erlang B: the share of arrivals that find all agents busy where nobody waits.
 * `B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1))`.
 * @param load in erlangs, at least 0
 * @throws RangeError when the load is below 0 or the agents are not a whole number of at least 0
 */
export function erlangB(load: number, agents: number): number {
  if (!(load >= 0)) throw new RangeError(`load is at least 0, got ${load}`);
  if (!Number.isInteger(agents) || agents < 0) throw new RangeError(`agents are counted, got ${agents}`);
  let blocked = 1;
  for (let k = 1; k <= agents; k += 1) blocked = (load * blocked) / (k + load * blocked);
  return blocked;
}

/**
 * Erlang C: the share of arrivals that wait, where nobody ever leaves: `C = nB / (n - a(1 - B))`.
 * @returns 1 when the load is at least the number of agents: then the line grows without end
 */
export function erlangC(load: number, agents: number): number {
  const blocked = erlangB(load, agents);
  return load >= agents ? 1 : (agents * blocked) / (agents - load * (1 - blocked));
}

/**
 * What Erlang C says: nobody leaves, so `P(W > t) = C e^{-(nμ - λ)t}`.
 * @param targetSeconds the wait within which an answer counts for the service level
 */
export function waitsByErlangC(traffic: Traffic, targetSeconds: number): WaitFigures {
  const load = loadOf(traffic);
  const waitShare = erlangC(load, traffic.agents);
  if (load >= traffic.agents) return GROWING;
  /** By how much faster the line is worked off than it grows, per second. */
  const drain = (traffic.agents - load) / traffic.handleSeconds;
  const quantile = (share: number) => Math.max(0, Math.log(waitShare / (1 - share)) / drain);
  return {
    waitShare,
    asaSeconds: waitShare / drain,
    serviceLevel: 1 - waitShare * Math.exp(-drain * targetSeconds),
    abandonShare: 0,
    waitP50Seconds: quantile(0.5),
    waitP90Seconds: quantile(0.9),
    patientP90Seconds: quantile(0.9),
    waiting: ((traffic.arrivalsPerHour / 3_600) * waitShare) / drain,
    occupancy: load / traffic.agents,
  };
}

const GROWING: WaitFigures = {
  waitShare: 1,
  asaSeconds: Number.POSITIVE_INFINITY,
  serviceLevel: 0,
  abandonShare: 0,
  waitP50Seconds: Number.POSITIVE_INFINITY,
  waitP90Seconds: Number.POSITIVE_INFINITY,
  patientP90Seconds: Number.POSITIVE_INFINITY,
  waiting: Number.POSITIVE_INFINITY,
  occupancy: 1,
};
