import type {
  ConversationSms,
  CustomerRecord,
  Locale,
  NumberRecord,
  TouchpointRecord,
} from '../../server/contract/index.js';
import type { Conversations } from '../../server/conversations/index.js';
import type { Timeline } from '../../server/timeline/index.js';
import type { makeConsent } from './consent.js';

export interface ClosedNeeds {
  conversations: Pick<Conversations, 'byId'>;
  timeline: Pick<Timeline, 'latestMessage'>;
  consent: Pick<ReturnType<typeof makeConsent>, 'withdrew'>;
  /** What a queue says itself; null where it says nothing of its own. */
  queueWords(queueId: string): Promise<Record<Locale, string> | null>;
  /** Names the time for which nobody of this queue answers texts then; null: somebody does. */
  closedTime(queueId: string, at: Date): Promise<string | null>;
  answer(
    customer: Pick<CustomerRecord, '_id'>,
    conversationId: string | null,
    told: { text: string; held: ConversationSms; sourceId: string },
  ): Promise<void>;
}

/** Says to who writes while a queue is closed that they are answered later. */
export function makeSayClosed({ conversations, timeline, consent, queueWords, closedTime, answer }: ClosedNeeds) {
  /**
   * Once for each matter and each time that its queue is closed, however much is written, by whatever machine; not to who wants no
   * texts, nor in the middle of a talk.
   * @param text as it stands on the timeline: where it is brought again, what was said is the same
   * @returns whether it is a matter of this, and nothing else is to be said by itself
   */
  return async function sayClosed(
    text: TouchpointRecord,
    { sms, locale }: NumberRecord,
    held: ConversationSms,
  ): Promise<boolean> {
    const { conversationId, customerId, recordedAt } = text;
    const c = held.oneWay || !conversationId ? null : await conversations.byId(conversationId);
    const words = c && ((await queueWords(c.queueId)) ?? sms.outOfHours);
    const own = c?.channel === 'sms' && words && (words[c.locale] || words[locale]);
    const closed = own ? await closedTime(c.queueId, recordedAt) : null;
    if (!c || !own || !closed) return false;
    const isTalk = (at: Date) => closedTime(c.queueId, at).then((then) => then === closed);
    const latest = await timeline.latestMessage(c._id, { direction: 'out' });
    if ((latest && (await isTalk(latest.at))) || (await consent.withdrew(customerId))) return true;
    await answer({ _id: customerId }, c._id, { text: own, held, sourceId: `${c._id}:closed:${closed}` });
    return true;
  };
}
