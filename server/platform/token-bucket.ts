import { AppError } from './app-error.js';

/**
 * How much one source may ask: `perSecond` on average, bursts up to `burst`.
 * @returns a function that spends one, or throws rate.limited
 */
export function tokenBucket(perSecond: number, burst: number, now: () => number = Date.now): () => void {
  let left = burst;
  let at = now();
  return () => {
    const time = now();
    left = Math.min(burst, left + (Math.max(0, time - at) / 1_000) * perSecond);
    at = time;
    if (left < 1)
      throw new AppError('rate.limited', 'Too much at once. Please wait a moment.', {
        retryAfterMs: Math.ceil(1_000 / perSecond),
      });
    left -= 1;
  };
}
