import { Stack, Switch, Textarea } from '@mantine/core';
import { LOCALES, type Locale } from '../../../server/contract/names.js';
import { useTexts } from '../base/use-texts.js';
import { LANGUAGE_NAMES } from '../session/language-switch.js';

const EMPTY = { en: '', fa: '' };

interface Props {
  kind: 'acknowledgement' | 'outOfHours';
  /** What holds without. */
  hint: string;
  /** Letters. */
  most: number;
  /** Null: it says nothing of its own. */
  words: Record<Locale, string> | null;
  set: (words: Record<Locale, string> | null) => void;
}

/** What a queue answers by itself, in place of what is set elsewhere. */
export function OwnWords({ kind, hint, most, words, set }: Props) {
  const { t } = useTexts();
  return (
    <Stack gap="xs">
      <Switch
        label={t(`queues.ownWords_${kind}`)}
        description={hint}
        checked={words !== null}
        onChange={({ currentTarget }) => set(currentTarget.checked ? EMPTY : null)}
      />
      {words &&
        LOCALES.map((locale) => (
          <Textarea
            key={locale}
            aria-label={t(`mailboxes.${kind}`, { language: LANGUAGE_NAMES[locale] })}
            label={LANGUAGE_NAMES[locale]}
            {...{ lang: locale, autosize: true, minRows: 2, maxLength: most }}
            value={words[locale]}
            onChange={({ currentTarget }) => set({ ...words, [locale]: currentTarget.value })}
          />
        ))}
    </Stack>
  );
}
