import { Button, Group } from '@mantine/core';
import { IconAlertCircle, IconClock } from '@tabler/icons-react';
import { useTexts } from '../base/use-texts.js';
import { giveBack } from '../composer/give-back.js';
import { drop, retry } from '../live/outgoing.js';
import type { Outgoing } from '../live/outgoing-item.js';
import { Attachments } from './attachments.js';
import styles from './thread.module.css';

/** Something written here that the server has not confirmed yet. What was refused can be changed where it could be written now. */
export function OutgoingBubble({ item, mayReply }: { item: Outgoing; mayReply: boolean }) {
  const { t } = useTexts();
  const { state, failure } = item;
  const failed = state === 'failed';
  const mayChange = item.kind === 'note' || (item.kind === 'message' && mayReply);
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
          <Group gap={0}>
            <Button size="compact-xs" variant="subtle" onClick={() => retry(item.clientId)} data-testid="retry">
              {t('common.tryAgain')}
            </Button>
            {mayChange && (
              <Button size="compact-xs" variant="subtle" onClick={() => giveBack(item)} data-testid="give-back">
                {t('mail.compose.editAgain')}
              </Button>
            )}
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => drop(item.clientId)}>
              {t('common.discard')}
            </Button>
          </Group>
        )}
      </div>
    </div>
  );
}
