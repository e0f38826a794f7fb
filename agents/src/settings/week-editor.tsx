import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import type { WeekView } from '../../../server/contract/index.js';
import { type Locale, WEEKDAYS, type Weekday } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import type { Span } from './hours.js';
import styles from './settings.module.css';
import { Spans } from './spans-editor.js';

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
  spans: Span[];
  onChange: (spans: Span[]) => void;
  onCopy: () => void;
}

function Day({ name, spans, onChange, onCopy }: DayProps) {
  const { t } = useTexts();
  const words = { closed: t('hours.closed'), open: t('hours.open') };
  return (
    <div className={styles.dayRow}>
      <strong>{name}</strong>
      <Spans name={name} spans={spans} onChange={onChange} words={words}>
        {spans.length > 0 && (
          <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconCopy size={13} />} onClick={onCopy}>
            {t('hours.copy')}
          </Button>
        )}
      </Spans>
    </div>
  );
}
