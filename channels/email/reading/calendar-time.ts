/** What Windows calls the zones that our customers' invitations name most. */
const WINDOWS: Record<string, string> = {
  'Iran Standard Time': 'Asia/Tehran',
  'Arabian Standard Time': 'Asia/Dubai',
  'Arab Standard Time': 'Asia/Riyadh',
  'Arabic Standard Time': 'Asia/Baghdad',
  'Afghanistan Standard Time': 'Asia/Kabul',
  'West Asia Standard Time': 'Asia/Tashkent',
  'Azerbaijan Standard Time': 'Asia/Baku',
  'Turkey Standard Time': 'Europe/Istanbul',
  'India Standard Time': 'Asia/Kolkata',
  'Pakistan Standard Time': 'Asia/Karachi',
  'GMT Standard Time': 'Europe/London',
  'Greenwich Standard Time': 'Atlantic/Reykjavik',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Central Europe Standard Time': 'Europe/Budapest',
  'Central European Standard Time': 'Europe/Warsaw',
  'Romance Standard Time': 'Europe/Paris',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'FLE Standard Time': 'Europe/Kyiv',
  'GTB Standard Time': 'Europe/Bucharest',
  'Russian Standard Time': 'Europe/Moscow',
  'China Standard Time': 'Asia/Shanghai',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'Singapore Standard Time': 'Asia/Singapore',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Mountain Standard Time': 'America/Denver',
  'Pacific Standard Time': 'America/Los_Angeles',
};
const MINUTE_MS = 60_000;

/**
 * @param zone TZID as given; null for a time in UTC or of no zone, which is read as UTC
 * @param lines of the calendar, which may explain a zone that has no common name
 * @returns ISO 8601 in UTC, or a date for a whole day; null for what is no time
 */
export function calendarTime(
  value: string,
  zone: string | null,
  lines: string[],
): { at: string; allDay: boolean } | null {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/.exec(value.trim()) ?? [];
  if (!year) return null;
  if (hour === undefined) return { at: `${year}-${month}-${day}`, allDay: true };
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const offset = zone && !value.trim().endsWith('Z') ? offsetMinutes(zone, local, lines) : 0;
  return { at: new Date(local - offset * MINUTE_MS).toISOString(), allDay: false };
}

function offsetMinutes(zone: string, local: number, lines: string[]): number {
  const name = WINDOWS[zone] ?? zone.replace(/^\/?(?:freeassociation\.sourceforge\.net|mozilla\.org\/[^/]*)\//, '');
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    // Its offset at that moment: once guessed as if it were UTC, once from there, which differs only at a change of the clock.
    const guess = offsetAt(format, local);
    return offsetAt(format, local - guess * MINUTE_MS);
  } catch {
    return explainedOffset(zone, lines);
  }
}

function offsetAt(format: Intl.DateTimeFormat, time: number): number {
  const text = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return signed(/GMT([+-])(\d{2}):(\d{2})/.exec(text));
}

/** Of the zone's standard time: what the calendar says of it, without its rules for summer. */
function explainedOffset(zone: string, lines: string[]): number {
  const named = lines.indexOf(`TZID:${zone}`);
  const standard = named === -1 ? -1 : lines.indexOf('BEGIN:STANDARD', named);
  const line =
    standard === -1 ? undefined : lines.slice(standard, standard + 10).find((each) => each.startsWith('TZOFFSETTO:'));
  return signed(/([+-])(\d{2})(\d{2})/.exec(line ?? ''));
}

const signed = (match: RegExpExecArray | null): number =>
  match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
