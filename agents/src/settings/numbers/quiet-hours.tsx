import { SimpleGrid, Switch } from '@mantine/core';
import { ClockField } from '../../base/clock-field.js';
import { useTexts } from '../../base/use-texts.js';
import type { NumberForm } from './use-number-form.js';

const NIGHT = { from: '21:00', to: '08:00' };

interface QuietHoursProps {
  form: NumberForm;
  of: 'sms' | 'voice';
  hint: string;
}

/** When people are left alone who did not come to us themselves. */
export function QuietHours({ form, of, hint }: QuietHoursProps) {
  const { t } = useTexts();
  const { quiet } = form.values[of];
  const set = (next: typeof quiet) => form.setFieldValue(`${of}.quiet`, next);
  return (
    <>
      <Switch
        label={t('numbers.quiet')}
        description={hint}
        checked={quiet !== null}
        onChange={(event) => set(event.currentTarget.checked ? NIGHT : null)}
      />
      {quiet && (
        <SimpleGrid cols={2} spacing="sm">
          <ClockField label={t('numbers.quietFrom')} value={quiet.from} onChange={(from) => set({ ...quiet, from })} />
          <ClockField label={t('numbers.quietTo')} value={quiet.to} onChange={(to) => set({ ...quiet, to })} />
        </SimpleGrid>
      )}
    </>
  );
}
