import { VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import type { ConversationView } from '../../../server/contract/index.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import styles from './inbox.module.css';

/** The last fifth of the time, and never less than half a minute, counts as near. */
const NEAR_SHARE = 0.2;
const NEAR_SECONDS = 30;

export function SlaChip({ conversation }: { conversation: ConversationView }) {
  return conversation.sla ? <Chip conversation={conversation} sla={conversation.sla} /> : null;
}

function Chip({ conversation, sla }: { conversation: ConversationView; sla: NonNullable<ConversationView['sla']> }) {
  const { t, f } = useTexts();
  const now = useNow();
  const queue = useDesk((desk) => desk.queues.find((one) => one.id === conversation.queue.id));
  const target = sla.kind === 'firstResponse' ? queue?.slaFirstResponseSeconds : queue?.slaNextResponseSeconds;
  const left = (Date.parse(sla.dueAt) - now) / 1_000;
  const level = left < 0 ? 'over' : left < Math.max(NEAR_SECONDS, (target ?? 0) * NEAR_SHARE) ? 'near' : 'fine';
  const Icon = level === 'over' ? IconAlertTriangle : IconClock;
  return (
    <span className={styles.sla} data-level={level} title={t(`sla.${sla.kind}`)}>
      <Icon size={12} aria-hidden />
      <VisuallyHidden>{t(`sla.${sla.kind}`)}: </VisuallyHidden>
      <span className="figures">
        {level === 'over' ? t('sla.over', { time: f.clock(-left * 1_000) }) : f.clock(left * 1_000)}
      </span>
    </span>
  );
}
