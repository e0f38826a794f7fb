/** Mean waits where some go before others: several classes of customers, one kind of service, `agents` equal agents. */
import { erlangC, loadOf } from './erlang.js';

export interface PriorityClass {
  arrivalsPerHour: number;
  /** How fast waiting counts; only for accumulating priorities. Above 0. */
  rate: number;
}

interface Service {
  handleSeconds: number;
  agents: number;
}

/**
 * Strict order without taking anybody's agent away: the more important class always goes first.
 * `W_k = W_0 / ((1 - σ_{k-1})(1 - σ_k))`, σ_k the occupancy by class k and those before it, `W_0 = C/(nμ)`.
 * Source: A. Cobham, "Priority assignment in waiting line problems", Operations Research 2(1) (1954).
 * @param classes the most important first; together below the agents' load
 * @returns mean seconds of waiting of each class
 */
export function strictWaits(classes: readonly PriorityClass[], service: Service): number[] {
  const { shares, first } = partsOf(classes, service);
  let before = 0;
  return shares.map((share) => {
    const upTo = before + share;
    const wait = first / ((1 - before) * (1 - upTo));
    before = upTo;
    return wait;
  });
}

/**
 * Accumulating priorities: whose rate × time waited is greatest goes first. Each class's wait rests on those of slower classes:
 * `W_k = (W_0/(1-ρ) - Σ_slower ρ_i W_i (1 - b_i/b_k)) / (1 - Σ_faster ρ_i (1 - b_k/b_i))`.
 * Sources: L. Kleinrock, "A delay dependent queue discipline", Naval Research Logistics Quarterly 11 (1964); for several servers
 * with one exponential service D. Stanford, P. Taylor and I. Ziedins, Queueing Systems 77 (2014), and A. Sharif et al. (2014).
 * @returns mean seconds of waiting of each class, in the order given
 */
export function accumulatingWaits(classes: readonly PriorityClass[], service: Service): number[] {
  const { shares, first } = partsOf(classes, service);
  const busy = shares.reduce((total, share) => total + share, 0);
  const waits = classes.map(() => 0);
  const slowestFirst = classes.map((_, i) => i).sort((a, b) => classes[a]!.rate - classes[b]!.rate);
  for (const k of slowestFirst) {
    const own = classes[k]!.rate;
    let [over, under] = [first / (1 - busy), 1];
    for (const [i, { rate }] of classes.entries()) {
      if (rate < own) over -= shares[i]! * waits[i]! * (1 - rate / own);
      if (rate > own) under -= shares[i]! * (1 - own / rate);
    }
    waits[k] = over / under;
  }
  return waits;
}

/** Occupancy by class, and the mean time until an agent is free for somebody who comes, were nobody else waiting. */
function partsOf(classes: readonly PriorityClass[], { handleSeconds, agents }: Service) {
  const loads = classes.map(({ arrivalsPerHour }) => loadOf({ arrivalsPerHour, handleSeconds }));
  const load = loads.reduce((total, one) => total + one, 0);
  if (load >= agents) throw new RangeError(`${load} erlangs are too many for ${agents} agents: the line only grows`);
  return { shares: loads.map((one) => one / agents), first: (erlangC(load, agents) * handleSeconds) / agents };
}
