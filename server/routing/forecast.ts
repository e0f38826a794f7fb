/** How long somebody will wait, as a range that half and nine tenths of waits stay below. Pure; times in milliseconds. */

export interface ForecastInput {
  /** 1 is next. */
  position: number;
  /** How many wait in the queue, this one included. */
  length: number;
  /** Conversations that the agents online can hold at once for this queue; an agent of two queues counts half. */
  slots: number;
  /** Mean time from being assigned to being done; null when none was seen. */
  handleMs: number | null;
  /** How many were answered within the last `windowMs`. */
  answered: number;
  windowMs: number;
  /** How long the last one who was answered had waited; null when that is too long ago to mean anything. */
  lastWaitMs: number | null;
  /** How long the first in line has waited by now. */
  headWaitMs: number;
}

export interface Forecast {
  fromSeconds: number;
  toSeconds: number;
}

/** Until a queue has a history of its own: a usual chat. */
const USUAL_HANDLE_MS = 5 * 60_000;
/** With fewer answers than this in the window, their rate says nothing. */
const ENOUGH_ANSWERS = 3;
/** The waits of the last and of the first in line need no assumptions, but lag behind; the model sees changes of staff at once. */
const MODEL_SHARE = 0.6;
const NINE_TENTHS = 1.2816;
const DAY_SECONDS = 86_400;

/** @returns null when nobody is there to serve the queue, so that no time can be named */
export function forecast(input: ForecastInput): Forecast | null {
  const { position, slots } = input;
  if (slots <= 0 || position < 1) return null;
  const meanMs = mix(position * serviceIntervalMs(input), observedMs(input));
  return {
    fromSeconds: rounded(gammaQuantile(position, meanMs, 0)),
    toSeconds: rounded(gammaQuantile(position, meanMs, NINE_TENTHS)),
  };
}

/** Time between two who are served: what the slots allow, or what really happens when that is quicker. */
function serviceIntervalMs({ slots, handleMs, answered, windowMs }: ForecastInput): number {
  const possible = (handleMs ?? USUAL_HANDLE_MS) / slots;
  // In a quiet hour answers are rare because callers are: their rate bounds the interval from above only.
  return answered >= ENOUGH_ANSWERS ? Math.min(possible, windowMs / answered) : possible;
}

/** What the neighbours in line went through, scaled to this place. */
function observedMs({ position, length, lastWaitMs, headWaitMs }: ForecastInput): number | null {
  if (lastWaitMs === null) return null;
  return (Math.max(lastWaitMs, headWaitMs) * position) / Math.max(length, position);
}

const mix = (model: number, observed: number | null): number =>
  observed === null ? model : MODEL_SHARE * model + (1 - MODEL_SHARE) * observed;

/** Waiting for `count` services one after another is gamma distributed; Wilson and Hilferty's approximation of its quantiles. */
function gammaQuantile(count: number, mean: number, z: number): number {
  const spread = 1 / (9 * count);
  return mean * (1 - spread + z * Math.sqrt(spread)) ** 3;
}

/** To what a person would say: steps of 5 s, from two minutes on 30 s, from ten on whole minutes. */
function rounded(ms: number): number {
  const seconds = Math.min(ms / 1_000, DAY_SECONDS);
  const step = seconds < 120 ? 5 : seconds < 600 ? 30 : 60;
  return Math.max(step, Math.ceil(seconds / step) * step);
}
