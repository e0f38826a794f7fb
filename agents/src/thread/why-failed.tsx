import type { TouchpointView } from '../../../server/contract/index.js';
import { useTexts } from '../base/use-texts.js';
import { failureWords } from './failure-words.js';
import styles from './thread.module.css';

/** In the open, and not only for whoever hovers: the next step depends on it. */
export function WhyFailed({ delivery: { reason, state } }: Pick<TouchpointView, 'delivery'>) {
  const { t } = useTexts();
  if (!reason) return null;
  const words = failureWords(reason, t);
  return (
    <span className={styles.sentence} data-testid="why-failed">
      {state === 'pending' ? t('mail.compose.triedAgain', { reason: words }) : words}
    </span>
  );
}
