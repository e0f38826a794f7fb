import { ScrollArea, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTexts } from '../base/use-texts.js';
import type { Torn } from './merge-edits.js';
import styles from './settings.module.css';

export interface TornWords {
  name(path: readonly string[]): string;
  value(path: readonly string[], value: unknown): string;
}

/** Tells what somebody else saved meanwhile, beside what is to take its place where there are words for it, and asks whether it may. */
export function useAskingTornFields(words: TornWords | undefined) {
  const { t, f } = useTexts();
  const bare = (torn: readonly Torn[]) => f.list(torn.map(({ path }) => t(`path.${path.at(-1) as 'name'}`)));
  return (torn: readonly Torn[], saveMine: () => void) =>
    modals.openConfirmModal({
      title: t('settings.tornTitle'),
      children: words ? (
        <TornFields torn={torn} words={words} />
      ) : (
        <Text size="sm">{t('settings.torn', { names: bare(torn) })}</Text>
      ),
      labels: { confirm: t('settings.saveMine'), cancel: t('settings.goOn') },
      onConfirm: saveMine,
    });
}

function TornFields({ torn, words }: { torn: readonly Torn[]; words: TornWords }) {
  const { t } = useTexts();
  return (
    <ScrollArea.Autosize mah={320} data-testid="torn-fields">
      <Text size="sm">{t('settings.tornBoth')}</Text>
      {torn.map(({ path, mine, theirs }) => (
        <div key={path.join(' ')} className={styles.torn}>
          <strong>{words.name(path)}</strong>
          <span>{t('settings.theirs', { value: words.value(path, theirs) })}</span>
          <span>{t('settings.yours', { value: words.value(path, mine) })}</span>
        </div>
      ))}
    </ScrollArea.Autosize>
  );
}
