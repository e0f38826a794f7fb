import type { CallRecord, ConversationSms, Locale, NumberRecord } from '../../server/contract/index.js';
import { calledUs } from '../../server/conversations/index.js';
import { takesTexts } from '../../server/platform/index.js';
import type { VoiceNeeds } from './needs.js';

/** The first text to whoever leaves the line for it. */
const FIRST_WORDS: Record<Locale, string> = {
  en: 'Your place in line is kept. Write here what it is about: you will be answered here.',
  fa: 'نوبت شما در صف محفوظ است. موضوع را همین‌جا بنویسید؛ همین‌جا پاسخ می‌دهیم.',
};

export type ByText = ReturnType<typeof makeByText>;

/** Callers who go on by text instead of waiting on the line. They wait at their place; whoever gets them writes to them. */
export function makeByText({ calls, conversations, customers, agentName, textOf }: VoiceNeeds) {
  /** Whether whoever rang this number can be written to from it, and lets us. */
  async function mayGo({ from, customerId }: CallRecord, { sms, voice }: NumberRecord): Promise<boolean> {
    if (!voice.texts || !sms.on || from === '' || !takesTexts(from)) return false;
    return !(await customers.withdrawnChannels(customerId)).includes('sms');
  }

  /** Asked for by whoever is on the line: they may hang up. A death in between is made good. @returns false where nobody may write to them, or they wait no more */
  async function ask(call: CallRecord, number: NumberRecord): Promise<boolean> {
    const { _id, conversationId, customerId, from: peer, locale } = call;
    if (!conversationId || !(await mayGo(call, number))) return false;
    const held: ConversationSms = { numberId: number._id, number: number.number, peer, oneWay: false };
    const first = textOf({ _id: customerId }, conversationId, { text: FIRST_WORDS[locale], held, sourceId: '' });
    if (!(await conversations.goesByText(conversationId, { callId: _id, sms: held, first }))) return false;
    await calls.leave(_id, 'text');
    return true;
  }

  /**
   * Whoever is written with by text, and calls us: their matter goes on, on the phone. Who wrote first and chose another line on the
   * phone calls about something else.
   * @returns whether that was so
   */
  async function comesBack(call: CallRecord, queueId: string): Promise<boolean> {
    const { _id, numberId, from, createdAt } = call;
    const held = from === '' ? null : await conversations.openByText(numberId, from);
    // Another node led this call there.
    if (held && (await conversations.wentByPhone(held, _id))) return true;
    if (held?.channel !== 'sms' || held.state === 'wrapUp') return false;
    if (!calledUs(held) && held.queueId !== queueId) return false;
    // First the call is its: whoever dies then is led on from there.
    await calls.joins(_id, held, createdAt);
    const fromAgentName = held.agentId ? await agentName(held.agentId) : '';
    return (await conversations.goesByPhone(held, { callId: _id, fromAgentName })) !== null;
  }

  return { mayGo, ask, comesBack };
}
