import type { Locale } from '../../../server/contract/names.js';
import type English from '../locales/en.json';

export type Key = keyof typeof English;
export type Words = Record<Key, string>;
export type Values = Record<string, string | number>;

/** Each language is its own chunk: a visitor loads one. */
const DICTIONARIES: Record<Locale, () => Promise<{ default: Words }>> = {
  en: () => import('../locales/en.json'),
  fa: () => import('../locales/fa.json'),
};

export interface Tongue {
  locale: Locale;
  t(key: Key, values?: Values): string;
  /** `key.one` or `key.other`, after the language's own rule; {n} is the figure. */
  count(key: string, n: number): string;
  number(n: number): string;
  /** A phone number within a sentence, from left to right also where the sentence is not. */
  phone(number: string): string;
  time(iso: string): string;
  day(iso: string, now: Date): string;
  /** When we open again: today's time, or weekday and time within a week, else the date. */
  opens(iso: string, now: Date): string;
  size(bytes: number): string;
}

export async function loadTongue(locale: Locale): Promise<Tongue> {
  return tongueOf(locale, (await DICTIONARIES[locale]()).default, navigator.languages);
}

/** English as it is written where the visitor is: 5:00 PM or 17:00. Chromium also names tags that Intl refuses, `en-US@posix`. */
const englishOf = (languages: readonly string[]): string =>
  languages.find((tag) => /^en-([a-z]{2}|\d{3})$/i.test(tag)) ?? 'en';

/** @param languages those of the visitor, dearest first */
export function tongueOf(locale: Locale, words: Words, languages: readonly string[]): Tongue {
  const tag = locale === 'fa' ? 'fa-IR' : englishOf(languages);
  const number = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 });
  const plural = new Intl.PluralRules(tag);
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(tag, options);
    return (iso: string): string => formatter.format(new Date(iso));
  };
  const time = format({ hour: 'numeric', minute: '2-digit' });
  const date = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const weekday = format({ weekday: 'long' });
  const t = (key: Key, values: Values = {}): string =>
    (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? number.format(value) : value;
    });
  return {
    locale,
    t,
    count: (key, n) => t(`${key}.${plural.select(n) === 'one' ? 'one' : 'other'}` as Key, { n }),
    number: (n) => number.format(n),
    phone: (digits) => `\u2066${digits.replace(/\d/g, (digit) => number.format(Number(digit)))}\u2069`,
    time,
    day(iso, now) {
      const days = daysBetween(iso, now);
      return days === 0 ? t('day.today') : days === 1 ? t('day.yesterday') : date(iso);
    },
    opens(iso, now) {
      const days = -daysBetween(iso, now);
      if (days === 0) return t('opens.today', { time: time(iso) });
      if (days === 1) return t('opens.tomorrow', { time: time(iso) });
      return t('opens.later', { day: days < 7 ? weekday(iso) : date(iso), time: time(iso) });
    },
    size: (bytes) =>
      bytes < 1_048_576
        ? t('size.kb', { n: Math.max(1, Math.round(bytes / 1024)) })
        : t('size.mb', { n: Math.round(bytes / 104_857.6) / 10 }),
  };
}

/** Local calendar days from `iso` to `now`; negative when it is still to come. */
function daysBetween(iso: string, now: Date): number {
  const midnight = (d: Date): number => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  return Math.round((midnight(now) - midnight(new Date(iso))) / 86_400_000);
}
