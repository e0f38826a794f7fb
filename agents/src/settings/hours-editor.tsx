import { ActionIcon, Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconCopy, IconPlus, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { HoursView } from '../../../server/contract/index.js';
import { type Locale, WEEKDAYS, type Weekday } from '../../../server/contract/names.js';
import { DateField } from '../base/date-field.js';
import { useTexts } from '../base/use-texts.js';
import { addSpan, fromClock, toClock } from './hours.js';
import { Section } from './page.js';
import type { QueueForm } from './queue-editor.js';
import styles from './settings.module.css';

/** As `Date.getDay` counts. */
const DAY_NUMBERS: Record<Weekday, number> = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 };
const FIRST_DAY: Record<Locale, number> = { fa: 0, en: 2 };

export function HoursEditor({ form }: { form: QueueForm }) {
  const { t } = useTexts();
  const hours = form.values.hours;
  const set = (part: Partial<HoursView>) => form.setFieldValue('hours', { ...hours, ...part });
  const zones = useMemo(() => [...new Set([hours.timeZone, ...Intl.supportedValuesOf('timeZone')])], [hours.timeZone]);
  return (
    <Section title={t('hours.title')} hint={t('hours.hint')}>
      <Stack gap="md">
        <Switch
          label={t('hours.always')}
          checked={hours.alwaysOpen}
          onChange={(event) => set({ alwaysOpen: event.currentTarget.checked })}
        />
        <Select
          label={t('hours.zone')}
          searchable
          allowDeselect={false}
          maw={320}
          value={hours.timeZone}
          onChange={(zone) => zone && set({ timeZone: zone })}
          data={zones}
          limit={80}
          dir="ltr"
        />
        {!hours.alwaysOpen && <Week hours={hours} onChange={(week) => set({ week })} />}
        {!hours.alwaysOpen && <Holidays hours={hours} onChange={(holidays) => set({ holidays })} />}
      </Stack>
    </Section>
  );
}

function Week({ hours, onChange }: { hours: HoursView; onChange: (week: HoursView['week']) => void }) {
  const { f } = useTexts();
  const first = FIRST_DAY[f.locale];
  const days = [...WEEKDAYS.slice(first), ...WEEKDAYS.slice(0, first)];
  return (
    <div data-testid="hours-week">
      {days.map((day) => (
        <Day
          key={day}
          name={f.weekday(DAY_NUMBERS[day])}
          spans={hours.week[day]}
          onChange={(spans) => onChange({ ...hours.week, [day]: spans })}
          onCopy={() =>
            onChange(
              Object.fromEntries(
                WEEKDAYS.map((each) => [each, hours.week[each].length > 0 || each === day ? hours.week[day] : []]),
              ) as HoursView['week'],
            )
          }
        />
      ))}
    </div>
  );
}

interface DayProps {
  name: string;
  spans: [number, number][];
  onChange: (spans: [number, number][]) => void;
  onCopy: () => void;
}

/** A day's openings; the time between two of them is the break. */
function Day({ name, spans, onChange, onCopy }: DayProps) {
  const { t } = useTexts();
  const set = (at: number, span: [number, number]) => onChange(spans.map((one, i) => (i === at ? span : one)));
  return (
    <div className={styles.dayRow}>
      <strong>{name}</strong>
      <div className={styles.spans}>
        {spans.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('hours.closed')}
          </Text>
        )}
        {spans.map(([from, to], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in the day is what identifies it
          <span key={at} className={styles.span} dir="ltr">
            <TextInput
              size="xs"
              type="time"
              aria-label={t('hours.from', { day: name })}
              value={toClock(from)}
              onChange={(event) => set(at, [fromClock(event.currentTarget.value) ?? from, to])}
            />
            –
            <TextInput
              size="xs"
              type="time"
              aria-label={t('hours.to', { day: name })}
              value={toClock(to)}
              error={to <= from}
              onChange={(event) => set(at, [from, fromClock(event.currentTarget.value) || 1_440])}
            />
            <ActionIcon
              size="sm"
              onClick={() => onChange(spans.filter((_, i) => i !== at))}
              aria-label={t('hours.removeSpan', { day: name })}
            >
              <IconX size={14} />
            </ActionIcon>
          </span>
        ))}
        <Group gap={4}>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={13} />}
            onClick={() => onChange(addSpan(spans))}
            disabled={spans.length >= 6}
          >
            {spans.length === 0 ? t('hours.open') : t('hours.addBreak')}
          </Button>
          {spans.length > 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              leftSection={<IconCopy size={13} />}
              onClick={onCopy}
            >
              {t('hours.copy')}
            </Button>
          )}
        </Group>
      </div>
    </div>
  );
}

function Holidays({ hours, onChange }: { hours: HoursView; onChange: (holidays: HoursView['holidays']) => void }) {
  const { t } = useTexts();
  const { holidays } = hours;
  const set = (at: number, part: Partial<HoursView['holidays'][number]>) =>
    onChange(holidays.map((one, i) => (i === at ? { ...one, ...part } : one)));
  return (
    <div>
      <Text size="sm" fw={550} mb={6}>
        {t('hours.holidays')}
      </Text>
      <Stack gap={8}>
        {holidays.map((holiday, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two holidays may be alike while they are typed
          <Group key={at} gap={8}>
            <DateField label={t('hours.holidayDate')} value={holiday.date} onChange={(date) => set(at, { date })} />
            <TextInput
              size="xs"
              flex={1}
              miw={140}
              maxLength={80}
              placeholder={t('hours.holidayName')}
              aria-label={t('hours.holidayName')}
              value={holiday.name}
              onChange={(event) => set(at, { name: event.currentTarget.value })}
            />
            <ActionIcon onClick={() => onChange(holidays.filter((_, i) => i !== at))} aria-label={t('common.remove')}>
              <IconX size={15} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          size="compact-xs"
          variant="subtle"
          w="fit-content"
          leftSection={<IconPlus size={13} />}
          onClick={() =>
            onChange([...holidays, { date: new Date().toISOString().slice(0, 10), name: '', yearly: null }])
          }
        >
          {t('hours.addHoliday')}
        </Button>
      </Stack>
    </div>
  );
}
