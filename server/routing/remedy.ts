/** What becomes of somebody who waits too long, or in vain: a pure reading of a queue's rules. */
import type { OverflowCause, OverflowRule, QueueRules } from '../contract/index.js';
import { isStep } from './task-of.js';

export interface Situation {
  /** Since the present wait began. */
  waitedMs: number;
  /** The shorter end of what is foreseen at their place; null when no time can be named. */
  foreseenMs: number | null;
  isOpen: boolean;
  /** Whether the queue was open when the wait began: what came by the form while it was closed waits for the opening. */
  cameWhileOpen: boolean;
  /** Signed in, whatever they do, and able to serve them. */
  signedIn: number;
  alsoQueueIds: readonly string[];
  /** In the line of their queue; null where nobody asks or knows. */
  place: number | null;
  /** Whether they can be taken out of a line: `standsInLine`. */
  inLine: boolean;
}

export type Remedy =
  | { to: 'queue'; queueId: string; cause: OverflowCause }
  | { to: 'message' | 'callback' | 'close'; cause: OverflowCause };

/** The first of the queue's rules that applies, then what it does at closing time; null: they go on waiting as they do. */
export function remedyFor(rules: QueueRules, waiter: Situation): Remedy | null {
  for (const rule of rules.overflow) {
    if (!applies(rule, waiter)) continue;
    const { cause, to, queueId } = rule;
    if ((to === 'message' || to === 'callback') && waiter.inLine) return { to, cause };
    // What was opened already stays open.
    if (to === 'queue' && queueId && !isStep({ cause, to }) && !waiter.alsoQueueIds.includes(queueId))
      return { to, queueId, cause };
  }
  if (waiter.isOpen || !waiter.cameWhileOpen || !waiter.inLine || rules.atClosing === 'keep') return null;
  return { to: rules.atClosing, cause: 'closed' };
}

function applies({ cause, seconds, most = 0 }: OverflowRule, waiter: Situation): boolean {
  switch (cause) {
    case 'age':
      return waiter.waitedMs >= seconds * 1_000;
    case 'forecast':
      return waiter.foreseenMs !== null && waiter.foreseenMs > seconds * 1_000;
    case 'full':
      return waiter.place !== null && waiter.place > most;
    case 'closed':
      return !waiter.isOpen && waiter.cameWhileOpen;
    case 'nobodySignedIn':
      return waiter.signedIn === 0;
  }
}

/** Whether new visitors get the form instead of the line. */
export function turnsAway(
  rules: QueueRules,
  waiter: Omit<Situation, 'cameWhileOpen' | 'alsoQueueIds' | 'inLine'>,
): boolean {
  const coming = { ...waiter, cameWhileOpen: true, alsoQueueIds: [], inLine: true };
  return rules.overflow.some((rule) => rule.to === 'offlineForm' && applies(rule, coming));
}
