import { Button, Progress } from '@mantine/core';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import styles from './inbox.module.css';
import { run, stopRun } from './several.js';

/** While it is being done: how far, and a way to stop. */
export function RunBar() {
  const { t, f } = useTexts();
  const now = useStore(run);
  if (!now || now.state === 'over') return null;
  const tried = now.outcome.done.length + now.outcome.failed.length;
  return (
    <div className={styles.chosenBar} data-testid="run-bar">
      <Progress
        value={(100 * tried) / now.rows.size}
        flex={1}
        aria-label={t('several.running', { done: f.number(tried), all: f.number(now.rows.size) })}
      />
      <span className="figures" aria-hidden>
        {t('several.running', { done: f.number(tried), all: f.number(now.rows.size) })}
      </span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={stopRun}
        loading={now.state === 'stopping'}
        data-testid="run-stop"
      >
        {t('several.stop')}
      </Button>
    </div>
  );
}
