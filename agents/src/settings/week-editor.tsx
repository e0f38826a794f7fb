import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconCopy, IconPlus, IconX } from '@tabler/icons-react';
import type { WeekView } from '../../../server/contract/index.js';
import { type Locale, WEEKDAYS, type Weekday } from '../../../server/contract/names.js';
import { ClockField } from '../base/clock-field.js';
import { useTexts } from '../base/use-texts.js';
import { addSpan, fromClock, toClock } from './hours.js';
import styles from './settings.module.css';

/** As `Date.getDay` counts. */
const DAY_NUMBERS: Record<Weekday, number> = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 };
const FIRST_DAY: Record<Locale, number> = { fa: 0, en: 2 };

export function Week({ week, onChange }: { week: WeekView; onChange: (week: WeekView) => void }) {
  const { f } = useTexts();
  const first = FIRST_DAY[f.locale];
  const days = [...WEEKDAYS.slice(first), ...WEEKDAYS.slice(0, first)];
  return (
    <div data-testid="hours-week">
      {days.map((day) => (
        <Day
          key={day}
          name={f.weekday(DAY_NUMBERS[day])}
          spans={week[day]}
          onChange={(spans) => onChange({ ...week, [day]: spans })}
          onCopy={() =>
            onChange(
              Object.fromEntries(
                WEEKDAYS.map((each) => [each, week[each].length > 0 || each === day ? week[day] : []]),
              ) as WeekView,
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
          <span key={at} className={styles.span}>
            <ClockField
              size="xs"
              aria-label={t('hours.from', { day: name })}
              value={toClock(from)}
              onChange={(time) => set(at, [fromClock(time) ?? from, to])}
            />
            –
            <ClockField
              size="xs"
              aria-label={t('hours.to', { day: name })}
              value={toClock(to)}
              error={to <= from}
              onChange={(time) => set(at, [from, fromClock(time) || 1_440])}
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
