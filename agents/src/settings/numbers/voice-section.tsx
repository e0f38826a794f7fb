import { Select, SimpleGrid, Stack, Switch } from '@mantine/core';
import type { Menu } from '../../../../server/contract/index.js';
import { isRecorded, RECORDS, saysConsent } from '../../../../server/contract/recording.js';
import { NumberField } from '../../base/number-field.js';
import { useQueueNames } from '../../base/queue-names.js';
import { useTexts } from '../../base/use-texts.js';
import { Section } from '../page.js';
import { useList } from '../use-settings.js';
import { CallbackCountries } from './callback-countries.js';
import { MenuEditor } from './menu-editor.js';
import { MenuTrial } from './menu-trial.js';
import { phraseOf } from './phrases.js';
import { QuietHours } from './quiet-hours.js';
import type { NumberForm } from './use-number-form.js';

const BEGINNING: Menu = {
  steps: [
    {
      key: 'main',
      prompts: ['for.service', 'press.1', 'for.message', 'press.2'],
      choices: [
        { digit: '1', words: { en: [], fa: [] }, to: { kind: 'queue', queueId: null } },
        { digit: '2', words: { en: [], fa: [] }, to: { kind: 'voicemail' } },
      ],
    },
  ],
};

/** How calls to a number are answered. */
export function VoiceSection({ form }: { form: NumberForm }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const sounds = useList('sounds.list').data ?? [];
  const { voice } = form.values;
  const music = sounds.filter(({ kind }) => kind === 'music');
  return (
    <>
      <Section title={t('voice.title')}>
        <Stack gap="sm">
          <Switch
            label={t('voice.on')}
            data-testid="voice-on"
            {...form.getInputProps('voice.on', { type: 'checkbox' })}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <Select
              label={t('numbers.queue')}
              allowDeselect={false}
              data={queues.all.map(({ id, name }) => ({ value: id, label: name }))}
              {...form.getInputProps('voice.queueId')}
            />
            <NumberField
              label={t('voice.voicemailSeconds')}
              description={t('voice.voicemailHint')}
              max={600}
              value={voice.voicemailSeconds}
              onChange={(seconds) => form.setFieldValue('voice.voicemailSeconds', seconds)}
            />
            <Select
              label={t('voice.music')}
              description={t('voice.musicHint')}
              data={[
                { value: '', label: t('voice.usualMusic') },
                ...music.map((sound) => ({ value: sound.key, label: phraseOf(sound, f.locale) })),
              ]}
              allowDeselect={false}
              value={voice.music ?? ''}
              onChange={(key) => form.setFieldValue('voice.music', key || null)}
            />
          </SimpleGrid>
          <QuietHours form={form} of="voice" hint={t('voice.quietHint')} />
          <Switch
            label={t('voice.callbacks')}
            description={t('voice.callbacksHint')}
            {...form.getInputProps('voice.callbacks', { type: 'checkbox' })}
          />
          {voice.callbacks && <CallbackCountries form={form} />}
          <Switch
            label={t('voice.texts')}
            description={t('voice.textsHint')}
            {...form.getInputProps('voice.texts', { type: 'checkbox' })}
          />
          <Switch
            label={t('voice.detectsMachines')}
            description={t('voice.detectsMachinesHint')}
            {...form.getInputProps('voice.detectsMachines', { type: 'checkbox' })}
          />
          <Recording form={form} />
          <Switch
            label={t('voice.asks')}
            description={t('voice.asksHint')}
            checked={voice.menu !== null}
            onChange={(event) => form.setFieldValue('voice.menu', event.currentTarget.checked ? BEGINNING : null)}
            data-testid="menu-on"
          />
        </Stack>
      </Section>
      {voice.menu && (
        <MenuEditor menu={voice.menu} onChange={(menu) => form.setFieldValue('voice.menu', menu)} sounds={sounds} />
      )}
      <MenuTrial voice={voice} locale={form.values.locale} sounds={sounds} />
    </>
  );
}

/** Whoever may be recorded is told so: that cannot be switched off. */
function Recording({ form }: { form: NumberForm }) {
  const { t } = useTexts();
  const { voice } = form.values;
  const recorded = isRecorded(voice);
  return (
    <>
      <Select
        label={t('voice.records')}
        description={t('voice.recordsHint')}
        allowDeselect={false}
        data={RECORDS.map((when) => ({ value: when, label: t(`voice.recordsWhen.${when}`) }))}
        data-testid="voice-records"
        {...form.getInputProps('voice.records')}
      />
      <Switch
        label={t('voice.consent')}
        description={t(recorded ? 'voice.consentAlways' : 'voice.consentHint')}
        disabled={recorded}
        {...form.getInputProps('voice.consent', { type: 'checkbox' })}
        checked={saysConsent(voice)}
      />
    </>
  );
}
