/** How long somebody will wait, as a range that half and nine tenths of waits stay below. Pure; times in milliseconds. */

/** A wait, and the place in line where it began. */
export interface PlacedWait {
  waitMs: number;
  position: number;
}

export interface ForecastInput {
  /** 1 is next. */
  position: number;
  /** Conversations that the agents online can hold at once for this queue; an agent of two queues counts half. */
  slots: number;
  /** Mean time from being assigned to being done; null when none was seen. */
  handleMs: number | null;
  /** Answers from the line within the window, and the time of one slot during which somebody was in the line. */
  served: { count: number; slotMs: number };
  /** Of those in the line: how many gave up, and how long all of them waited. */
  leaving: { count: number; waitedMs: number };
  /** Of the last ones answered, the latest counting most; null when that is too long ago to mean anything. */
  last: PlacedWait | null;
  /** How long the first in line has waited by now, and where they began. */
  head: PlacedWait | null;
}

export interface Forecast {
  fromSeconds: number;
  toSeconds: number;
}

/** Not yet rounded to what a person would say. */
export interface Outlook {
  meanMs: number;
  fromMs: number;
  toMs: number;
}

/** Until a queue has a history of its own: a usual chat. */
const USUAL_HANDLE_MS = 5 * 60_000;
/** So many answers at the rate that the handling times promise are believed before any is seen. */
const ASSUMED_ANSWERS = 4;
/** One who gave up after so much waiting is assumed before any is seen. */
const ASSUMED_PATIENCE_MS = 60 * 60_000;
/** The waits of the last and of the first in line need no assumptions, but lag behind; the model sees changes of staff at once. */
const MODEL_SHARE = 0.7;
/** A few strange waits must not make the rest of the line despair. */
const MOST_OFF = 4;
const NINE_TENTHS = 1.2816;
const DAY_SECONDS = 86_400;
/** Places whose steps are added one by one; those behind are close enough to an integral. */
const ADDED = 32;

interface Rates {
  /** Answers per millisecond, all slots together. */
  serve: number;
  /** Of giving up, per millisecond and head. */
  leave: number;
  /** Relative variance of `serve`, for so few were seen. */
  doubt: number;
}

/** @returns null when nobody is there to serve the queue, so that no time can be named */
export function outlook(input: ForecastInput): Outlook | null {
  const { position, slots } = input;
  if (slots <= 0 || position < 1) return null;
  const rates = ratesOf(input);
  const model = passage(position, rates);
  const meanMs = model.mean * (MODEL_SHARE + (1 - MODEL_SHARE) * off(input, rates));
  const spread = model.variance / model.mean ** 2 + rates.doubt;
  return { meanMs, fromMs: gammaQuantile(spread, meanMs, 0), toMs: gammaQuantile(spread, meanMs, NINE_TENTHS) };
}

/** What really happens while somebody waits, leaning on the handling times as long as little has been seen. */
function ratesOf({ slots, handleMs, served, leaving }: ForecastInput): Rates {
  const count = served.count + ASSUMED_ANSWERS;
  const perSlot = count / (served.slotMs + ASSUMED_ANSWERS * (handleMs ?? USUAL_HANDLE_MS));
  const leave = (leaving.count + 1) / (leaving.waitedMs + ASSUMED_PATIENCE_MS);
  return { serve: slots * perSlot, leave, doubt: 1 / count };
}

/**
 * The way to the front, by Whitt (1999): with i others ahead somebody goes, answered or tired, after 1/(serve + i·leave) on
 * average. Both sums are exact for the first places and midpoint integrals behind them.
 */
function passage(position: number, { serve, leave }: Rates): { mean: number; variance: number } {
  let [mean, variance] = [0, 0];
  const added = Math.min(position, ADDED);
  for (let ahead = 0; ahead < added; ahead += 1) {
    mean += 1 / (serve + ahead * leave);
    variance += 1 / (serve + ahead * leave) ** 2;
  }
  const [from, to] = [serve + (added - 0.5) * leave, serve + (position - 0.5) * leave];
  return { mean: mean + Math.log(to / from) / leave, variance: variance + (position - added) / (from * to) };
}

/** By which factor the neighbours in line waited longer, or less, than the model would have told them. */
function off({ last, head }: ForecastInput, rates: Rates): number {
  const factor = (one: PlacedWait) => one.waitMs / passage(Math.max(1, one.position), rates).mean;
  // The first in line is not through yet: that wait can only say that it takes longer.
  const least = head ? factor(head) : 0;
  return clamp(Math.max(last ? factor(last) : 1, least), 1 / MOST_OFF, MOST_OFF);
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** Wilson and Hilferty's approximation of a gamma quantile. @param spread variance / mean² */
function gammaQuantile(spread: number, mean: number, z: number): number {
  const ninth = spread / 9;
  return Math.max(0, mean * (1 - ninth + z * Math.sqrt(ninth)) ** 3);
}

export const forecastOf = ({ fromMs, toMs }: Pick<Outlook, 'fromMs' | 'toMs'>): Forecast => ({
  fromSeconds: rounded(fromMs),
  toSeconds: rounded(toMs),
});

/** To what a person would say: steps of 5 s, from two minutes on 30 s, from ten on whole minutes. */
function rounded(ms: number): number {
  const seconds = Math.min(ms / 1_000, DAY_SECONDS);
  const step = seconds < 120 ? 5 : seconds < 600 ? 30 : 60;
  return Math.max(step, Math.ceil(seconds / step) * step);
}
