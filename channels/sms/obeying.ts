import type {
  ConversationRecord,
  ConversationSms,
  CustomerRecord,
  NumberRecord,
  TextTold,
} from '../../server/contract/index.js';
import type { Conversations } from '../../server/conversations/index.js';
import type { Intake, TextTelling } from '../../server/intake/index.js';
import type { Timeline } from '../../server/timeline/index.js';
import type { HookForm } from '../twilio/index.js';
import type { makeConsent } from './consent.js';
import { carrierAnswers, type TextWord } from './words.js';

export interface ObeyingNeeds {
  conversations: Pick<Conversations, 'latestByText' | 'unfinished'>;
  timeline: Pick<Timeline, 'bySource'>;
  intake: Pick<Intake, 'tellText'>;
  consent: ReturnType<typeof makeConsent>;
  /** Says something by itself. */
  answer(
    customer: Pick<CustomerRecord, '_id'>,
    conversationId: string | null,
    told: { text: string; held: ConversationSms; sourceId: string; confirms?: TextTold['confirms'] },
  ): Promise<void>;
}

/** A text, and with whom by which number. */
export interface About {
  held: ConversationSms;
  telling: TextTelling;
  form: HookForm;
  /** Of one that comes late. */
  sentAt: Date | undefined;
}

/** Texts that are a word for the machine. */
export function makeObeying({ conversations, timeline, intake, consent, answer }: ObeyingNeeds) {
  async function openByText({ numberId, peer }: ConversationSms): Promise<ConversationRecord | null> {
    const latest = await conversations.latestByText(numberId, peer);
    return latest && latest.state !== 'closed' ? latest : null;
  }

  /** Whether a text that is a word is for somebody all the same: a yes of whoever takes texts anyway, a help that nobody else gives. */
  async function isTalk(
    word: TextWord,
    number: NumberRecord,
    customer: CustomerRecord,
    about: About,
  ): Promise<boolean> {
    const { held, telling, form } = about;
    if (word === 'help') return !ownAnswer(number, word, customer) && !carrierAnswers(telling.text, form.OptOutType);
    if (word === 'stop' || (await consent.withdrew(customer._id))) return false;
    // Not where it was obeyed, and is brought again.
    if (await timeline.bySource('sms', noteOf(telling))) return false;
    return (await openByText(held)) !== null;
  }

  /** It is kept, wakes nobody, and opens nothing. */
  async function obey(word: TextWord, number: NumberRecord, customer: CustomerRecord, about: About): Promise<void> {
    const { held, telling, form, sentAt } = about;
    const open = (await openByText(held)) ?? (await conversations.unfinished(customer._id, 'voice'));
    const sms = { ...telling.sms, word };
    const told = await intake.tellText({ customer, conversation: open, telling: { ...telling, sms } });
    // The carrier may bring it again, long after another word.
    const saidAt = sentAt ?? told.recordedAt;
    const granted = word === 'start';
    const text = ownAnswer(number, word, customer);
    const isNews = word === 'help' || (await consent.changes(customer._id, granted, saidAt));
    // Before it holds: whoever dies in between answers the next time, and once.
    if (text && isNews && !held.oneWay && !carrierAnswers(telling.text, form.OptOutType))
      await answer(customer, open?._id ?? null, {
        ...{ text, held, sourceId: `${telling.sourceId}:${word}` },
        ...(word !== 'help' && { confirms: word }),
      });
    if (word === 'help') return;
    const change = { granted, how: 'word' as const, word: telling.text.trim().slice(0, 40) };
    await consent.note(customer._id, open?._id ?? null, noteOf(telling), change, saidAt);
  }

  return { isTalk, obey };
}

const noteOf = ({ sourceId }: TextTelling): string => `${sourceId}:consent`;

/** What a number says to a word by itself; empty: nothing. */
function ownAnswer({ sms, locale }: NumberRecord, word: TextWord, customer: CustomerRecord): string {
  const own = { stop: sms.stopText, start: sms.startText, help: sms.helpText }[word];
  return own[customer.locale] || own[locale];
}
