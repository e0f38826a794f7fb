import { Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import { LOCALES } from '../../../../server/contract/names.js';
import { useTexts } from '../../base/use-texts.js';
import { LANGUAGE_NAMES } from '../../session/language-switch.js';
import { Section } from '../page.js';
import { useList } from '../use-settings.js';
import type { NumberForm } from './use-number-form.js';

/** Which number it is, and whose. */
export function GeneralSection({ form }: { form: NumberForm }) {
  const { t } = useTexts();
  const accounts = useList('carrierAccounts.list').data ?? [];
  const needed = { required: true, withAsterisk: false };
  return (
    <Section title={t('numbers.general')}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput label={t('numbers.name')} {...needed} maxLength={120} {...form.getInputProps('name')} />
          <TextInput
            {...{ label: t('numbers.number'), type: 'tel', dir: 'ltr', maxLength: 40 }}
            {...needed}
            {...form.getInputProps('number')}
          />
          <Select
            label={t('numbers.account')}
            allowDeselect={false}
            data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('carrierAccountId')}
          />
          <Select
            label={t('numbers.locale')}
            allowDeselect={false}
            data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            {...form.getInputProps('locale')}
          />
        </SimpleGrid>
        <TextInput
          {...{ label: t('numbers.service'), dir: 'ltr', maxLength: 34, placeholder: 'MG…' }}
          value={form.values.messagingServiceSid ?? ''}
          onChange={(event) => form.setFieldValue('messagingServiceSid', event.currentTarget.value || null)}
        />
        <Switch
          label={t('numbers.active')}
          description={t('numbers.activeHint')}
          {...form.getInputProps('active', { type: 'checkbox' })}
        />
      </Stack>
    </Section>
  );
}
