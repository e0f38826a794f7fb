import type { Outlook } from './forecast.js';

/** A rise is bad news, and comes at most this often. */
const BETWEEN_RISES_MS = 60_000;

/** What one who waits was told last. */
export interface Promised extends Pick<Outlook, 'fromMs' | 'toMs'> {
  at: number;
  roseAt: number;
}

/**
 * What may be told now, given what was told before: never less than what was told minus the time that has passed since, and more
 * only once a minute. So a clock that counts down is never contradicted, and nobody sees a figure jump to and fro.
 */
export function promise(told: Promised | undefined, { fromMs, toMs }: Pick<Outlook, 'fromMs' | 'toMs'>, now: number) {
  if (!told) return { fromMs, toMs, at: now, roseAt: now };
  const passed = Math.max(0, now - told.at);
  const mayRise = now - told.roseAt >= BETWEEN_RISES_MS;
  const next = (was: number, is: number) => (is <= was ? Math.max(is, was - passed) : mayRise ? is : was);
  const [from, to] = [next(told.fromMs, fromMs), next(told.toMs, toMs)];
  const rose = from > told.fromMs || to > told.toMs;
  return { fromMs: from, toMs: to, at: now, roseAt: rose ? now : told.roseAt };
}
