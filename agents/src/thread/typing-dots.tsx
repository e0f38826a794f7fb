import { useTexts } from '../base/use-texts.js';
import styles from './thread.module.css';

/** Keeps its place while nobody types, so that the thread does not jump. */
export function TypingDots({ name }: { name: string | null }) {
  const { t } = useTexts();
  return (
    <div className={styles.typing} role="status" data-testid="typing">
      {name && (
        <>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t('thread.isTyping', { name: `\u2068${name}\u2069` })}
        </>
      )}
    </div>
  );
}
