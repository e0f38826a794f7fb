import * as part from './date-parts.js';
import { fromLocal, offsetAt, toLocal } from './dates.js';
import { StoreError } from './errors.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const padded = (digits: number, read: (date: Date) => number) => (date: Date) =>
  String(read(date)).padStart(digits, '0');

/** A zone's distance from UTC, with its sign. */
const signed = (minutes: number, text: string): string => `${minutes < 0 ? '-' : '+'}${text}`;

function hoursAndMinutes(minutes: number): string {
  const all = Math.abs(minutes);
  return signed(minutes, `${String(Math.floor(all / 60)).padStart(2, '0')}${String(all % 60).padStart(2, '0')}`);
}

/** What each specifier writes of a local date. */
const WRITE: Record<string, (local: Date, offsetMinutes: number) => string> = {
  '%': () => '%',
  Y: padded(4, part.year),
  m: padded(2, part.month),
  d: padded(2, part.dayOfMonth),
  H: padded(2, part.hour),
  M: padded(2, part.minute),
  S: padded(2, part.second),
  L: padded(3, part.millisecond),
  j: padded(3, part.dayOfYear),
  w: padded(1, part.dayOfWeek),
  u: padded(1, part.isoDayOfWeek),
  U: padded(2, part.week),
  V: padded(2, part.isoWeek),
  G: padded(4, part.isoWeekYear),
  b: (date) => MONTHS[date.getUTCMonth()]!.slice(0, 3),
  B: (date) => MONTHS[date.getUTCMonth()]!,
  z: (_, minutes) => hoursAndMinutes(minutes),
  Z: (_, minutes) => signed(minutes, String(Math.abs(minutes)).padStart(3, '0')),
};

const SPECIFIER = /%(.?)/gs;

function unknown(char: string): StoreError {
  if (char === '') return new StoreError('Location18535', "Unmatched '%' at end of format string");
  return new StoreError('Location18536', `Invalid format character '%${char}' in format string`);
}

const isUtc = (zone: string | undefined): boolean => !zone || ['UTC', 'GMT', 'Z'].includes(zone);

/** A date as text; without a format in ISO 8601, whose Z only UTC has. */
export function formatDate(date: Date, format: string | undefined, zone: string | undefined): string {
  const local = toLocal(date, zone);
  const minutes = Math.round(offsetAt(zone, date.getTime()) / 60_000);
  const wanted = format ?? `%Y-%m-%dT%H:%M:%S.%L${isUtc(zone) ? 'Z' : ''}`;
  return wanted.replace(SPECIFIER, (_, char: string) => {
    const write = WRITE[char];
    if (!write) throw unknown(char);
    return write(local, minutes);
  });
}

const ISO =
  /^(?<Y>\d{4})-(?<m>\d\d)-(?<d>\d\d)(?:[T ](?<H>\d\d):(?<M>\d\d)(?::(?<S>\d\d)(?:\.(?<L>\d{1,9}))?)?)?\s*(?<z>Z|[+-]\d\d:?(?:\d\d)?)?$/;

/** What each specifier reads. */
const READ: Record<string, string> = {
  Y: '(?<Y>\\d{4})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  H: '(?<H>\\d{1,2})',
  M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})',
  L: '(?<L>\\d{1,3})',
  j: '(?<j>\\d{1,3})',
  G: '(?<G>\\d{4})',
  V: '(?<V>\\d{1,2})',
  u: '(?<u>[1-7])',
  b: `(?<b>${MONTHS.map((name) => name.slice(0, 3)).join('|')})`,
  B: `(?<b>${MONTHS.join('|')})`,
  z: '(?<z>Z|[+-]\\d\\d:?(?:\\d\\d)?)',
  Z: '(?<Z>[+-]\\d{1,3})',
  '%': '%',
};

function reader(format: string): RegExp {
  const text = format.replace(/%(.?)|[^%]+/gs, (found, char?: string) => {
    if (char === undefined) return found.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    if (!READ[char]) throw unknown(char);
    return READ[char];
  });
  return new RegExp(`^${text}$`, 'i');
}

/**
 * Reads a date: by a format, else in ISO 8601.
 * @param zone where the text's clock hangs, when the text itself does not say
 * @returns undefined for a text that is no such date
 */
export function parseDate(text: string, format?: string, zone?: string): Date | undefined {
  const found = (format === undefined ? ISO : reader(format)).exec(text)?.groups;
  if (!found) return undefined;
  const local = dayOf(found);
  if (local === undefined) return undefined;
  const { H = 0, M = 0, S = 0, L = '0', z, Z } = found;
  if ([Number(H) > 23, Number(M) > 59, Number(S) > 59].includes(true)) return undefined;
  if ((z || Z) && zone) throw bothZones(text);
  const ms = Number(L.padEnd(3, '0').slice(0, 3));
  const at = new Date(local + ((Number(H) * 60 + Number(M)) * 60 + Number(S)) * 1_000 + ms);
  if (Z) return new Date(at.getTime() - Number(Z) * 60_000);
  return fromLocal(at, z ? z.toUpperCase() : zone);
}

const bothZones = (text: string): StoreError =>
  new StoreError(
    'ConversionFailure',
    `you cannot pass in a date/time string with time zone information ('${text}') together with a timezone argument`,
  );

/** Midnight of the day that was read; undefined when there is no such day. */
function dayOf({ Y, m, d, j, b, G, V = '1', u = '1' }: Record<string, string | undefined>): number | undefined {
  if (G) return part.midnightOfIso(Number(G), Number(V), Number(u));
  if (!Y) return undefined;
  if (j) return part.midnight(Number(Y), 0, Number(j));
  const month = b
    ? MONTHS.findIndex((name) => name.toLowerCase().startsWith(b.toLowerCase().slice(0, 3))) + 1
    : Number(m ?? 1);
  const at = part.midnight(Number(Y), month - 1, Number(d ?? 1));
  return new Date(at).getUTCMonth() === month - 1 ? at : undefined;
}
