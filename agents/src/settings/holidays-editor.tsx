import { Box, Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { HolidayView } from '../../../server/contract/index.js';
import { isoDay } from '../base/calendar.js';
import { DateField } from '../base/date-field.js';
import { RemoveKey } from '../base/remove-key.js';
import { useTexts } from '../base/use-texts.js';
import type { Span } from './hours.js';
import styles from './settings.module.css';
import { Spans } from './spans-editor.js';

/** On most days that are not as others, one closes early. */
const MORNING: Span = [540, 720];
const YEARLY = ['once', 'gregorian', 'jalali'] as const;

interface Props {
  holidays: HolidayView[];
  onChange: (holidays: HolidayView[]) => void;
}

export function Holidays({ holidays, onChange }: Props) {
  const { t } = useTexts();
  const set = (at: number, part: Partial<HolidayView>) =>
    onChange(holidays.map((one, i) => (i === at ? { ...one, ...part } : one)));
  const add = () => onChange([...holidays, { date: isoDay(new Date()), name: '', yearly: null }]);
  return (
    <div>
      <Text size="sm" fw={550}>
        {t('hours.holidays')}
      </Text>
      <Text size="xs" c="dimmed" mb={8}>
        {t('hours.holidaysHint')}
      </Text>
      <Stack gap={8}>
        {holidays.map((holiday, at) => (
          <Holiday
            // biome-ignore lint/suspicious/noArrayIndexKey: two holidays may be alike while they are typed
            key={at}
            place={at + 1}
            holiday={holiday}
            onChange={(part) => set(at, part)}
            onRemove={() => onChange(holidays.filter((_, i) => i !== at))}
          />
        ))}
        <Button size="compact-xs" variant="subtle" w="fit-content" leftSection={<IconPlus size={13} />} onClick={add}>
          {t('hours.addHoliday')}
        </Button>
      </Stack>
    </div>
  );
}

interface HolidayProps {
  place: number;
  holiday: HolidayView;
  onChange: (part: Partial<HolidayView>) => void;
  onRemove: () => void;
}

function Holiday({ place, holiday, onChange, onRemove }: HolidayProps) {
  const { t, f } = useTexts();
  const { date, name, yearly, open = [] } = holiday;
  const label = name || t('hours.holiday', { place: f.number(place) });
  // By the calendar of the fields beside it, the words would say it twice.
  const isOther = yearly !== null && (yearly === 'jalali') !== (f.locale === 'fa');
  return (
    <Box className={styles.holiday} role="group" aria-label={label}>
      <DateField label={t('hours.holidayDate')} value={date} onChange={(next) => onChange({ date: next })} />
      <TextInput
        size="xs"
        maxLength={80}
        placeholder={t('hours.holidayName')}
        aria-label={t('hours.holidayName')}
        value={name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Select
        size="xs"
        allowDeselect={false}
        aria-label={t('hours.yearly')}
        data={YEARLY.map((often) => ({ value: often, label: t(`hours.${often}`) }))}
        value={yearly ?? 'once'}
        onChange={(often) => onChange({ yearly: often === 'once' ? null : (often as HolidayView['yearly']) })}
      />
      <RemoveKey what={label} onClick={onRemove} />
      <div className={styles.ownDay}>
        {isOther && <span>{t('hours.everyYear', { day: dayIn(yearly, date, f.locale) })}</span>}
        <Spans
          name={label}
          spans={open}
          onChange={(spans) => onChange({ open: spans.length > 0 ? spans : undefined })}
          words={{ closed: t('hours.closedAllDay'), open: t('hours.openSome') }}
          first={MORNING}
        />
      </div>
    </Box>
  );
}

/** Day and month in the calendar it recurs by, in the words of the language. */
function dayIn(yearly: 'gregorian' | 'jalali', date: string, locale: 'en' | 'fa'): string {
  const calendar = yearly === 'jalali' ? 'persian' : 'gregory';
  const format = new Intl.DateTimeFormat(`${locale}-u-ca-${calendar}`, {
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  return format.format(new Date(date));
}
