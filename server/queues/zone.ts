import { LRUCache } from 'lru-cache';

const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

const formats = new LRUCache<string, Intl.DateTimeFormat>({ max: 200 });

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const numeric = 'numeric' as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  const made = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', { timeZone, hourCycle: 'h23', ...fields });
  formats.set(timeZone, made);
  return made;
}

/** How far the zone's clocks are ahead of UTC at that instant, in milliseconds. */
export function offsetMs(timeZone: string, at: number): number {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}

/** A zone's rule on one local date: usually one offset all day, two on a day when the clocks change. */
export interface DayRule {
  before: number;
  after: number;
  /** The instant of the change; Infinity on an ordinary day. */
  changeAt: number;
}

const rules = new LRUCache<string, DayRule>({ max: 5_000 });

/** @param utcMidnight the local date, written as midnight UTC of the same date */
export function ruleOf(timeZone: string, utcMidnight: number): DayRule {
  const key = `${timeZone} ${utcMidnight}`;
  const known = rules.get(key);
  if (known) return known;
  const [from, to] = [utcMidnight - DAY_MS, utcMidnight + 2 * DAY_MS];
  const [before, after] = [offsetMs(timeZone, from), offsetMs(timeZone, to)];
  const changeAt = before === after ? Number.POSITIVE_INFINITY : changeBetween(timeZone, from, to, before);
  const rule = { before, after, changeAt };
  rules.set(key, rule);
  return rule;
}

/** Clocks change on a whole minute, so halving down to one finds the first instant of the new offset. */
function changeBetween(timeZone: string, from: number, to: number, before: number): number {
  let [low, high] = [from / MINUTE_MS, to / MINUTE_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(timeZone, middle * MINUTE_MS) === before) low = middle;
    else high = middle;
  }
  return high * MINUTE_MS;
}
