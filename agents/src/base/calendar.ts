import type { Locale } from '../../../server/contract/names.js';

/** A calendar date as a locale counts it: Jalali in Persian, else Gregorian. Months from 1. */
export interface DateParts {
  year: number;
  month: number;
  day: number;
}

const DAY_MS = 86_400_000;
const CALENDARS: Record<Locale, string> = { en: 'en-u-ca-gregory-nu-latn', fa: 'fa-u-ca-persian-nu-latn' };
const readers = new Map<Locale, Intl.DateTimeFormat>();

function reader(locale: Locale): Intl.DateTimeFormat {
  const known = readers.get(locale);
  if (known) return known;
  const made = new Intl.DateTimeFormat(CALENDARS[locale], {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    timeZone: 'UTC',
  });
  readers.set(locale, made);
  return made;
}

/** @param iso a Gregorian date, YYYY-MM-DD */
export function partsOf(iso: string, locale: Locale): DateParts {
  const parts = Object.fromEntries(
    reader(locale)
      .formatToParts(new Date(`${iso}T00:00:00Z`))
      .map((part) => [part.type, part.value]),
  );
  return { year: Number(parts.year), month: Number(parts.month), day: Number(parts.day) };
}

/**
 * The Gregorian date of a locale's date; a day past the month's end becomes its last.
 * @returns YYYY-MM-DD
 */
export function isoOf(wanted: DateParts, locale: Locale): string {
  const day = Math.min(wanted.day, daysIn(wanted.year, wanted.month, locale));
  return isoAt(firstOf(wanted.year, wanted.month, locale) + (day - 1) * DAY_MS);
}

export function daysIn(year: number, month: number, locale: Locale): number {
  const next = month === 12 ? firstOf(year + 1, 1, locale) : firstOf(year, month + 1, locale);
  return Math.round((next - firstOf(year, month, locale)) / DAY_MS);
}

/** Found by looking: Intl reads calendars but does not write them. The guess is at most some days off. */
function firstOf(year: number, month: number, locale: Locale): number {
  if (locale === 'en') return Date.UTC(year, month - 1, 1);
  const guess = Date.UTC(year + 621, 2, 21) + (month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30) * DAY_MS;
  for (const off of [0, -1, 1, -2, 2]) {
    const at = guess + off * DAY_MS;
    const { month: there, day } = partsOf(isoAt(at), locale);
    if (there === month && day === 1) return at;
  }
  return guess;
}

const isoAt = (at: number): string => new Date(at).toISOString().slice(0, 10);

export function monthNames(locale: Locale): string[] {
  const format = new Intl.DateTimeFormat(`${locale}-u-ca-${locale === 'fa' ? 'persian' : 'gregory'}`, {
    month: 'long',
    timeZone: 'UTC',
  });
  const year = partsOf(isoAt(Date.UTC(2025, 5, 1)), locale).year;
  return Array.from({ length: 12 }, (_, i) =>
    format.format(new Date(`${isoOf({ year, month: i + 1, day: 10 }, locale)}T00:00:00Z`)),
  );
}

/** The day on which a moment falls here, YYYY-MM-DD. */
export function isoDay(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export const dayBefore = (iso: string): string => isoAt(Date.parse(`${iso}T00:00:00Z`) - DAY_MS);
