import { Stack, Switch } from '@mantine/core';
import type { QueueMail } from '../../../server/contract/mail.js';
import { useTexts } from '../base/use-texts.js';
import { SecondsField } from '../routing/rules/seconds-field.js';
import { OwnWords } from './own-words.js';
import { Section } from './page.js';

const USUAL_SECONDS = 180;

interface Props {
  mail: QueueMail;
  set: (mail: QueueMail) => void;
}

/** What a queue says about mail: whether chats go on by it, and words of its own. */
export function QueueMailSection({ mail, set }: Props) {
  const { t } = useTexts();
  const { onwardSeconds, transcript } = mail;
  return (
    <Section title={t('queues.mail')} hint={t('queues.mailHint')}>
      <Stack gap="md">
        <Switch
          label={t('queues.onward')}
          description={t('queues.onwardHint')}
          checked={onwardSeconds !== null}
          onChange={({ currentTarget }) =>
            set({ ...mail, onwardSeconds: currentTarget.checked ? USUAL_SECONDS : null })
          }
        />
        {onwardSeconds !== null && (
          <SecondsField
            label={t('queues.onwardSeconds')}
            min={30}
            value={onwardSeconds}
            onChange={(seconds) => set({ ...mail, onwardSeconds: seconds })}
          />
        )}
        {(['acknowledgement', 'outOfHours'] as const).map((kind) => (
          <OwnWords
            key={kind}
            kind={kind}
            hint={t('queues.ownWordsHint')}
            most={4_000}
            words={mail[kind]}
            set={(words) => set({ ...mail, [kind]: words })}
          />
        ))}
        <Switch
          label={t('queues.mailTranscript')}
          checked={transcript}
          onChange={({ currentTarget }) => set({ ...mail, transcript: currentTarget.checked })}
        />
      </Stack>
    </Section>
  );
}
