import type { ConversationView, CustomerView, DeskNumber } from '../../../server/contract/index.js';
import type { StoryDigest } from '../thread/call-story.js';

export type SmsBlock = 'optedOut' | 'oneWay' | 'noNumber' | 'landline' | 'noOwn';

/** From which of ours a text goes, and at which of theirs it may arrive; the first is where it goes unless another is chosen. */
export interface TextWay {
  own: DeskNumber | undefined;
  theirs: string[];
}

/** Why no text may go to this customer; null when one may. */
export function smsBlock(
  { channel, sms }: ConversationView,
  { consent, identities }: CustomerView,
  hasOwn: boolean,
): SmsBlock | null {
  if (sms?.oneWay) return 'oneWay';
  if (consent.some((one) => one.channel === 'sms' && !one.granted)) return 'optedOut';
  if (channel !== 'sms' && !hasOwn) return 'noOwn';
  const phones = identities.filter(({ kind }) => kind === 'phone');
  if (sms || phones.some(({ takesTexts }) => takesTexts)) return null;
  return phones.length > 0 ? 'landline' : 'noNumber';
}

/** Whoever was on the phone is texted there, from the number they know; else where texts went before, else at what is proven. */
export function textWay(
  { queue, sms }: ConversationView,
  { identities }: CustomerView,
  numbers: readonly DeskNumber[],
  call: Pick<StoryDigest, 'number' | 'numberId'> | null,
): TextWay {
  const usable = numbers.filter((number) => number.sms);
  const by = (id: string | null | undefined) => usable.find((number) => number.id === id);
  const own =
    by(sms?.numberId) ?? by(call?.numberId) ?? usable.find(({ queueId }) => queueId === queue.id) ?? usable[0];
  const known = identities.filter(({ kind, takesTexts }) => kind === 'phone' && takesTexts).reverse();
  const ranked = ['verified', 'signed', 'agent', 'claimed'].flatMap((evidence) =>
    known.filter((one) => one.evidence === evidence).map(({ value }) => value),
  );
  const called = ranked.filter((value) => value === call?.number);
  return { own, theirs: [...new Set([...called, ...(sms ? [sms.peer] : []), ...ranked])] };
}
