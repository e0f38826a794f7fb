import { Badge, Button, FileButton, Group, Modal, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import type { SoundView } from '../../../../server/contract/index.js';
import { LOCALES, type Locale } from '../../../../server/contract/names.js';
import { useTexts } from '../../base/use-texts.js';
import { Player } from '../../phone/player.js';
import { LANGUAGE_NAMES } from '../../session/language-switch.js';
import { phraseOf } from '../numbers/phrases.js';
import { useList, useSaving } from '../use-settings.js';
import { RecordingRule } from './recording-rule.js';
import { PLAYABLE, useRecording } from './use-recording.js';

/** One thing that callers hear, in each language: to hear it, and to put a recording in its place. */
export function SoundDialog({ sound, onClose }: { sound: SoundView; onClose: () => void }) {
  const { t, f } = useTexts();
  const numbers = useList('numbers.list').data ?? [];
  const remove = useSaving('sounds.delete', onClose);
  const users = numbers.filter(({ id }) => sound.numberIds.includes(id)).map(({ name }) => name);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('sounds.edit')}
      size="lg"
      attributes={{ content: { 'data-testid': 'sound-dialog' } }}
    >
      <Stack gap="lg">
        {LOCALES.map((locale) => (
          <InLanguage key={locale} sound={sound} locale={locale} />
        ))}
        {users.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('sounds.usedBy', { numbers: f.list(users) })}
          </Text>
        )}
        {!sound.isOurs && (
          <Group gap="sm">
            <Button
              {...{ variant: 'subtle', color: 'red', loading: remove.isPending, disabled: users.length > 0 }}
              onClick={() => remove.mutate({ params: { key: sound.key } })}
              data-testid="sound-delete"
            >
              {t('common.delete')}
            </Button>
            {users.length > 0 && (
              <Text size="xs" c="dimmed">
                {t('sounds.deleteHint')}
              </Text>
            )}
          </Group>
        )}
      </Stack>
    </Modal>
  );
}

function InLanguage({ sound, locale }: { sound: SoundView; locale: Locale }) {
  const { t } = useTexts();
  const recording = useRecording();
  const record = useSaving('sounds.record');
  const clear = useSaving('sounds.clear');
  const { url, isRecorded } = sound.heard[locale];
  const language = LANGUAGE_NAMES[locale];
  const params = { key: sound.key, locale };
  const text = phraseOf(sound, locale);
  // The company's own keeps one recording: what has none of any language is deleted.
  const clearable = isRecorded && (sound.isOurs || LOCALES.every((one) => sound.heard[one].isRecorded));
  return (
    <section aria-label={language} data-testid="sound-language" data-locale={locale}>
      <Group gap={8} mb={4}>
        <Text fw={600} size="sm">
          {language}
        </Text>
        {isRecorded ? (
          <Badge color="teal">{t('sounds.recorded', { language })}</Badge>
        ) : (
          sound.isOurs && <Badge color="gray">{t('sounds.machine')}</Badge>
        )}
      </Group>
      <Text size="sm">
        <bdi lang={locale}>{text}</bdi>
      </Text>
      {!isRecorded && !sound.isOurs && (
        <Text size="xs" c="dimmed">
          {t('sounds.none')}
        </Text>
      )}
      <Player key={url} name={text} url={url} />
      <Group gap={8} mt={6}>
        <FileButton
          accept={PLAYABLE}
          inputProps={{ 'aria-label': t('sounds.upload') }}
          onChange={(file) => recording.take(file, ({ id }) => record.mutate({ params, body: { fileId: id } }))}
        >
          {(props) => (
            <Button
              {...{ ...props, variant: 'default', size: 'compact-sm', leftSection: <IconUpload size={14} /> }}
              loading={recording.busy || record.isPending}
            >
              {t(isRecorded ? 'sounds.replace' : 'sounds.upload')}
            </Button>
          )}
        </FileButton>
        {clearable && (
          <Button
            {...{ variant: 'subtle', color: 'red', size: 'compact-sm', loading: clear.isPending }}
            onClick={() => clear.mutate({ params })}
            data-testid="sound-clear"
          >
            {t('sounds.clear')}
          </Button>
        )}
      </Group>
      <RecordingRule failure={recording.failure} />
    </section>
  );
}
