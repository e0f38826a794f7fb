/** Days off: on one date, or every year on the same day of the Gregorian or the Jalali calendar. */
import { LRUCache } from 'lru-cache';
import type { HolidayView } from '../contract/index.js';

/** Read once per list: records are cached and asked about day after day. */
interface Days {
  dates: ReadonlySet<string>;
  /** MM-DD of the calendar. */
  gregorian: ReadonlySet<string>;
  jalali: ReadonlySet<string>;
}

const read = new WeakMap<readonly HolidayView[], Days>();

/** @param utcMidnight the local date, written as midnight UTC of the same date */
export function isHoliday(holidays: readonly HolidayView[], utcMidnight: number): boolean {
  if (holidays.length === 0) return false;
  const { dates, gregorian, jalali } = daysOf(holidays);
  const date = dateOf(utcMidnight);
  if (dates.has(date) || gregorian.has(date.slice(5))) return true;
  return jalali.size > 0 && jalali.has(jalaliDay(utcMidnight));
}

function daysOf(holidays: readonly HolidayView[]): Days {
  const known = read.get(holidays);
  if (known) return known;
  const of = (yearly: HolidayView['yearly']) => holidays.filter((holiday) => holiday.yearly === yearly);
  const days = {
    dates: new Set(of(null).map(({ date }) => date)),
    gregorian: new Set(of('gregorian').map(({ date }) => date.slice(5))),
    jalali: new Set(of('jalali').map(({ date }) => jalaliDay(Date.parse(date)))),
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
