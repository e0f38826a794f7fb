/** Days of their own, off or with other hours: on one date, or every year on the same day of the Gregorian or the Jalali calendar. */
import { LRUCache } from 'lru-cache';
import type { HolidayView } from '../contract/index.js';

type Spans = [number, number][];
/** By the day: what is open then. */
type Days = ReadonlyMap<string, Spans>;

/** Read once per list: records are cached and asked about day after day. */
interface Known {
  dates: Days;
  /** By MM-DD of the calendar. */
  gregorian: Days;
  jalali: Days;
}

const read = new WeakMap<readonly HolidayView[], Known>();
const OFF: Spans = [];

/**
 * What is open on a day that has a word of its own; null: it is like any other. What is said of the very date counts before what
 * comes every year, and of two words alike the one that it is off.
 * @param utcMidnight the local date, written as midnight UTC of the same date
 */
export function openOnOwnDay(holidays: readonly HolidayView[], utcMidnight: number): Spans | null {
  if (holidays.length === 0) return null;
  const { dates, gregorian, jalali } = knownOf(holidays);
  const date = dateOf(utcMidnight);
  const yearly = [gregorian.get(date.slice(5)), jalali.size > 0 ? jalali.get(jalaliDay(utcMidnight)) : undefined];
  return dates.get(date) ?? shorter(yearly[0], yearly[1]) ?? null;
}

const shorter = (one: Spans | undefined, other: Spans | undefined): Spans | undefined =>
  other?.length === 0 ? other : (one ?? other);

function knownOf(holidays: readonly HolidayView[]): Known {
  const known = read.get(holidays);
  if (known) return known;
  const of = (yearly: HolidayView['yearly'], dayOf: (date: string) => string): Days => {
    const days = new Map<string, Spans>();
    for (const { date, open = OFF } of holidays.filter((holiday) => holiday.yearly === yearly))
      days.set(dayOf(date), shorter(days.get(dayOf(date)), open) as Spans);
    return days;
  };
  const days = {
    dates: of(null, (date) => date),
    gregorian: of('gregorian', (date) => date.slice(5)),
    jalali: of('jalali', (date) => jalaliDay(Date.parse(date))),
  };
  read.set(holidays, days);
  return days;
}

const dateOf = (utcMidnight: number): string => new Date(utcMidnight).toISOString().slice(0, 10);

const persian = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
  timeZone: 'UTC',
  month: '2-digit',
  day: '2-digit',
});
const jalaliDays = new LRUCache<number, string>({ max: 2_000 });

/** MM-DD in the Jalali calendar; 12-30 comes in leap years only. */
function jalaliDay(utcMidnight: number): string {
  const known = jalaliDays.get(utcMidnight);
  if (known) return known;
  const part = Object.fromEntries(persian.formatToParts(utcMidnight).map(({ type, value }) => [type, value]));
  const day = `${part.month?.padStart(2, '0')}-${part.day?.padStart(2, '0')}`;
  jalaliDays.set(utcMidnight, day);
  return day;
}
