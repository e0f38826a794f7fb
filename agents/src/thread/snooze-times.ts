import type { Locale } from '../../../server/contract/names.js';

export interface SnoozeTime {
  id: 'hour' | 'threeHours' | 'tomorrow' | 'nextWeek';
  at: Date;
}

/** The week begins on Saturday where Persian is read, else on Monday. */
const FIRST_WORKDAY: Record<Locale, number> = { fa: 6, en: 1 };
const MORNING = 9;

/** The usual times to put something off to, on this computer's clock. */
export function snoozeTimes(now: Date, locale: Locale): SnoozeTime[] {
  const inHours = (hours: number) => new Date(+now + hours * 3_600_000);
  const daysToWeek = (FIRST_WORKDAY[locale] - now.getDay() + 7) % 7 || 7;
  return [
    { id: 'hour', at: inHours(1) },
    { id: 'threeHours', at: inHours(3) },
    { id: 'tomorrow', at: morningAfter(now, 1) },
    { id: 'nextWeek', at: morningAfter(now, daysToWeek) },
  ];
}

export function morningAfter(now: Date, days: number, hour = MORNING, minute = 0): Date {
  const at = new Date(now);
  at.setDate(at.getDate() + days);
  at.setHours(hour, minute, 0, 0);
  return at;
}
