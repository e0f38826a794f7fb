const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ZONES: Record<string, string> = {
  est: '-0500',
  edt: '-0400',
  cst: '-0600',
  cdt: '-0500',
  mst: '-0700',
  mdt: '-0600',
};
const PATTERN =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]{0,6}[\s-]+(\d{2}|\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4}|[a-z]{1,5})?/i;

/** A date as RFC 5322 writes it, two-digit years and names of zones too; null for what is none, where `Date` would guess. */
export function mailDate(value: string): Date | null {
  const [, day, month, year, hour, minute, second = '0', zone = 'utc'] = PATTERN.exec(value.trim()) ?? [];
  const monthAt = MONTHS.indexOf(month?.toLowerCase() ?? '');
  if (!year || monthAt === -1) return null;
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2_000 : 1_900);
  if (Number(day) > 31 || Number(hour) > 24 || Number(minute) > 59 || full < 1970) return null;
  const local = Date.UTC(full, monthAt, Number(day), Number(hour), Number(minute), Number(second));
  return new Date(local - offsetMs(ZONES[zone.toLowerCase()] ?? zone));
}

function offsetMs(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2})(\d{2})$/.exec(zone) ?? [];
  if (!sign) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
