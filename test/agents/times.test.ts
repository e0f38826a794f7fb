import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysIn, isoOf, partsOf } from '../../agents/src/base/calendar.js';
import { clockTime } from '../../agents/src/base/clock-time.js';
import { asDialled } from '../../agents/src/base/copy-numbers.js';
import { formatFor } from '../../agents/src/base/format.js';
import { addSpan, fromClock, toClock } from '../../agents/src/settings/hours.js';
import { snoozeTimes } from '../../agents/src/thread/snooze-times.js';

it.each([
  ['21:00', '21:00'],
  [' ۸:۳۰ ', '08:30'],
  ['٠٧.١٥', '07:15'],
  ['24:00', null],
  ['12:6', null],
  ['9 PM', null],
])('reads the time of day %s as %s', (typed, time) => expect(clockTime(typed)).toBe(time));

describe('the calendar', () => {
  it('knows the Persian new year', () => expect(partsOf('2026-03-21', 'fa')).toEqual({ year: 1405, month: 1, day: 1 }));
  it('knows the leap day', () => expect([daysIn(1403, 12, 'fa'), daysIn(1404, 12, 'fa')]).toEqual([30, 29]));
  it('holds a day to its month', () => expect(isoOf({ year: 2026, month: 2, day: 31 }, 'en')).toBe('2026-02-28'));
  it.each(['en', 'fa'] as const)('comes back to the same date (%s)', (locale) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
        const iso = new Date(days * 86_400_000).toISOString().slice(0, 10);
        expect(isoOf(partsOf(iso, locale), locale)).toBe(iso);
      }),
      { numRuns: 300 },
    );
  });
});

describe('formats', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  it('write Persian with its own digits and calendar', () => {
    expect(formatFor('fa').clock(65_000)).toBe('۱:۰۵');
    expect(formatFor('fa').date(now)).toContain('۱۴۰۵');
  });

  it('puts the sign of a share left of its Persian digits, whatever stands before it', () => {
    expect(formatFor('fa').percent(0.8)).toBe('\u061c۸۰٪');
    expect(formatFor('en').percent(0.8)).toBe('80%');
  });
  it.each([
    { named: '+989121234567', en: '\u2066+989121234567\u2069', fa: '\u2066+۹۸۹۱۲۱۲۳۴۵۶۷\u2069' },
    { named: 'Ali 2', en: 'Ali 2', fa: 'Ali 2' },
  ])('show the name $named as a number only where it is one', ({ named, en, fa }) => {
    expect(formatFor('en').phone(named)).toBe(en);
    expect(formatFor('fa').phone(named)).toBe(fa);
  });
  it.each([
    { count: 9, en: '9', fa: '۹' },
    { count: 10, en: '9+', fa: '۹+' },
  ])('count $count no further than there is room', ({ count, en, fa }) => {
    expect(formatFor('en').upTo(9, count)).toBe(en);
    expect(formatFor('fa').upTo(9, count)).toBe(fa);
  });
  it('are copied as they are dialled, where numbers are shown', () => {
    const number = formatFor('fa').phone('+989121234567');
    expect(asDialled(`تماس با ${number}، ۲ بار`)).toBe('تماس با +989121234567، ۲ بار');
    expect(asDialled(number.slice(2))).toBe('989121234567');
    expect(asDialled('۱۲۳')).toBe('۱۲۳');
    expect(asDialled('صف \u2068فروش ۲\u2069')).toBe('صف \u2068فروش ۲\u2069');
  });
  it('tell how long ago', () => expect(formatFor('en').ago(now - 120_000, now)).toBe('2 min ago'));
  it.each([
    { from: 5, to: 30, en: '5–30 seconds', fa: '۵–۳۰ ثانیه' },
    { from: 30, to: 120, en: '30 seconds to 2 minutes', fa: '۳۰ ثانیه تا ۲ دقیقه' },
    { from: 61, to: 62, en: '1 minute', fa: '۱ دقیقه' },
  ])('say from $from to $to seconds with each unit once', ({ from, to, en, fa }) => {
    expect(formatFor('en').spans(from, to)).toBe(en);
    expect(formatFor('fa').spans(from, to)).toBe(fa);
  });
  it.each([
    { seconds: 0, en: '0 seconds', fa: '۰ ثانیه' },
    { seconds: 60, en: '1 minute', fa: '۱ دقیقه' },
    { seconds: 77, en: '1 minute and 17 seconds', fa: '۱ دقیقه و ۱۷ ثانیه' },
    { seconds: 90_000, en: '1 day and 1 hour', fa: '۱ روز و ۱ ساعت' },
  ])('say a setting of $seconds seconds exactly', ({ seconds, en, fa }) => {
    expect(formatFor('en').exactly(seconds)).toBe(en);
    expect(formatFor('fa').exactly(seconds)).toBe(fa);
  });
  it('count hours only when there are some', () => {
    expect(formatFor('en').clock(7_000)).toBe('0:07');
    expect(formatFor('en').clock(3_723_000)).toBe('1:02:03');
  });
});

describe('opening hours', () => {
  it('read back what they wrote', () => expect(fromClock(toClock(545))).toBe(545));
  it('take a break without two openings touching', () => {
    for (const spans of [[], [[540, 1_020]], [[0, 1_440]], [[60, 1_400]]] as [number, number][][]) {
      const next = addSpan(spans);
      expect(next.every(([from, to], i) => from < to && (i === 0 || next[i - 1]![1] <= from))).toBe(true);
    }
  });
});

describe('times to snooze until', () => {
  it('lie ahead, and next week begins where the language begins it', () => {
    const now = new Date(2026, 10, 22, 10, 0);
    const times = snoozeTimes(now, 'fa');
    expect(times.every(({ at }) => at > now)).toBe(true);
    expect(times.at(-1)?.at.getDay()).toBe(6);
    expect(snoozeTimes(now, 'en').at(-1)?.at.getDay()).toBe(1);
  });
});
