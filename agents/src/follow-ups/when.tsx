import { Chip, Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { DateField } from '../base/date-field.js';
import { times } from '../base/times.js';
import { useTexts } from '../base/use-texts.js';
import { snoozeTimes } from '../thread/snooze-times.js';
import { type DueTime, dueTimeOf, timeOf } from './due-time.js';

interface Props {
  label: string;
  due: DueTime;
  onChange: (due: DueTime) => void;
}

/** The usual times at one click, and any other in the calendar of the language. */
export function When({ label, due, onChange }: Props) {
  const { t, f } = useTexts();
  const [now] = useState(() => new Date());
  const usual = snoozeTimes(now, f.locale).map(({ id, at }) => ({ id, due: dueTimeOf(at) }));
  const picked = usual.find((one) => one.due.date === due.date && one.due.halfHour === due.halfHour);
  return (
    <Stack gap={8}>
      <Chip.Group value={picked?.id ?? ''} onChange={(id) => onChange(usual.find((one) => one.id === id)?.due ?? due)}>
        <Group gap={6} role="radiogroup" aria-label={label}>
          {usual.map(({ id }) => (
            <Chip key={id} value={id} size="xs">
              {t(`snooze.${id}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Group gap={8} wrap="wrap">
        <DateField label={label} value={due.date} onChange={(date) => onChange({ ...due, date })} />
        <Select
          size="xs"
          w={92}
          aria-label={t('snooze.time')}
          allowDeselect={false}
          value={String(due.halfHour)}
          onChange={(n) => onChange({ ...due, halfHour: Number(n) })}
          data={times(48).map((n) => ({ value: String(n), label: f.time(+timeOf({ ...due, halfHour: n })) }))}
        />
      </Group>
    </Stack>
  );
}
