import { Select, SimpleGrid, Stack, Switch, TagsInput, Textarea } from '@mantine/core';
import { LOCALES } from '../../../../server/contract/names.js';
import { NumberField } from '../../base/number-field.js';
import { useQueueNames } from '../../base/queue-names.js';
import { useTexts } from '../../base/use-texts.js';
import { LANGUAGE_NAMES } from '../../session/language-switch.js';
import { Section } from '../page.js';
import { QuietHours } from './quiet-hours.js';
import type { NumberForm } from './use-number-form.js';

/** How texts come and go by a number, and what is answered by itself. */
export function SmsSections({ form }: { form: NumberForm }) {
  return (
    <>
      <Texts form={form} />
      <Words form={form} />
    </>
  );
}

function Texts({ form }: { form: NumberForm }) {
  const { t } = useTexts();
  const queues = useQueueNames();
  const { sms } = form.values;
  return (
    <Section title={t('numbers.sms')}>
      <Stack gap="sm">
        <Switch label={t('numbers.smsOn')} {...form.getInputProps('sms.on', { type: 'checkbox' })} />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <Select
            label={t('numbers.queue')}
            allowDeselect={false}
            data={queues.all.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('sms.queueId')}
          />
          <NumberField
            label={t('numbers.perSecond')}
            description={t('numbers.perSecondHint')}
            {...{ min: 1, max: 100 }}
            value={sms.perSecond}
            onChange={(perSecond) => form.setFieldValue('sms.perSecond', perSecond)}
          />
        </SimpleGrid>
        <NumberField
          label={t('numbers.reopenDays')}
          description={t('numbers.reopenDaysHint')}
          max={365}
          value={sms.reopenDays}
          onChange={(reopenDays) => form.setFieldValue('sms.reopenDays', reopenDays)}
        />
        <QuietHours form={form} of="sms" hint={t('numbers.quietHint')} />
      </Stack>
    </Section>
  );
}

function Words({ form }: { form: NumberForm }) {
  const { t } = useTexts();
  return (
    <Section title={t('numbers.words')} hint={t('numbers.wordsHint')}>
      <Stack gap="sm">
        {(['stop', 'start', 'help'] as const).map((kind) => (
          <TagsInput
            key={kind}
            label={t(`numbers.word.${kind}`)}
            {...{ dir: 'auto', maxTags: 40 }}
            {...form.getInputProps(`sms.words.${kind}`)}
          />
        ))}
        {(['acknowledgement', 'outOfHours', 'stopText', 'startText', 'helpText'] as const).flatMap((kind) =>
          LOCALES.map((locale) => (
            <Textarea
              key={kind + locale}
              label={t(`numbers.${kind}`, { language: LANGUAGE_NAMES[locale] })}
              placeholder={t(kind === 'outOfHours' ? 'numbers.emptyOutOfHours' : 'numbers.empty')}
              {...{ lang: locale, autosize: true, minRows: 2, maxLength: 480 }}
              {...form.getInputProps(`sms.${kind}.${locale}`)}
            />
          )),
        )}
      </Stack>
    </Section>
  );
}
