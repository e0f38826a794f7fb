/**
 * Erlang A (M/M/n+M): as Erlang C, but whoever waits leaves after an exponential time of patience, as customers do.
 *
 * Sources: C. Palm, "Research on telephone traffic carried by full availability groups" (1946/57); A. Mandelbaum and S. Zeltyn,
 * "Service engineering in action: the Palm/Erlang-A queue" (2007); W. Whitt, Management Science 45(6) (1999) for the wait behind
 * q others.
 */
import { erlangB, loadOf, type Traffic, type WaitFigures, waitsByErlangC } from './erlang.js';

/** A state as likely as this beside the likeliest changes no digit that anybody reads. */
const NEGLIGIBLE = 1e-17;

interface States {
  /** Probability that somebody is free. */
  free: number;
  /** `here[q]`: probability that all agents are busy and q wait. */
  here: readonly number[];
  /** nμ/θ: how many leave the agents while one waiting customer's patience lasts. */
  ratio: number;
  /** θ, per second. */
  leaving: number;
}

/**
 * @param patienceSeconds mean time after which somebody who waits leaves; `Infinity`: nobody ever does (Erlang C)
 * @param targetSeconds the wait within which an answer counts for the service level
 */
export function waitsByErlangA(traffic: Traffic, patienceSeconds: number, targetSeconds: number): WaitFigures {
  if (!(patienceSeconds > 0)) throw new RangeError(`patience is above 0, got ${patienceSeconds}`);
  if (patienceSeconds === Number.POSITIVE_INFINITY) return waitsByErlangC(traffic, targetSeconds);
  const states = statesOf(traffic, patienceSeconds);
  const perSecond = traffic.arrivalsPerHour / 3_600;
  const waiting = sum(states.here.map((share, q) => q * share));
  const abandonShare = perSecond > 0 ? (states.leaving * waiting) / perSecond : 0;
  return {
    waitShare: 1 - states.free,
    asaSeconds: answeredWait(states) / (1 - abandonShare),
    serviceLevel: states.free + answeredWithin(states, targetSeconds),
    abandonShare,
    waitP50Seconds: quantile(states, 0.5, states.leaving),
    waitP90Seconds: quantile(states, 0.9, states.leaving),
    patientP90Seconds: quantile(states, 0.9, 0),
    waiting,
    occupancy: (loadOf(traffic) * (1 - abandonShare)) / traffic.agents,
  };
}

/**
 * Birth and death: from q waiting to q + 1 at λ, back at nμ + (q + 1)θ. Relative to "all busy, nobody waits" the states below add
 * up to 1/B of Erlang B, those above are products; in logarithms, because under overload they rise by hundreds of powers of ten.
 */
function statesOf(traffic: Traffic, patienceSeconds: number): States {
  const leaving = 1 / patienceSeconds;
  const perSecond = traffic.arrivalsPerHour / 3_600;
  const serving = traffic.agents / traffic.handleSeconds;
  const logs = [0];
  let most = 0;
  for (let q = 1; ; q += 1) {
    const log = logs[q - 1]! + Math.log(perSecond / (serving + q * leaving));
    if (log < most + Math.log(NEGLIGIBLE)) break;
    logs.push(log);
    most = Math.max(most, log);
  }
  const blocked = erlangB(loadOf(traffic), traffic.agents);
  const weights = logs.map((log) => Math.exp(log - most));
  const below = (1 / blocked - 1) * Math.exp(-most); // infinite where so little comes that nobody ever waits
  const total = sum(weights) + below;
  const free = below === Number.POSITIVE_INFINITY ? 1 : below / total;
  return { free, here: weights.map((weight) => weight / total), ratio: serving / leaving, leaving };
}

/**
 * Chance that somebody behind q others, and who never leaves, waits longer than t. Their wait V is a sum of exponential times, so
 * e^{-θV} ~ Beta(nμ/θ, q + 1), whose distribution function at x = e^{-θt} is a sum of q + 1 terms of a negative binomial.
 * @returns one chance for every q
 */
function longer({ here, ratio, leaving }: States, seconds: number, first = ratio): number[] {
  const logRest = Math.log(-Math.expm1(-leaving * seconds));
  let log = -leaving * seconds * first;
  let chance = Math.exp(log);
  return here.map((_, q) => {
    if (q > 0) {
      log += Math.log((first + q - 1) / q) + logRest;
      chance += Math.exp(log);
    }
    return Math.min(1, chance);
  });
}

/** Share of all who come that wait and are answered within t: E[e^{-θV}; V <= t], a Beta with one more in its first parameter. */
function answeredWithin(states: States, seconds: number): number {
  const { here, ratio } = states;
  const later = longer(states, seconds, ratio + 1);
  return sum(here.map((share, q) => share * (ratio / (ratio + q + 1)) * (1 - later[q]!)));
}

/** Seconds of waiting of those who were answered, by arrival: E[V e^{-θV}], the mean of -ln of the same Beta. */
function answeredWait({ here, ratio, leaving }: States): number {
  let mean = 0;
  return sum(
    here.map((share, q) => {
      mean += 1 / (leaving * (ratio + 1 + q));
      return share * (ratio / (ratio + q + 1)) * mean;
    }),
  );
}

/** @param leaving how fast they lose patience themselves, per second; 0 for somebody who stays whatever happens */
function quantile(states: States, share: number, leaving: number): number {
  const waitsLonger = (seconds: number) => {
    const chances = longer(states, seconds);
    return sum(states.here.map((here, q) => here * chances[q]!)) * Math.exp(-leaving * seconds);
  };
  if (states.free >= share) return 0;
  let [low, high] = [0, 1];
  while (waitsLonger(high) > 1 - share) high *= 2;
  while (high - low > 1e-6 * high) {
    const middle = (low + high) / 2;
    if (waitsLonger(middle) > 1 - share) low = middle;
    else high = middle;
  }
  return high;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
