/** [from, to) in minutes after midnight. */
export type Span = [number, number];

const DAY_END = 1_440;

/** Minutes after midnight as HH:MM; midnight at a day's end reads 00:00, as time fields know no 24:00. */
export function toClock(minutes: number): string {
  const within = minutes % DAY_END;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

/** @returns minutes after midnight, or null when it is no time */
export function fromClock(text: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(text) ?? [];
  return hours && minutes ? Number(hours) * 60 + Number(minutes) : null;
}

/** One more opening: `first` on a closed day; else half an hour after the last, so that a break stands between. */
export function addSpan(spans: Span[], first: Span = [540, 1_020]): Span[] {
  const last = spans.at(-1);
  if (!last) return [first];
  const [from, to] = last;
  if (to <= DAY_END - 60) return [...spans, [to + 30, Math.min(to + 240, DAY_END)]];
  // No room behind it: the last one is cut in two around its middle.
  const middle = Math.floor((from + to) / 120) * 60;
  return [...spans.slice(0, -1), [from, middle], [middle + 60, to]];
}
