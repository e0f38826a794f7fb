import type { NumberRecord } from '../contract/index.js';
import { countryOf, isPremium } from '../platform/index.js';

/**
 * Nobody is made to pay for calls to far away: whoever asks to be called may be paid by those whom we call, and nobody proves a number
 * to be their own, typed or shown.
 * @param own of ours, by which they would be called
 * @param region ISO 3166, where our own number belongs to no country
 * @returns why it is not called; null where it is
 */
export function whyNotCalled(
  { number: own, voice }: Pick<NumberRecord, 'number' | 'voice'>,
  number: string,
  region: string,
): 'call.premium' | 'call.country' | null {
  if (isPremium(number)) return 'call.premium';
  const { callbackCountries } = voice;
  const called: readonly string[] = callbackCountries.length > 0 ? callbackCountries : [countryOf(own) ?? region];
  return called.includes(countryOf(number) ?? '') ? null : 'call.country';
}
