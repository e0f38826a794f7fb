import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { LRUCache } from 'lru-cache';
import { foldDigits } from './text.js';

/** What carriers write where there is no number to show: no one's. */
const NOBODY = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253', '+464']);
/** What follows a number within a house, in the words of those who write it. */
const EXTENSION = /(?:\s*[,;#]|\s+(?:ext|extension|x|داخلی|داخلي|تحويلة|فرعي)[.:]?)\s*\d{1,7}\s*$/iu;
const LONGEST = 60;
/** Who writes or calls is read at each word of the carrier, and the tables are large. */
const read = new LRUCache<string, { number: string | null }>({ max: 5_000 });

/** Where no text arrives: it rings in a house, or costs whoever calls. What the tables do not know may take texts. */
const NO_TEXTS = ['FIXED_LINE', 'TOLL_FREE', 'PREMIUM_RATE', 'SHARED_COST', 'UAN', 'VOICEMAIL', 'PAGER'];

/** @param number E.164 */
export const takesTexts = (number: string): boolean =>
  !NO_TEXTS.includes(parsePhoneNumberFromString(number)?.getType() ?? '');

/** @param number E.164 @returns ISO 3166 code; null where a number belongs to no country, or nobody knows to which */
export const countryOf = (number: string): string | null => parsePhoneNumberFromString(number)?.country ?? null;

/** Whoever calls it pays for more than the call. @param number E.164 */
export const isPremium = (number: string): boolean => parsePhoneNumberFromString(number)?.getType() === 'PREMIUM_RATE';

export const isRegion = (region: string): boolean => isSupportedCountry(region);

/**
 * One spelling for each number: `09121234567`, `0098 912…`, `+98 (0)912…` and the same in Persian digits are all `+989121234567`.
 * @param region ISO 3166 code of the country whose numbers are written without one
 * @returns E.164; null for short codes, names, and what is no number
 */
export function parsePhone(text: string, region: string): string | null {
  const key = `${region} ${text.slice(0, LONGEST)}`;
  const known = read.get(key) ?? { number: parse(text.slice(0, LONGEST), region) };
  read.set(key, known);
  return known.number;
}

function parse(text: string, region: string): string | null {
  const line = foldDigits(text)
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/^\s*(?:tel:|sms:)/i, '')
    .replace(EXTENSION, '')
    .replace(/^\s*00/, '+');
  if (!/^[+()\d\s./\-\u00a0\u2010-\u2015]+$/.test(line)) return null;
  const found = parsePhoneNumberFromString(line, region as CountryCode);
  if (!found || NOBODY.has(found.number)) return null;
  // A country may hand out numbers that the tables here do not know yet; with its code, the length is enough.
  return found.isValid() || (line.trim().startsWith('+') && found.isPossible()) ? found.number : null;
}
