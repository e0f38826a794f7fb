/** Minutes since midnight of `21:30`. */
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/**
 * When the quiet hours end that hold now; null when none do.
 * @param quiet by the clock of `timeZone`; from later than to: over midnight
 */
export function quietUntil({ from, to }: { from: string; to: string }, timeZone: string, now: Date): Date | null {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const minute = minutesOf(clock.format(now));
  const [start, end] = [minutesOf(from), minutesOf(to)];
  const length = (end - start + DAY_MINUTES) % DAY_MINUTES;
  const since = (minute - start + DAY_MINUTES) % DAY_MINUTES;
  if (since >= length) return null;
  const whole = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  return new Date(whole + (length - since) * MINUTE_MS);
}
