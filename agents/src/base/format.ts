import type { Locale } from '../../../server/contract/names.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a locale's numbers, dates and durations look like. Persian means Jalali dates and Persian digits. */
export interface Format {
  locale: Locale;
  number(value: number): string;
  /** A name made of digits: no grouping. */
  plain(value: number): string;
  /** A count in a narrow place: "9+" where there are more. */
  upTo(most: number, count: number): string;
  /** Keys of a telephone, or what was pressed on them. */
  keys(pressed: string): string;
  /** A phone number, or a name that is one: from left to right in any sentence. Every other name as it is. */
  phone(named: string): string;
  percent(share: number): string;
  bytes(count: number): string;
  time(at: string | number): string;
  date(at: string | number): string;
  dateTime(at: string | number): string;
  /** "Today", "Yesterday", a weekday within the week, else the date. */
  day(at: string | number, now?: number): string;
  /** "2 min ago"; from a day on the date. */
  ago(at: string | number, now?: number): string;
  /** A clock: 0:07, 12:45, 1:02:03; from a day on "2d 3h" in the locale's words. */
  clock(ms: number): string;
  /** One unit in words: "5 minutes". */
  span(seconds: number): string;
  /** To the second, as settings have it: "1 minute and 17 seconds". */
  exactly(seconds: number): string;
  /** From one to the other: "5–30 seconds", "40 seconds to 2 minutes"; one span where both read the same. */
  spans(from: number, to: number): string;
  weekday(day: number, width?: 'long' | 'short'): string;
  list(names: readonly string[]): string;
  /** @param code ISO 3166 */
  country(code: string): string;
}

/**
 * A sign beside Persian digits stands left of them after a Persian letter and right of them after nothing. What Unicode calls the Arabic
 * letter mark is such a letter, and unseen: with it the sign is in its place wherever the figure stands.
 */
const BEFORE_SIGNS: Record<Locale, string> = { en: '', fa: '\u061c' };
const TAGS: Record<Locale, string> = { en: 'en-GB', fa: 'fa-IR-u-ca-persian-nu-arabext' };
const made = new Map<Locale, Format>();

export function formatFor(locale: Locale): Format {
  const known = made.get(locale);
  if (known) return known;
  const format = build(locale);
  made.set(locale, format);
  return format;
}

function build(locale: Locale): Format {
  const tag = TAGS[locale];
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(tag, options);
    return (at: string | number) => format.format(new Date(at));
  };
  const numbers = (options?: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(tag, options);
    return (value: number) => format.format(value);
  };
  const time = dates({ hour: '2-digit', minute: '2-digit' });
  const dayMonth = dates({ day: 'numeric', month: 'short' });
  const full = dates({ day: 'numeric', month: 'short', year: 'numeric' });
  const weekdayLong = dates({ weekday: 'long' });
  const weekdayShort = dates({ weekday: 'short' });
  const share = numbers({ style: 'percent', maximumFractionDigits: 0 });
  const percent = (value: number) => `${BEFORE_SIGNS[locale]}${share(value)}`;
  const plain = numbers({ useGrouping: false });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'long' });
  const relativeShort = new Intl.RelativeTimeFormat(tag, {
    numeric: 'auto',
    style: locale === 'en' ? 'narrow' : 'short',
  });
  const names = new Intl.ListFormat(tag, { type: 'conjunction' });
  const countries = new Intl.DisplayNames(tag, { type: 'region' });
  const keys = (pressed: string) => pressed.replace(/\d/g, (digit) => plain(Number(digit)));
  const pad = numbers({ minimumIntegerDigits: 2, useGrouping: false });

  const date = (at: string | number, now = Date.now()) =>
    new Date(at).getFullYear() === new Date(now).getFullYear() ? dayMonth(at) : full(at);
  return {
    locale,
    number: numbers(),
    plain,
    upTo: (most, count) => (count > most ? `${plain(most)}+` : plain(count)),
    keys,
    phone: (named) => (isNumber(named) ? `\u2066${keys(named)}\u2069` : named),
    percent,
    bytes: bytesIn(locale),
    time,
    date: full,
    dateTime: (at) => `${full(at)}${locale === 'fa' ? '،' : ','} ${time(at)}`,
    day(at, now = Date.now()) {
      const days = daysBetween(at, now);
      if (days <= 1) return capital(relative.format(-days, 'day'));
      return days < 7 ? weekdayLong(at) : date(at, now);
    },
    ago(at, now = Date.now()) {
      const ms = Math.max(0, now - +new Date(at));
      if (ms < MINUTE) return relativeShort.format(0, 'second');
      if (ms < HOUR) return relativeShort.format(-Math.floor(ms / MINUTE), 'minute');
      if (ms < DAY) return relativeShort.format(-Math.floor(ms / HOUR), 'hour');
      return daysBetween(at, now) < 7 ? weekdayShort(at) : date(at, now);
    },
    clock(ms) {
      const seconds = Math.max(0, Math.floor(ms / 1_000));
      const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
      if (h >= 24) return spanIn(tag)(seconds);
      return h > 0 ? `${plain(h)}:${pad(m)}:${pad(s)}` : `${plain(m)}:${pad(s)}`;
    },
    span: spanIn(tag),
    exactly: (seconds) => names.format(partsIn(seconds).map(spanIn(tag))),
    spans: spansIn(locale),
    // 1 January 2023 was a Sunday.
    weekday: (day, width = 'long') => (width === 'long' ? weekdayLong : weekdayShort)(+new Date(2023, 0, 1 + day)),
    list: (given) => names.format(given),
    country: (code) => countries.of(code) ?? code,
  };
}

/** Of whom nothing else is known, the name is their number. */
export const isNumber = (name: string): boolean => /^\+?\d+$/.test(name);

function daysBetween(at: string | number, now: number): number {
  const midnight = (when: string | number) => new Date(when).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(at)) / DAY);
}

/** One unit for a length of time, and how many of it. */
function unitsIn(tag: string): (seconds: number) => { unit: Intl.NumberFormat; count: number } {
  const of = (name: 'second' | 'minute' | 'hour' | 'day') =>
    new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'long', maximumFractionDigits: 0 });
  const [seconds, minutes, hours, days] = [of('second'), of('minute'), of('hour'), of('day')];
  return (given) => {
    if (given < 60) return { unit: seconds, count: Math.round(given) };
    if (given < 3_600) return { unit: minutes, count: Math.round(given / 60) };
    if (given < 86_400) return { unit: hours, count: Math.round(given / 3_600) };
    return { unit: days, count: Math.floor(given / 86_400) };
  };
}

function spanIn(tag: string): (seconds: number) => string {
  const unitsOf = unitsIn(tag);
  return (seconds) => {
    const { unit, count } = unitsOf(seconds);
    return unit.format(count);
  };
}

/** Days, hours, minutes and seconds of a length of time, each in seconds; those that are nothing left out. */
function partsIn(seconds: number): number[] {
  const parts = [86_400, 3_600, 60, 1].map((unit, n, units) => {
    const rest = n === 0 ? seconds : seconds % (units[n - 1] as number);
    return rest - (rest % unit);
  });
  const some = parts.filter(Boolean);
  return some.length > 0 ? some : [0];
}

const TO: Record<Locale, string> = { en: 'to', fa: 'تا' };

function spansIn(locale: Locale): (from: number, to: number) => string {
  const unitsOf = unitsIn(TAGS[locale]);
  return (from, to) => {
    const [least, most] = [unitsOf(from), unitsOf(to)];
    if (least.unit !== most.unit) {
      return `${least.unit.format(least.count)} ${TO[locale]} ${most.unit.format(most.count)}`;
    }
    // Of two that are the same, Intl would say "about".
    return least.count === most.count ? most.unit.format(most.count) : most.unit.formatRange(least.count, most.count);
  };
}

/** Intl has no Persian words for these units. */
const BYTE_UNITS: Record<Locale, readonly [string, string, string]> = {
  en: ['bytes', 'kB', 'MB'],
  fa: ['بایت', 'کیلوبایت', 'مگابایت'],
};

function bytesIn(locale: Locale): (count: number) => string {
  const format = new Intl.NumberFormat(TAGS[locale], { maximumFractionDigits: 1 });
  const [bytes, kilo, mega] = BYTE_UNITS[locale];
  return (count) => {
    if (count < 1_000) return `${format.format(count)} ${bytes}`;
    if (count < 1_000_000) return `${format.format(Math.round(count / 1_000))} ${kilo}`;
    return `${format.format(count / 1_000_000)} ${mega}`;
  };
}

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
