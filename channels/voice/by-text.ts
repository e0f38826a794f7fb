import type { CallRecord, ConversationSms, Locale, NumberRecord } from '../../server/contract/index.js';
import { takesTexts } from '../../server/platform/index.js';
import type { VoiceNeeds } from './needs.js';

/** The first text to whoever leaves the line for it. */
const FIRST_WORDS: Record<Locale, string> = {
  en: 'Your place in line is kept. Write here what it is about: you will be answered here.',
  fa: 'نوبت شما در صف محفوظ است. موضوع را همین‌جا بنویسید؛ همین‌جا پاسخ می‌دهیم.',
};

/** Callers who go on by text instead of waiting on the line. They wait at their place; whoever gets them writes to them. */
export function makeByText({ calls, conversations, customers, sayByText }: VoiceNeeds) {
  /** Whether whoever rang this number can be written to from it. */
  const mayGo = ({ from }: Pick<CallRecord, 'from'>, { sms, voice }: Pick<NumberRecord, 'sms' | 'voice'>): boolean =>
    voice.texts && sms.on && from !== '' && takesTexts(from);

  /** Asked for by whoever is on the line: they may hang up. @returns false where nobody may write to them, or they wait no more */
  async function ask(call: CallRecord, number: NumberRecord): Promise<boolean> {
    const { _id, conversationId, customerId, from: peer, locale } = call;
    if (!conversationId || !mayGo(call, number)) return false;
    if ((await customers.withdrawnChannels(customerId)).includes('sms')) return false;
    const held: ConversationSms = { numberId: number._id, number: number.number, peer, oneWay: false };
    if (!(await conversations.goesByText(conversationId, held))) return false;
    await sayByText({ _id: customerId }, conversationId, {
      text: FIRST_WORDS[locale],
      held,
      sourceId: `${_id}:byText`,
    });
    await calls.leave(_id, 'text');
    return true;
  }

  return { mayGo, ask };
}
