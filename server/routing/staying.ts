import type { DeskEntry, DeskRecord, RequeueReason } from '../contract/index.js';

interface Terms {
  /** Their account is not closed. */
  isActive: boolean;
  /** To change their mind, or to connect again. */
  graceMs: number;
  /** Not before this, as nobody was there who could have heard of it. */
  routedSince: number;
  /** Longer than that, where what is held may stay with them. */
  staysMs: number;
  /** When its customer wrote last, and was not answered; null when nobody waits for an answer. */
  wroteAt: number | null;
}

export interface Goes {
  at: number;
  reason: Extract<RequeueReason, 'accountClosed' | 'agentLost' | 'agentOffline' | 'awayTooLong' | 'wroteMeanwhile'>;
}

/**
 * When an agent who is not there loses what they hold, and why. What somebody takes by hand while signed off but connected, a
 * supervisor for one, is theirs as long as they are connected; what others give them then is not. What stays with them takes no
 * less of their attention: they find their hands as full as they left them.
 * @param entry no offer
 */
export function goesWhen(
  { presenceSince, lostAt }: Pick<DeskRecord, 'presenceSince' | 'lostAt'>,
  { since, kind, awaits }: Pick<DeskEntry, 'since' | 'kind' | 'awaits'>,
  { isActive, graceMs, routedSince, staysMs, wroteAt }: Terms,
): Goes {
  if (!isActive) return { at: 0, reason: 'accountClosed' };
  const goneAt = since <= presenceSince ? +presenceSince : Number.POSITIVE_INFINITY;
  const signedOffAt = awaits ? Math.max(+since, +presenceSince) : goneAt;
  const cutOffAt = lostAt ? Math.max(+lostAt, +since) : Number.POSITIVE_INFINITY;
  const leftAt = Math.min(signedOffAt, cutOffAt);
  const soon = Math.max(leftAt, routedSince) + graceMs;
  if (kind === 'wrapUp' || staysMs <= graceMs) return { at: soon, reason: lostAt ? 'agentLost' : 'agentOffline' };
  const atLast = leftAt + staysMs;
  if (wroteAt === null || wroteAt <= leftAt || wroteAt >= atLast) return { at: atLast, reason: 'awayTooLong' };
  return { at: Math.max(wroteAt, soon), reason: 'wroteMeanwhile' };
}
