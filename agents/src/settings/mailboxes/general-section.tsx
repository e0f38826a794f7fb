import { Select, SimpleGrid, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { LOCALES } from '../../../../server/contract/names.js';
import { NumberField } from '../../base/number-field.js';
import { useQueueNames } from '../../base/queue-names.js';
import { useTexts } from '../../base/use-texts.js';
import { LANGUAGE_NAMES } from '../../session/language-switch.js';
import { Section } from '../page.js';
import type { MailboxForm } from './use-mailbox-form.js';

/** Whose address it is, and where its mail waits. */
export function GeneralSection({ form }: { form: MailboxForm }) {
  const { t } = useTexts();
  const queues = useQueueNames();
  const needed = { required: true, withAsterisk: false };
  return (
    <Section title={t('mailboxes.general')}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput label={t('mailboxes.name')} {...needed} maxLength={120} {...form.getInputProps('name')} />
          <TextInput
            {...{ label: t('mailboxes.address'), type: 'email', dir: 'ltr', maxLength: 254 }}
            {...needed}
            {...form.getInputProps('address')}
            data-testid="mailbox-address"
          />
        </SimpleGrid>
        <TagsInput
          label={t('mailboxes.aliases')}
          description={t('mailboxes.aliasesHint')}
          {...{ dir: 'ltr', maxTags: 50, placeholder: 'info@shop.example' }}
          {...form.getInputProps('aliases')}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <Select
            label={t('mailboxes.queue')}
            allowDeselect={false}
            data={queues.all.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('queueId')}
          />
          <Select
            label={t('mailboxes.locale')}
            allowDeselect={false}
            data={LOCALES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            {...form.getInputProps('locale')}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          {LOCALES.map((locale) => (
            <TextInput
              key={locale}
              label={t('mailboxes.senderName', { language: LANGUAGE_NAMES[locale] })}
              lang={locale}
              maxLength={120}
              {...form.getInputProps(`senderName.${locale}`)}
            />
          ))}
        </SimpleGrid>
        <NumberField
          label={t('mailboxes.reopenDays')}
          description={t('mailboxes.reopenDaysHint')}
          max={365}
          value={form.values.reopenDays}
          onChange={(reopenDays) => form.setFieldValue('reopenDays', reopenDays)}
        />
        <Switch
          label={t('mailboxes.active')}
          description={t('mailboxes.activeHint')}
          {...form.getInputProps('active', { type: 'checkbox' })}
        />
      </Stack>
    </Section>
  );
}
