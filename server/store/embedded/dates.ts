import { StoreError } from './errors.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();
/** Offsets by zone and quarter of an hour, the shortest time in which any zone changes its offset. */
const offsets = new Map<string, number>();
const MAX_OFFSETS = 50_000;

/** Milliseconds by which local time in a zone is ahead of UTC at a moment. */
export function offsetAt(zone: string | null | undefined, at: number): number {
  if (!zone || zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0;
  const fixed = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * HOUR + Number(fixed[3] ?? 0) * MINUTE);
  const key = `${zone} ${Math.floor(at / (15 * MINUTE))}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= MAX_OFFSETS) offsets.clear();
  const offset = measureOffset(zone, at);
  offsets.set(key, offset);
  return offset;
}

function measureOffset(zone: string, at: number): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  const local = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
  return local - Math.floor(at / 1_000) * 1_000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const fields = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    } as const;
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      calendar: 'gregory',
      ...fields,
    });
    formats.set(zone, format);
    return format;
  } catch {
    throw new StoreError('Location40485', `unrecognized time zone identifier: "${zone}"`);
  }
}

/** A date whose UTC fields read as local time in the zone. */
export const toLocal = (date: Date, zone: string | null | undefined): Date =>
  new Date(date.getTime() + offsetAt(zone, date.getTime()));

/** The moment at which a zone's clock shows these fields. */
export function fromLocal(local: Date, zone: string | null | undefined): Date {
  const guess = local.getTime() - offsetAt(zone, local.getTime());
  return new Date(local.getTime() - offsetAt(zone, guess));
}

const MONTHS: Record<string, number> = { month: 1, quarter: 3, year: 12 };
const LENGTHS: Record<string, number> = {
  millisecond: 1,
  second: 1_000,
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
};
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
/** Bins are counted from here, as MongoDB does. */
const ORIGIN = Date.UTC(2000, 0, 1);
const ORIGIN_WEEKDAY = 6;

export interface TruncOptions {
  unit: string;
  binSize?: number;
  timezone?: string | null;
  startOfWeek?: string;
}

/** The beginning of the bin that a date is in, in local time. */
export function truncate(date: Date, { unit, binSize = 1, timezone, startOfWeek = 'sunday' }: TruncOptions): Date {
  const local = toLocal(date, timezone);
  const months = MONTHS[unit];
  if (months) {
    const since = (local.getUTCFullYear() - 2000) * 12 + local.getUTCMonth();
    const size = months * binSize;
    return fromLocal(new Date(Date.UTC(2000, Math.floor(since / size) * size, 1)), timezone);
  }
  const size = lengthOf(unit) * binSize;
  const origin = unit === 'week' ? ORIGIN + ((weekday(startOfWeek) - ORIGIN_WEEKDAY + 7) % 7) * DAY : ORIGIN;
  return fromLocal(new Date(origin + Math.floor((local.getTime() - origin) / size) * size), timezone);
}

function lengthOf(unit: string): number {
  const length = LENGTHS[unit];
  if (!length) throw new StoreError('FailedToParse', `unknown time unit value: ${unit}`);
  return length;
}

function weekday(name: string): number {
  const day = WEEKDAYS.findIndex((full) => [full, full.slice(0, 3)].includes(name.toLowerCase()));
  if (day < 0) throw new StoreError('FailedToParse', `unknown day of week value: ${name}`);
  return day;
}

interface CountOptions {
  unit: string;
  timezone?: string;
  startOfWeek?: string;
}

/** How many units have begun since a fixed one: two dates differ by the boundaries that are between them. */
export function countUnits(date: Date, { unit, timezone, startOfWeek = 'sunday' }: CountOptions): number {
  const local = toLocal(date, timezone);
  const months = MONTHS[unit];
  if (months) return Math.floor((local.getUTCFullYear() * 12 + local.getUTCMonth()) / months);
  const length = lengthOf(unit);
  const begin = unit === 'week' ? ORIGIN + ((weekday(startOfWeek) - ORIGIN_WEEKDAY + 7) % 7) * DAY : 0;
  return Math.floor(((length < HOUR ? date : local).getTime() - begin) / length);
}

/** Adds to a date; from a day that the resulting month lacks it falls back to that month's last. */
export function add(date: Date, unit: string, amount: number, timezone?: string | null): Date {
  const months = MONTHS[unit];
  if (!months && lengthOf(unit) < DAY) return new Date(date.getTime() + amount * lengthOf(unit));
  const local = toLocal(date, timezone);
  if (!months) return fromLocal(new Date(local.getTime() + amount * lengthOf(unit)), timezone);
  const day = local.getUTCDate();
  local.setUTCDate(1);
  local.setUTCMonth(local.getUTCMonth() + amount * months);
  const last = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  local.setUTCDate(Math.min(day, last));
  return fromLocal(local, timezone);
}
