/**
 * How long to wait before trying a delivery again: doubles from 2 s, stops growing at 5 min.
 * @param attempt tries already made, from 1
 * @param spread fraction in [0, 1) added on top, so that failures that came together do not return together
 * @returns whole milliseconds
 * @throws RangeError when attempt is below 1
 */
export function retryDelayMs(attempt: number, spread: number): number {
  if (attempt < 1) throw new RangeError(`attempt counts from 1, got ${attempt}`);
  return Math.round(Math.min(2_000 * 2 ** (attempt - 1), 300_000) * (1 + spread));
}
