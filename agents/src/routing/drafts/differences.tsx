import { VisuallyHidden } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { DifferenceView } from '../../../../server/contract/index.js';
import { useTexts } from '../../base/use-texts.js';
import settings from '../../settings/settings.module.css';
import styles from '../routing.module.css';
import { usePathWords, useValueWords } from './difference-words.js';

interface Props {
  differences: readonly DifferenceView[];
  /** Paths that were changed in what holds as well. */
  conflicts?: readonly string[][];
}

/** What differs, line by line: the place, what was, what is. */
export function Differences({ differences, conflicts = [] }: Props) {
  const { t } = useTexts();
  const pathWords = usePathWords();
  const valueWords = useValueWords();
  const torn = new Set(conflicts.map((path) => path.join(' ')));
  return (
    <div className={settings.card} data-testid="differences">
      {differences.map(({ path, kind, before, after }) => (
        <div
          key={path.join(' ')}
          className={styles.difference}
          data-conflict={torn.has(path.join(' ')) || undefined}
          data-testid="difference"
        >
          <strong>{pathWords(path)}</strong>
          <span className={styles.before}>
            <VisuallyHidden>{t('differences.before')}: </VisuallyHidden>
            {kind === 'added' ? t('differences.nothing') : valueWords(path, before)}
          </span>
          <IconArrowRight size={15} className="flip" aria-hidden />
          <span>
            <VisuallyHidden>{t('differences.after')}: </VisuallyHidden>
            {kind === 'removed' ? t('differences.removed') : valueWords(path, after)}
          </span>
        </div>
      ))}
    </div>
  );
}
