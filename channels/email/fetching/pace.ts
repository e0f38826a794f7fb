import { setTimeout as sleep } from 'node:timers/promises';

/** How often and how long; all in milliseconds. */
export interface Pace {
  /** How long a connection is trusted to tell of new mail by itself. */
  pollMs: number;
  /** After how long another node may take over from one that died. */
  leaseMs: number;
  /** How often a node without the lease asks for it. */
  waitMs: number;
  /** How long an account that refused its sign-in is left alone, unless its settings change. */
  refusedMs: number;
  /** How long a connection must have held for the next failure to count as the first again. */
  steadyMs: number;
  /** How often the list of mailboxes is read anew: what changed on another node shows at the latest then. */
  reviewMs: number;
  /** See `reconnectDelayMs`. */
  reconnect: (failures: number, chance: number) => number;
}

export const PACE: Pace = {
  pollMs: 120_000,
  leaseMs: 30_000,
  waitMs: 5_000,
  refusedMs: 3_600_000,
  steadyMs: 60_000,
  reviewMs: 30_000,
  reconnect: reconnectDelayMs,
};

const LONGEST_MS = 300_000;

/**
 * How long to wait before connecting again: doubles from 2 s, stops growing at 5 min; by chance down to the half of it, so that
 * all mailboxes of a server that was away do not come back in one moment.
 * @param failures in a row, from 1
 * @param chance fraction in [0, 1)
 */
export function reconnectDelayMs(failures: number, chance: number): number {
  const whole = Math.min(2_000 * 2 ** (failures - 1), LONGEST_MS);
  return Math.round(whole * (0.5 + chance / 2));
}

/** Ends early, and without a word, when it is stopped. */
export const pause = (ms: number, stopped: AbortSignal): Promise<void> =>
  sleep(Math.max(0, ms), undefined, { signal: stopped }).catch(() => {});
