import type { ConversationRecord, ConversationState, ThreadedBy } from '../../../server/contract/index.js';

/** Somebody works on it, or soon will, and so sees what stands beside the talk. */
const SEEN: readonly ConversationState[] = ['queued', 'offered', 'active'];
const DAY_MS = 86_400_000;

/** A conversation that a mail names, and by what. */
export interface ThreadHit {
  by: ThreadedBy;
  conversation: ConversationRecord;
}

export interface ThreadFacts {
  /** The surest first. */
  hits: readonly ThreadHit[];
  /** Lower case; null where the mail leaves open who wrote it. */
  sender: string | null;
  /** A machine wrote it: nobody begins, or takes up again, a matter. */
  automatic: boolean;
  now: Date;
  reopenDays: number;
}

export type Place =
  | { kind: 'append' | 'beside' | 'apart'; conversation: ConversationRecord; threadedBy?: ThreadedBy }
  /** `follows`: the number of the conversation that it would have gone to, had that not been closed for long. */
  | { kind: 'open'; follows?: number };

/**
 * Where a mail belongs. The surest hit alone counts; then the sender must have part in that conversation, or the mail is kept
 * apart. What nobody would see there, since it is over or put off, is a matter of its own.
 */
export function placeOf({ hits, sender, automatic, now, reopenDays }: ThreadFacts): Place {
  const [hit] = hits;
  if (!hit) return { kind: 'open' };
  const { conversation, by: threadedBy } = hit;
  const { state, closedAt, number } = conversation;
  const takesPart = sender !== null && (conversation.mail?.participants.includes(sender) ?? false);
  const unseen = !SEEN.includes(state) && !automatic;
  if (!takesPart) return unseen ? { kind: 'open' } : { kind: 'apart', conversation, threadedBy };
  if (automatic) return { kind: 'beside', conversation, threadedBy };
  const closedForLong = state === 'closed' && +now - +(closedAt ?? now) > reopenDays * DAY_MS;
  return closedForLong ? { kind: 'open', follows: number } : { kind: 'append', conversation, threadedBy };
}
