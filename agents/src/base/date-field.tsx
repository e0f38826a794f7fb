import { Group, Select } from '@mantine/core';
import { type DateParts, daysIn, isoDay, isoOf, monthNames, partsOf } from './calendar.js';
import { times } from './times.js';
import { useTexts } from './use-texts.js';

const YEARS = 4;

/** A date in the calendar of the language; in and out as a Gregorian YYYY-MM-DD. */
export function DateField({
  label,
  value,
  onChange,
  past = false,
}: {
  label: string;
  value: string;
  onChange: (iso: string) => void;
  /** Offers this year and those before it, instead of those to come. */
  past?: boolean;
}) {
  const { t, f } = useTexts();
  const date = partsOf(value, f.locale);
  const today = partsOf(isoDay(new Date()), f.locale);
  const set = (part: Partial<DateParts>) => onChange(isoOf({ ...date, ...part }, f.locale));
  const years = [...new Set([date.year, ...times(YEARS).map((n) => today.year + (past ? -n : n))])].sort();
  const months = monthNames(f.locale);
  const option = (n: number, name = f.plain(n)) => ({ value: String(n), label: name });
  return (
    <Group gap={6} wrap="nowrap" role="group" aria-label={label}>
      <Select
        size="xs"
        w={68}
        allowDeselect={false}
        aria-label={t('date.day')}
        value={String(date.day)}
        onChange={(n) => set({ day: Number(n) })}
        data={times(daysIn(date.year, date.month, f.locale)).map((n) => option(n + 1))}
      />
      <Select
        size="xs"
        w={118}
        allowDeselect={false}
        aria-label={t('date.month')}
        value={String(date.month)}
        onChange={(n) => set({ month: Number(n) })}
        data={months.map((name, n) => option(n + 1, name))}
      />
      <Select
        size="xs"
        w={84}
        allowDeselect={false}
        aria-label={t('date.year')}
        value={String(date.year)}
        onChange={(n) => set({ year: Number(n) })}
        data={years.map((n) => option(n))}
      />
    </Group>
  );
}
