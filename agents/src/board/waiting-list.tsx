import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowBarToUp,
  IconArrowsUpDown,
  IconBolt,
  IconEye,
  IconMoodSmile,
  IconStack2,
  IconUserShare,
} from '@tabler/icons-react';
import { memo } from 'react';
import type { BoardView, BoardWaitingView } from '../../../server/contract/index.js';
import { ChannelIcon } from '../base/channel-icon.js';
import { named } from '../base/named.js';
import { useQueueNames } from '../base/queue-names.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { useMay } from '../live/use-desk.js';
import styles from './board.module.css';
import { type RowAction, RowMenu } from './row-menu.js';
import { Clock } from './since.js';
import type { Supervised, Supervision } from './use-supervision.js';

interface Props {
  view: BoardView;
  /** The first of those who wait, not all where they are many. */
  rows: BoardWaitingView[];
  inAll: number;
  /** Of several queues: they are the first of each. */
  ofEach: boolean;
  onPeek: (conversationId: string) => void;
  supervision: Supervision;
}

export function WaitingList({ view, rows, inAll, ofEach, onPeek, supervision }: Props) {
  const { t, f } = useTexts();
  return (
    <section className={styles.card} aria-label={t('board.waitingTitle')} data-testid="board-waiting">
      <h2 className={styles.cardTitle}>
        {t('board.waitingTitle')} <span className="figures">{f.number(inAll)}</span>
      </h2>
      {rows.length === 0 && <Empty icon={IconMoodSmile} title={t('board.nobodyWaits')} />}
      <ul className={`${styles.list} scroll`}>
        {rows.map((row) => {
          const queue = view.queues.find((one) => one.queueId === row.queueId);
          return (
            <WaitingRow key={row.conversationId} {...{ row, slaSeconds: queue?.slaSeconds, onPeek, supervision }} />
          );
        })}
      </ul>
      {rows.length < inAll && (
        <p className={styles.first}>
          {t(ofEach ? 'board.firstOfEach' : 'board.firstOf', { shown: f.number(rows.length), all: f.number(inAll) })}
        </p>
      )}
    </section>
  );
}

interface RowProps extends Pick<Props, 'onPeek' | 'supervision'> {
  row: BoardWaitingView;
  slaSeconds: number | undefined;
}

const WaitingRow = memo(function WaitingRow({ row, slaSeconds, onPeek, supervision }: RowProps) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  return (
    <li className={styles.line} data-testid="waiting-row">
      <span className={`${styles.place} figures`} title={t('board.place')}>
        {f.number(row.position)}
      </span>
      <ChannelIcon channel={row.channel} size={15} />
      <div className={styles.lineText}>
        <bdi className="cut">{named({ t, f }, row.customerName)}</bdi>
        <span className={`${styles.dim} ${styles.waitsFor}`}>
          {queues.of({ id: row.queueId, name: '' })} · <WaitsFor row={row} />
        </span>
      </div>
      <Clock at={row.since} slaSeconds={slaSeconds} />
      <Tooltip label={t('board.peek')}>
        <ActionIcon
          onClick={() => onPeek(row.conversationId)}
          aria-label={t('board.peekAt', { name: named({ t, f }, row.customerName) })}
          data-testid="peek"
        >
          <IconEye size={17} />
        </ActionIcon>
      </Tooltip>
      <WaitingMenu row={row} supervision={supervision} />
    </li>
  );
});

function WaitingMenu({ row, supervision }: { row: BoardWaitingView; supervision: Supervision }) {
  const { t } = useTexts();
  const queues = useQueueNames();
  const supervises = useMay('conversation.supervise');
  const handsOver = useMay('conversation.takeOver');
  const queue = { id: row.queueId, name: queues.of({ id: row.queueId, name: '' }) };
  const { conversationId: id, channel, customerName } = row;
  const one: Supervised = { id, agent: null, queue, channel, customerName };
  const actions: RowAction[] = [
    ...(supervises
      ? [
          { id: 'first', label: t('board.putFirst'), icon: IconArrowBarToUp, run: () => supervision.putFirst(one) },
          { id: 'reorder', label: t('board.reorder'), icon: IconArrowsUpDown, run: () => supervision.reorder(one) },
        ]
      : []),
    ...(handsOver
      ? [
          { id: 'move', label: t('board.move'), icon: IconStack2, run: () => supervision.move(one) },
          { id: 'assign', label: t('board.assign'), icon: IconUserShare, run: () => supervision.assign(one) },
          { id: 'needs', label: t('action.needs'), icon: IconBolt, run: () => supervision.needs(one) },
        ]
      : []),
  ];
  return <RowMenu name={row.customerName} actions={actions} />;
}

function WaitsFor({ row }: { row: BoardWaitingView }) {
  const { t } = useTexts();
  const { reason, agentName, ahead } = row.waitsFor;
  return <>{t(`waitsFor.${reason}`, { agent: `\u2068${agentName ?? ''}\u2069`, count: ahead ?? 0 })}</>;
}
