import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEye, IconMoodSmile } from '@tabler/icons-react';
import type { BoardView, BoardWaitingView } from '../../../server/contract/index.js';
import { ChannelIcon } from '../base/channel-icon.js';
import { useQueueNames } from '../base/queue-names.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import styles from './board.module.css';
import { waitLevel } from './levels.js';
import { useBoardNow } from './use-board.js';

interface Props {
  view: BoardView;
  rows: BoardWaitingView[];
  onPeek: (conversationId: string) => void;
}

export function WaitingList({ view, rows, onPeek }: Props) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  const now = useBoardNow(view);
  return (
    <section className={styles.card} aria-label={t('board.waitingTitle')} data-testid="board-waiting">
      <h2 className={styles.cardTitle}>
        {t('board.waitingTitle')} <span className="figures">{f.number(rows.length)}</span>
      </h2>
      {rows.length === 0 && <Empty icon={IconMoodSmile} title={t('board.nobodyWaits')} />}
      <div className={`${styles.list} scroll`}>
        {rows.map((row) => {
          const queue = view.queues.find((one) => one.queueId === row.queueId);
          const waited = now - Date.parse(row.since);
          return (
            <div key={row.conversationId} className={styles.line} data-testid="waiting-row">
              <span className={`${styles.place} figures`} title={t('board.place')}>
                {f.number(row.position)}
              </span>
              <ChannelIcon channel={row.channel} size={15} />
              <div className={styles.lineText}>
                <bdi className="cut">{row.customerName}</bdi>
                <span className={`${styles.dim} cut`}>
                  {queues.of({ id: row.queueId, name: queue?.name ?? '' })} · <WaitsFor row={row} />
                </span>
              </div>
              <span
                className={`${styles.clock} figures`}
                data-level={queue ? waitLevel(waited, queue.slaSeconds) : 'fine'}
              >
                {f.clock(waited)}
              </span>
              <Tooltip label={t('board.peek')}>
                <ActionIcon onClick={() => onPeek(row.conversationId)} aria-label={t('board.peek')} data-testid="peek">
                  <IconEye size={17} />
                </ActionIcon>
              </Tooltip>
            </div>
          );
        })}
      </div>
    </section>
  );
}

function WaitsFor({ row }: { row: BoardWaitingView }) {
  const { t } = useTexts();
  const { reason, agentName, ahead } = row.waitsFor;
  return <>{t(`waitsFor.${reason}`, { agent: `\u2068${agentName ?? ''}\u2069`, count: ahead ?? 0 })}</>;
}
