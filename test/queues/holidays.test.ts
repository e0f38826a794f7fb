import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HolidayView, type HoursView, WEEKDAYS } from '../../server/contract/index.js';
import { hoursOf, isOpen, openMsBetween, opensAt } from '../../server/queues/index.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const ALL_DAY: [number, number][] = [[0, 1_440]];
const everyDay = Object.fromEntries(WEEKDAYS.map((day) => [day, ALL_DAY])) as HoursView['week'];

const hoursWith = (holidays: HolidayView[], rest: Partial<HoursView> = {}): HoursView => ({
  ...{ alwaysOpen: false, timeZone: 'Asia/Tehran', week: everyDay, byChannel: {} },
  ...{ holidays, ...rest },
});
const nowruz: HolidayView = { date: '2026-03-21', name: 'Nowruz', yearly: 'jalali' }; // 1 Farvardin 1405
const lastOfLeap: HolidayView = { date: '2025-03-20', name: '30 Esfand 1403', yearly: 'jalali' };
const newYear: HolidayView = { date: '2026-01-01', name: 'New Year', yearly: 'gregorian' };
const leapDay: HolidayView = { date: '2024-02-29', name: 'Leap day', yearly: 'gregorian' };
const once: HolidayView = { date: '2026-07-01', name: 'Stocktaking', yearly: null };
const noonIn = (date: string) => new Date(`${date}T08:30:00Z`); // noon in Tehran

describe('a holiday', () => {
  it.each([
    { says: 'is off on its own date', holiday: once, date: '2026-07-01', open: false },
    { says: 'is not off a year later when it comes once', holiday: once, date: '2027-07-01', open: true },
    { says: 'comes every year by the Gregorian calendar', holiday: newYear, date: '2031-01-01', open: false },
    { says: 'also comes in the years before', holiday: newYear, date: '2020-01-01', open: false },
    { says: 'on a leap day comes in leap years', holiday: leapDay, date: '2028-02-29', open: false },
    { says: 'on a leap day is not kept the day before', holiday: leapDay, date: '2027-02-28', open: true },
    { says: 'on a leap day is not kept the day after', holiday: leapDay, date: '2027-03-01', open: true },
    { says: 'of Nowruz is on 21 March in 2026', holiday: nowruz, date: '2026-03-21', open: false },
    { says: 'of Nowruz is on 20 March after a Gregorian leap day', holiday: nowruz, date: '2028-03-20', open: false },
    { says: 'of Nowruz is not on 21 March then', holiday: nowruz, date: '2028-03-21', open: true },
    { says: 'of the last day of Esfand comes in a leap year', holiday: lastOfLeap, date: '2030-03-20', open: false },
    {
      says: 'of the last day of Esfand is left out in a common year',
      holiday: lastOfLeap,
      date: '2027-03-20',
      open: true,
    },
  ])('$says', ({ holiday, date, open }) => expect(isOpen(hoursWith([holiday]), noonIn(date))).toBe(open));

  it('may open for some hours, on its own date or every year, also where the week is closed', () => {
    const morning: HolidayView['open'] = [[540, 720]];
    const [early, newDay] = [
      { ...once, open: morning },
      { ...nowruz, open: morning },
    ];
    const clock = (date: string, utc: string) => new Date(`${date}T${utc}Z`);
    const hours = hoursWith([early, newDay], { week: { ...everyDay, fri: [] } });
    expect(isOpen(hours, clock('2026-07-01', '08:29:59'))).toBe(true);
    expect(isOpen(hours, clock('2026-07-01', '08:30:00'))).toBe(false);
    expect(isOpen(hours, clock('2026-07-02', '08:30:00'))).toBe(true);
    expect(opensAt(hours, clock('2026-07-01', '08:30:00'))).toEqual(clock('2026-07-01', '20:30:00'));
    expect(openMsBetween(hours, clock('2026-06-30', '20:30:00'), clock('2026-07-01', '20:30:00'))).toBe(3 * HOUR_MS);
    // 20 March 2028, 1 Farvardin, is a Monday; 21 March 2031 is a Friday.
    expect(isOpen(hours, clock('2028-03-20', '08:00:00'))).toBe(true);
    expect(isOpen(hours, clock('2028-03-20', '09:00:00'))).toBe(false);
    expect(isOpen(hours, clock('2031-03-21', '08:00:00'))).toBe(true);
  });

  it.each([
    { says: 'its own date counts before what comes every year', days: [nowruz, { date: '2026-03-21', open: true }] },
    {
      says: 'its own date counts before every year’s hours',
      days: [{ ...nowruz, open: true }, { date: '2026-03-21' }],
    },
    { says: 'of two alike the one that is off', days: [{ ...newYear, open: true }, newYear], off: '2026-01-01' },
    {
      says: 'of two calendars the one that is off',
      days: [
        { ...nowruz, open: true },
        { ...nowruz, yearly: 'gregorian' as const },
      ],
      off: '2026-03-21',
    },
  ])('said twice: $says', ({ says, days, off }) => {
    const holidays = days.map(({ open, ...day }: { date: string; open?: unknown; name?: string }) => ({
      ...{ name: '', yearly: null, ...day },
      ...(open ? { open: [[540, 780]] as [number, number][] } : {}),
    }));
    const isOff = off !== undefined || says.endsWith('hours');
    for (const order of [holidays, [...holidays].reverse()])
      expect(isOpen(hoursWith(order), noonIn(off ?? '2026-03-21'))).toBe(!isOff);
  });

  it('begins and ends with the local day', () => {
    const hours = hoursWith([nowruz]);
    expect(isOpen(hours, new Date('2026-03-20T20:29:59Z'))).toBe(true);
    expect(isOpen(hours, new Date('2026-03-20T20:30:00Z'))).toBe(false);
    expect(isOpen(hours, new Date('2026-03-21T20:29:59Z'))).toBe(false);
    expect(isOpen(hours, new Date('2026-03-21T20:30:00Z'))).toBe(true);
  });

  const date = fc
    .integer({ min: Date.parse('1990-01-01') / DAY_MS, max: Date.parse('2080-01-01') / DAY_MS })
    .map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10));
  /** By another road than the code under test: year, month and day as the platform spells them. */
  const spelt = (calendar: 'gregory' | 'persian', day: string) =>
    new Intl.DateTimeFormat(`en-u-ca-${calendar}`, { timeZone: 'UTC', month: 'long', day: 'numeric' }).format(
      new Date(day),
    );

  it.each([
    { yearly: 'gregorian' as const, calendar: 'gregory' as const },
    { yearly: 'jalali' as const, calendar: 'persian' as const },
  ])('that recurs by the $yearly calendar is off exactly on days of its name', ({ yearly, calendar }) =>
    fc.assert(
      fc.property(date, date, (kept, asked) => {
        const off = spelt(calendar, kept) === spelt(calendar, asked);
        expect(isOpen(hoursWith([{ date: kept, name: '', yearly }]), noonIn(asked))).toBe(!off);
        expect(isOpen(hoursWith([{ date: kept, name: '', yearly }]), noonIn(kept))).toBe(false);
      }),
      { numRuns: 400 },
    ),
  );

  it.each(['gregorian', 'jalali'] as const)(
    'that recurs by the %s calendar comes once in every year, leap or not',
    (yearly) =>
      fc.assert(
        fc.property(fc.integer({ min: 1995, max: 2070 }), fc.integer({ min: 0, max: 300 }), (year, into) => {
          const first = Date.UTC(year, 2, 25) + into * DAY_MS;
          const holiday = { date: new Date(first).toISOString().slice(0, 10), name: '', yearly };
          // In the zone of UTC, so that days closed are counted by their milliseconds.
          const hours = hoursWith([holiday], { timeZone: 'UTC' });
          const [from, to] = [new Date(first - 180 * DAY_MS), new Date(first + 180 * DAY_MS)];
          expect(360 * DAY_MS - openMsBetween(hours, from, to)).toBe(DAY_MS);
        }),
        { numRuns: 60 },
      ),
  );
});

describe('hours of a channel', () => {
  const week = { ...everyDay, sat: [] };
  const hours = hoursWith([once], {
    byChannel: { voice: { alwaysOpen: false, week }, email: { alwaysOpen: true, week } },
  });
  const saturday = noonIn('2026-11-21');
  it.each([
    { says: 'are the queue’s where it has none of its own', channel: 'webchat', at: saturday, open: true },
    { says: 'are its own week where it has one', channel: 'voice', at: saturday, open: false },
    { says: 'keep the queue’s holidays', channel: 'voice', at: noonIn('2026-07-01'), open: false },
    { says: 'may be all hours although the queue’s are not', channel: 'email', at: noonIn('2026-07-01'), open: true },
  ] as const)('$says', ({ channel, at, open }) => expect(isOpen(hoursOf({ hours }, channel), at)).toBe(open));
});
