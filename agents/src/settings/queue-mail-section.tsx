import { Stack, Switch, Textarea } from '@mantine/core';
import type { QueueMail } from '../../../server/contract/mail.js';
import { LOCALES } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import { SecondsField } from '../routing/rules/seconds-field.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';
import { Section } from './page.js';

const USUAL_SECONDS = 180;
const EMPTY = { en: '', fa: '' };

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
        <OwnWords kind="acknowledgement" mail={mail} set={set} />
        <OwnWords kind="outOfHours" mail={mail} set={set} />
        <Switch
          label={t('queues.mailTranscript')}
          checked={transcript}
          onChange={({ currentTarget }) => set({ ...mail, transcript: currentTarget.checked })}
        />
      </Stack>
    </Section>
  );
}

function OwnWords({ kind, mail, set }: Props & { kind: 'acknowledgement' | 'outOfHours' }) {
  const { t } = useTexts();
  const words = mail[kind];
  return (
    <Stack gap="xs">
      <Switch
        label={t(`queues.ownWords_${kind}`)}
        description={t('queues.ownWordsHint')}
        checked={words !== null}
        onChange={({ currentTarget }) => set({ ...mail, [kind]: currentTarget.checked ? EMPTY : null })}
      />
      {words &&
        LOCALES.map((locale) => (
          <Textarea
            key={locale}
            aria-label={t(`mailboxes.${kind}`, { language: LANGUAGE_NAMES[locale] })}
            label={LANGUAGE_NAMES[locale]}
            {...{ lang: locale, autosize: true, minRows: 2, maxLength: 4_000 }}
            value={words[locale]}
            onChange={({ currentTarget }) => set({ ...mail, [kind]: { ...words, [locale]: currentTarget.value } })}
          />
        ))}
    </Stack>
  );
}
