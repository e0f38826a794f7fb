import { Button } from '@mantine/core';
import { IconAlertCircle, IconClock } from '@tabler/icons-react';
import { useTexts } from '../base/use-texts.js';
import { drop, retry } from '../live/outgoing.js';
import type { Outgoing } from '../live/outgoing-item.js';
import { Attachments } from './attachments.js';
import styles from './thread.module.css';

/** Something written here that the server has not confirmed yet. */
export function OutgoingBubble({ item }: { item: Outgoing }) {
  const { t } = useTexts();
  const { state, failure } = item;
  const failed = state === 'failed';
  return (
    <div
      className={item.kind === 'message' ? styles.message : styles.note}
      data-side="out"
      data-pending
      data-testid="outgoing"
      data-client-id={item.clientId}
      data-state={item.state}
    >
      <div className={item.kind === 'message' ? styles.bubble : undefined}>
        <div className="wrap" dir="auto">
          {item.text}
        </div>
        <Attachments files={item.attachments} />
      </div>
      <div className={styles.meta} data-failed={failed || undefined} role="status">
        {failed ? <IconAlertCircle size={14} aria-hidden /> : <IconClock size={13} aria-hidden />}
        <span>{state === 'failed' ? t(`error.${failure ?? 'internal'}`) : t(`outgoing.${state}`)}</span>
        {failed && (
          <>
            <Button size="compact-xs" variant="subtle" onClick={() => retry(item.clientId)} data-testid="retry">
              {t('common.tryAgain')}
            </Button>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => drop(item.clientId)}>
              {t('common.discard')}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
