import { SimpleGrid, Switch, TextInput } from '@mantine/core';
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
  return (
    <>
      <Switch
        label={t('numbers.quiet')}
        description={hint}
        checked={quiet !== null}
        onChange={(event) => form.setFieldValue(`${of}.quiet`, event.currentTarget.checked ? NIGHT : null)}
      />
      {quiet && (
        <SimpleGrid cols={2} spacing="sm">
          <TextInput type="time" dir="ltr" label={t('numbers.quietFrom')} {...form.getInputProps(`${of}.quiet.from`)} />
          <TextInput type="time" dir="ltr" label={t('numbers.quietTo')} {...form.getInputProps(`${of}.quiet.to`)} />
        </SimpleGrid>
      )}
    </>
  );
}
