import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HoursView, WEEKDAYS } from '../../server/contract/index.js';
import { addOpenMs, closedTime, hoursOf, isOpen, openMsBetween, opensAt } from '../../server/queues/index.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Open on the given days; a test states only what it is about. */
function someHours(week: Partial<HoursView['week']>, rest: Partial<HoursView> = {}): HoursView {
  const closed = Object.fromEntries(WEEKDAYS.map((day) => [day, []])) as unknown as HoursView['week'];
  return {
    alwaysOpen: false,
    timeZone: 'Asia/Tehran',
    week: { ...closed, ...week },
    holidays: [],
    byChannel: {},
    ...rest,
  };
}
const at = (text: string) => new Date(text);
const office: [number, number][] = [
  [540, 720],
  [780, 1020],
]; // 9–12 and 13–17
const tehran = someHours({ sat: office, sun: office, mon: office, tue: office, wed: office, thu: [[540, 780]] });
const berlinNights = someHours({ sat: [[60, 240]], sun: [[60, 240]] }, { timeZone: 'Europe/Berlin' });

describe('opening hours', () => {
  // Tehran is at +03:30 all year since 2022.
  it.each([
    { says: 'is closed the minute before opening', hours: tehran, when: '2026-11-21T05:29:59Z', open: false }, // Sat
    { says: 'opens on the minute', hours: tehran, when: '2026-11-21T05:30:00Z', open: true },
    { says: 'is closed in the break', hours: tehran, when: '2026-11-21T08:30:00Z', open: false },
    { says: 'is open after the break', hours: tehran, when: '2026-11-21T09:30:00Z', open: true },
    { says: 'is closed from the closing minute on', hours: tehran, when: '2026-11-21T13:30:00Z', open: false },
    { says: 'is closed on Friday', hours: tehran, when: '2026-11-27T08:00:00Z', open: false },
    {
      says: 'is closed on a holiday',
      hours: { ...tehran, holidays: [{ date: '2026-11-21', name: '', yearly: null }] },
      when: '2026-11-21T05:30:00Z',
      open: false,
    },
    {
      says: 'is always open when it says so, holiday or not',
      hours: { ...tehran, alwaysOpen: true, holidays: [{ date: '2026-11-27', name: '', yearly: null }] },
      when: '2026-11-27T01:00:00Z',
      open: true,
    },
    {
      says: 'reads the weekday where the queue is, not in UTC',
      hours: someHours({ sun: [[0, 60]] }),
      when: '2026-11-21T20:45:00Z',
      open: true,
    },
    {
      says: 'is open until midnight',
      hours: someHours({ sat: [[1380, 1440]] }),
      when: '2026-11-21T20:29:59Z',
      open: true,
    },
  ])('$says', ({ hours, when, open }) => expect(isOpen(hours, at(when))).toBe(open));

  it.each([
    { says: 'opens now when it is open', hours: tehran, from: '2026-11-21T06:00:00Z', opens: '2026-11-21T06:00:00Z' },
    { says: 'opens after the break', hours: tehran, from: '2026-11-21T08:45:00Z', opens: '2026-11-21T09:30:00Z' },
    {
      says: 'opens on Saturday after a Thursday',
      hours: tehran,
      from: '2026-11-26T10:00:00Z',
      opens: '2026-11-28T05:30:00Z',
    },
    {
      says: 'steps over holidays',
      hours: { ...tehran, holidays: [{ date: '2026-11-28', name: 'x', yearly: null }] },
      from: '2026-11-26T10:00:00Z',
      opens: '2026-11-29T05:30:00Z',
    },
    { says: 'never opens without hours', hours: someHours({}), from: '2026-11-21T06:00:00Z', opens: null },
    // Berlin, 28 March 2027: 02:00 becomes 03:00. 29 October 2028 (a Sunday): 03:00 becomes 02:00.
    {
      says: 'opens when the clocks jump over the opening minute',
      hours: someHours({ sun: [[150, 240]] }, { timeZone: 'Europe/Berlin' }),
      from: '2027-03-28T00:00:00Z',
      opens: '2027-03-28T01:00:00Z',
    },
    {
      says: 'opens a second time in the hour that is repeated',
      hours: someHours({ sun: [[120, 150]] }, { timeZone: 'Europe/Berlin' }),
      from: '2028-10-29T00:40:00Z',
      opens: '2028-10-29T01:00:00Z',
    },
  ])('$says', ({ hours, from, opens }) =>
    expect(opensAt(hours, at(from))?.toISOString() ?? null).toBe(opens && at(opens).toISOString()),
  );

  it.each([
    { says: 'until it is opened again', until: null, when: '2027-02-01T06:00:00Z', opens: null },
    { says: 'until then, in the hours', until: '2026-11-21T06:30:00Z', opens: '2026-11-21T06:30:00Z' },
    { says: 'until then, after the hours', until: '2026-11-21T14:00:00Z', opens: '2026-11-22T05:30:00Z' },
    { says: 'and that is over', until: '2026-11-21T05:59:59Z', open: true, opens: '2026-11-21T06:00:00Z' },
    { says: 'but not yet then', when: '2026-11-21T05:44:59Z', until: null, open: true, opens: '2026-11-21T05:44:59Z' },
    { says: 'of all hours', hours: { ...tehran, alwaysOpen: true }, until: '2026-11-27T00:00:00Z' },
  ])(
    'is closed by hand $says',
    ({ hours = tehran, until, when = '2026-11-21T06:00:00Z', open = false, opens = until }) => {
      const by = { id: 'ana', name: 'Ana' };
      const closedByHand = { since: at('2026-11-21T05:45:00Z'), until: until ? at(until) : null, by };
      const holds = hoursOf({ hours, closedByHand }, 'webchat');
      expect(isOpen(holds, at(when))).toBe(open);
      expect(opensAt(holds, at(when))).toEqual(opens && at(opens));
      expect(addOpenMs(holds, at(when), HOUR)).toEqual(addOpenMs(hours, at(when), HOUR));
    },
  );

  it('is closed for a time that has one name, until it is open again', () => {
    const nameAt = (when: string, hours = tehran) => closedTime(hours, at(when));
    expect(nameAt('2026-11-21T06:00:00Z')).toBeNull();
    const night = nameAt('2026-11-21T15:00:00Z');
    expect(night).toBe('2026-11-22T05:30:00.000Z');
    expect([nameAt('2026-11-22T00:00:00Z'), nameAt('2026-11-22T05:29:59Z')]).toEqual([night, night]);
    expect(nameAt('2026-11-22T15:00:00Z')).not.toBe(night);
    expect(nameAt('2026-11-21T06:00:00Z', someHours({}))).toBe('always');
    const by = { id: 'ana', name: 'Ana' };
    const byHand = { ...tehran, closedByHand: { since: at('2026-11-21T05:45:00Z'), until: null, by } };
    expect(nameAt('2026-11-23T06:00:00Z', byHand)).toBe('2026-11-21T05:45:00.000Z');
  });

  it.each([
    {
      says: 'counts straight on within a span',
      hours: tehran,
      from: '2026-11-21T05:30:00Z',
      ms: HOUR,
      due: '2026-11-21T06:30:00Z',
    },
    { says: 'rests in the break', hours: tehran, from: '2026-11-21T08:00:00Z', ms: HOUR, due: '2026-11-21T10:00:00Z' },
    {
      says: 'rests over the weekend',
      hours: tehran,
      from: '2026-11-26T09:00:00Z',
      ms: HOUR,
      due: '2026-11-28T06:00:00Z',
    },
    {
      says: 'begins at the opening when it is asked before',
      hours: tehran,
      from: '2026-11-21T00:00:00Z',
      ms: MINUTE,
      due: '2026-11-21T05:31:00Z',
    },
    {
      says: 'counts three open hours on the short night',
      hours: berlinNights,
      from: '2027-03-28T00:00:00Z',
      ms: 2 * HOUR,
      due: '2027-03-28T02:00:00Z',
    },
    {
      says: 'counts the repeated hour twice',
      hours: berlinNights,
      from: '2028-10-28T23:00:00Z',
      ms: 4 * HOUR,
      due: '2028-10-29T03:00:00Z',
    },
    { says: 'is never due without hours', hours: someHours({}), from: '2026-11-21T05:30:00Z', ms: 1, due: null },
    {
      says: 'is due on the clock when always open',
      hours: { ...tehran, alwaysOpen: true },
      from: '2026-11-27T05:30:00Z',
      ms: HOUR,
      due: '2026-11-27T06:30:00Z',
    },
  ])('$says', ({ hours, from, ms, due }) =>
    expect(addOpenMs(hours, at(from), ms)?.toISOString() ?? null).toBe(due && at(due).toISOString()),
  );
});

describe('whatever the hours', () => {
  const zone = fc.constantFrom(
    'Asia/Tehran',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'UTC',
  );
  const day = fc.uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 6 }).map((marks) => {
    const sorted = marks.map((mark) => mark * 15).sort((a, b) => a - b);
    return Array.from({ length: sorted.length >> 1 }, (_none, i): [number, number] => [
      sorted[2 * i]!,
      sorted[2 * i + 1]!,
    ]);
  });
  const moment = fc.date({ min: at('2019-01-01T00:00:00Z'), max: at('2029-01-01T00:00:00Z'), noInvalidDate: true });
  const hours: fc.Arbitrary<HoursView> = fc.record({
    alwaysOpen: fc.constant(false),
    timeZone: zone,
    week: fc.record(Object.fromEntries(WEEKDAYS.map((name) => [name, day]))) as unknown as fc.Arbitrary<
      HoursView['week']
    >,
    holidays: fc.constant<HoursView['holidays']>([]),
    byChannel: fc.constant<HoursView['byChannel']>({}),
  });
  const runs = { numRuns: 300 };

  it('opensAt is open, and nothing before it is', () =>
    fc.assert(
      fc.property(hours, moment, fc.double({ min: 0, max: 1, noNaN: true }), (some, from, share) => {
        const opens = opensAt(some, from);
        if (!opens) return;
        expect(isOpen(some, opens)).toBe(true);
        if (opens > from) {
          const between = new Date(from.getTime() + Math.floor((opens.getTime() - 1 - from.getTime()) * share));
          expect(isOpen(some, between)).toBe(false);
        }
      }),
      runs,
    ));

  it('addOpenMs and openMsBetween undo each other', () =>
    fc.assert(
      fc.property(hours, moment, fc.integer({ min: 1, max: 100 * HOUR }), (some, from, ms) => {
        const due = addOpenMs(some, from, ms);
        if (due) expect(openMsBetween(some, from, due)).toBe(ms);
      }),
      runs,
    ));

  it('open time adds up over any moment between', () =>
    fc.assert(
      fc.property(
        hours,
        fc.tuple(moment, fc.integer({ max: 20 * 24 * HOUR, min: 0 }), fc.integer({ max: 20 * 24 * HOUR, min: 0 })),
        (some, [a, first, second]) => {
          const b = new Date(a.getTime() + first);
          const c = new Date(b.getTime() + second);
          expect(openMsBetween(some, a, b) + openMsBetween(some, b, c)).toBe(openMsBetween(some, a, c));
        },
      ),
      runs,
    ));
});
