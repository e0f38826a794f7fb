/** Opening hours as pure functions: local weeks and holidays in a time zone, right on the days when the clocks change too. */
import { type ChannelName, type ClosedByHand, type HoursView, WEEKDAYS } from '../contract/index.js';
import { openOnOwnDay } from './holidays.js';
import { DAY_MS, offsetMs, ruleOf } from './zone.js';

const MINUTE_MS = 60_000;
/** Nobody announces an opening further ahead than a year; looking stops here. */
const HORIZON_DAYS = 400;

type Span = [from: number, to: number];

/** Hours, and whether somebody closed all the same. */
export type Opening = HoursView & { closedByHand?: ClosedByHand | null };

/**
 * What holds for a channel: its own week where it has one, in the queue's zone and with the queue's days of their own; unless
 * it was closed by hand.
 * @param channel null: of the queue itself
 */
export function hoursOf(
  { hours, closedByHand }: { hours: HoursView; closedByHand?: ClosedByHand | null },
  channel: ChannelName | null,
): Opening {
  const own = channel && hours.byChannel[channel];
  return own || closedByHand ? { ...hours, ...own, closedByHand } : hours;
}

/** The closing that is in force then. */
const closedThen = ({ closedByHand: closed }: Opening, at: Date): ClosedByHand | null =>
  closed && closed.since <= at && (closed.until === null || at < closed.until) ? closed : null;

/** Minutes after local midnight that are open on that local date. */
function spansOf(hours: HoursView, utcMidnight: number): [number, number][] {
  const own = openOnOwnDay(hours.holidays, utcMidnight);
  if (own) return own;
  // WEEKDAYS begins with Saturday, JavaScript's days with Sunday.
  const weekday = WEEKDAYS[(new Date(utcMidnight).getUTCDay() + 1) % 7] as (typeof WEEKDAYS)[number];
  return hours.week[weekday];
}

/** The local date at that instant, written as midnight UTC. */
function localDate(timeZone: string, at: number): number {
  return Math.floor((at + offsetMs(timeZone, at)) / DAY_MS) * DAY_MS;
}

/** The instants that are open on one local date, in order. An hour that the clocks repeat counts twice, a skipped one not at all. */
function openInstants(hours: HoursView, utcMidnight: number): Span[] {
  const { before, after, changeAt } = ruleOf(hours.timeZone, utcMidnight);
  const spans = spansOf(hours, utcMidnight).map(([from, to]): Span => [from * MINUTE_MS, to * MINUTE_MS]);
  const at = (offset: number, [from, to]: Span): Span => [utcMidnight + from - offset, utcMidnight + to - offset];
  const early = spans.map((span) => at(before, span)).map(([from, to]): Span => [from, Math.min(to, changeAt)]);
  if (changeAt === Number.POSITIVE_INFINITY) return early;
  const late = spans.map((span) => at(after, span)).map(([from, to]): Span => [Math.max(from, changeAt), to]);
  return [...early, ...late].filter(([from, to]) => from < to);
}

/** All that is open from an instant on, in order, as far as the horizon; the first may have begun before. */
function* openFrom(hours: HoursView, at: number): Generator<Span> {
  const first = localDate(hours.timeZone, at) - DAY_MS;
  for (let day = 0; day <= HORIZON_DAYS; day += 1)
    for (const span of openInstants(hours, first + day * DAY_MS)) if (span[1] > at) yield span;
}

export function isOpen(hours: Opening, at: Date): boolean {
  if (closedThen(hours, at)) return false;
  if (hours.alwaysOpen) return true;
  const local = at.getTime() + offsetMs(hours.timeZone, at.getTime());
  const midnight = Math.floor(local / DAY_MS) * DAY_MS;
  return spansOf(hours, midnight).some(([from, to]) => {
    const minutes = (local - midnight) / MINUTE_MS;
    return from <= minutes && minutes < to;
  });
}

/** Names the time for which it is closed then, alike at each instant of it; null while it is open. */
export function closedTime(hours: Opening, at: Date): string | null {
  if (isOpen(hours, at)) return null;
  const until = opensAt(hours, at) ?? closedThen(hours, at)?.since;
  return until?.toISOString() ?? 'always';
}

/** The first open instant that is not before `at`: `at` itself when open. Null when it never opens, as far as is known. */
export function opensAt(hours: Opening, at: Date): Date | null {
  const closed = closedThen(hours, at);
  if (closed) return closed.until && opensAt({ ...hours, closedByHand: null }, closed.until);
  if (hours.alwaysOpen) return at;
  for (const [from] of openFrom(hours, at.getTime())) return new Date(Math.max(from, at.getTime()));
  return null;
}

/**
 * When that much open time will have passed: the due time of a target that rests while we are closed. Null: never. Closing by hand
 * moves no target: those are promised by the hours.
 */
export function addOpenMs(hours: HoursView, at: Date, ms: number): Date | null {
  if (hours.alwaysOpen || ms <= 0) return new Date(at.getTime() + ms);
  let left = ms;
  for (const [from, to] of openFrom(hours, at.getTime())) {
    const begin = Math.max(from, at.getTime());
    if (to - begin >= left) return new Date(begin + left);
    left -= to - begin;
  }
  return null;
}

/** Open milliseconds between two instants. */
export function openMsBetween(hours: HoursView, from: Date, to: Date): number {
  if (hours.alwaysOpen) return Math.max(0, to.getTime() - from.getTime());
  let sum = 0;
  for (const [begin, end] of openFrom(hours, from.getTime())) {
    if (begin >= to.getTime()) break;
    sum += Math.min(end, to.getTime()) - Math.max(begin, from.getTime());
  }
  return sum;
}

/** When the present day began there, whatever the clocks did since. */
export function localMidnight(timeZone: string, at: Date): Date {
  const day = localDate(timeZone, +at);
  const { before, after, changeAt } = ruleOf(timeZone, day);
  const midnight = day - before;
  return new Date(midnight < changeAt ? midnight : Math.max(changeAt, day - after));
}
