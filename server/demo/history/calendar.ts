import type { HoursView } from '../../contract/index.js';
import { isOpen, opensAt } from '../../queues/index.js';
import type { Dice } from './dice.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Slot {
  at: number;
  kind: 'past' | 'offline' | 'today' | 'snoozed';
}

export type Calendar = ReturnType<typeof makeCalendar>;

/** When people write: in the office hours of the last months, some of them in the evening, and on this day so far. */
export function makeCalendar(hours: HoursView, now: number) {
  const week = { ...hours, alwaysOpen: false };
  const open = (at: number) => isOpen(week, new Date(at));
  const opens = (at: number) => opensAt(week, new Date(at))?.getTime() ?? at;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: hours.timeZone, timeStyle: 'medium' });

  /** Milliseconds since local midnight. */
  function sinceMidnight(at: number): number {
    const [h = 0, m = 0, s = 0] = clock.format(at).split(':').map(Number);
    return ((h * 60 + m) * 60 + s) * 1_000;
  }
  const midnight = now - sinceMidnight(now);

  function pastSlots(count: number, days: number, dice: Dice): Slot[] {
    const slots: Slot[] = [];
    while (slots.length < count) {
      // Business grows: of two moments, the later one is more likely.
      const at = midnight - Math.floor(Math.min(dice.roll(), dice.roll() * 1.6) * days * DAY);
      if (at < midnight && open(at) && open(at + 40 * MINUTE)) slots.push({ at, kind: 'past' });
    }
    return slots;
  }

  function offlineSlots(count: number, days: number, dice: Dice): Slot[] {
    return Array.from({ length: count }, () => {
      const day = midnight - dice.between(4, days) * DAY;
      return { at: day + dice.between(19 * 60, 23 * 60) * MINUTE, kind: 'offline' };
    });
  }

  /** The part of today that is over: of the office hours where there were any, else of the last hours. */
  function today(): { from: number; to: number } {
    const to = now - 25 * MINUTE;
    const opened = opens(midnight);
    const from = opened < to - HOUR && sinceMidnight(opened) < sinceMidnight(now) ? opened : now - 8 * HOUR;
    return { from: Math.max(midnight, from), to };
  }

  function todaySlots(dice: Dice): Slot[] {
    const { from, to } = today();
    const count = Math.max(0, Math.min(16, Math.round(((to - from) / HOUR) * 2.5)));
    return Array.from({ length: count }, () => ({ at: from + Math.floor(dice.roll() * (to - from)), kind: 'today' }));
  }

  /** Put aside this morning, or on the last working day. */
  function snoozedSlots(count: number): Slot[] {
    const { from, to } = today();
    const last = to - from > HOUR ? to - HOUR / 2 : midnight - 10 * HOUR;
    return Array.from({ length: count }, (_, i) => ({ at: last - i * 17 * MINUTE, kind: 'snoozed' }));
  }

  return {
    open,
    /** When this day began; what is told of presence ends here. */
    midnight,
    opensAt: opens,
    pastSlots,
    offlineSlots,
    todaySlots,
    snoozedSlots,
    /** An hour after opening, on the first working day after this one. */
    tomorrow: () => opens(midnight + DAY) + HOUR,
  };
}
