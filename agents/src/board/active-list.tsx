import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEye, IconMessages } from '@tabler/icons-react';
import type { BoardView } from '../../../server/contract/index.js';
import { useQueueNames } from '../base/queue-names.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { StateBadge } from '../thread/state-badge.js';
import styles from './board.module.css';
import { useBoardNow } from './use-board.js';

interface Props {
  view: BoardView;
  rows: BoardView['active'];
  onPeek: (conversationId: string) => void;
}

export function ActiveList({ view, rows, onPeek }: Props) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const now = useBoardNow(view);
  const nameOf = (id: string) => queues.of({ id, name: view.queues.find((one) => one.queueId === id)?.name ?? '' });
  return (
    <section className={styles.card} aria-label={t('board.activeTitle')} data-testid="board-active">
      <h2 className={styles.cardTitle}>
        {t('board.activeTitle')} <span className="figures">{f.number(rows.length)}</span>
      </h2>
      {rows.length === 0 && <Empty icon={IconMessages} title={t('board.nobodyTalks')} />}
      <div className={`${styles.list} scroll`}>
        {rows.map((row) => (
          <div key={row.conversationId} className={styles.line} data-testid="active-row">
            <div className={styles.lineText}>
              <bdi className="cut">{row.customerName}</bdi>
              <span className={`${styles.dim} cut`}>
                <bdi>{row.agentName}</bdi> · {nameOf(row.queueId)}
              </span>
            </div>
            <StateBadge state={row.state} />
            <span className={`${styles.clock} figures`} title={t('board.since')}>
              {f.clock(now - Date.parse(row.since))}
            </span>
            <Tooltip label={t('board.peek')}>
              <ActionIcon onClick={() => onPeek(row.conversationId)} aria-label={t('board.peek')} data-testid="peek">
                <IconEye size={17} />
              </ActionIcon>
            </Tooltip>
          </div>
        ))}
      </div>
    </section>
  );
}
