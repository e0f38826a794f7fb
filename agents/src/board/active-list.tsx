import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEar, IconEye, IconMessages, IconStack2, IconUserPlus, IconUserShare } from '@tabler/icons-react';
import { memo } from 'react';
import type { BoardView } from '../../../server/contract/index.js';
import { named } from '../base/named.js';
import { useQueueNames } from '../base/queue-names.js';
import { Empty } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import type { WritingKind } from '../live/outgoing-item.js';
import { useDesk, useMay } from '../live/use-desk.js';
import { apart } from '../thread/apart.js';
import { StateBadge } from '../thread/state-badge.js';
import styles from './board.module.css';
import { type RowAction, RowMenu } from './row-menu.js';
import { Clock } from './since.js';
import type { Supervised, Supervision } from './use-supervision.js';

interface Props {
  rows: BoardView['active'];
  agents: BoardView['agents'];
  /** @param begin what one wants to write there */
  onPeek: (conversationId: string, begin?: WritingKind) => void;
  supervision: Supervision;
}

export function ActiveList({ rows, agents, onPeek, supervision }: Props) {
  const { t, f } = useTexts();
  const away = new Set(agents.flatMap(({ agentId, state }) => (state === 'offline' ? [agentId] : [])));
  return (
    <section className={styles.card} aria-label={t('board.activeTitle')} data-testid="board-active">
      <h2 className={styles.cardTitle}>
        {t('board.activeTitle')} <span className="figures">{f.number(rows.length)}</span>
      </h2>
      {rows.length === 0 && <Empty icon={IconMessages} title={t('board.nobodyTalks')} />}
      <ul className={`${styles.list} scroll`}>
        {rows.map((row) => (
          <ActiveRow key={row.conversationId} {...{ row, onPeek, supervision }} isAway={away.has(row.agentId)} />
        ))}
      </ul>
    </section>
  );
}

interface MenuProps extends Pick<Props, 'onPeek' | 'supervision'> {
  row: BoardView['active'][number];
}

/** @param isAway who has it has signed off */
const ActiveRow = memo(function ActiveRow({ row, isAway, onPeek, supervision }: MenuProps & { isAway: boolean }) {
  const { t, f } = useTexts();
  const queues = useQueueNames();
  return (
    <li className={styles.line} data-testid="active-row">
      <div className={styles.lineText}>
        <bdi className="cut">{named({ t, f }, row.customerName)}</bdi>
        <span className={`${styles.dim} cut`}>
          {isAway ? t('board.notThere', { name: apart(row.agentName) }) : <bdi>{row.agentName}</bdi>} ·{' '}
          {queues.of({ id: row.queueId, name: '' })}
        </span>
      </div>
      <StateBadge state={row.state} />
      <Clock at={row.since} title={t('board.since')} />
      <Tooltip label={t('board.peek')}>
        <ActionIcon
          onClick={() => onPeek(row.conversationId)}
          aria-label={t('board.peekAt', { name: named({ t, f }, row.customerName) })}
          data-testid="peek"
        >
          <IconEye size={17} />
        </ActionIcon>
      </Tooltip>
      <ActiveMenu row={row} onPeek={onPeek} supervision={supervision} />
    </li>
  );
});

/** Joining and taking over begin with a look at what is being said: they are offered beside it. */
function ActiveMenu({ row, onPeek, supervision }: MenuProps) {
  const { t } = useTexts();
  const queues = useQueueNames();
  const myId = useDesk((desk) => desk.me.id);
  const supervises = useMay('conversation.supervise');
  const handsOver = useMay('conversation.takeOver');
  const { conversationId: id, channel, queueId, agentId, agentName, customerName, state } = row;
  const queue = { id: queueId, name: queues.of({ id: queueId, name: '' }) };
  const one: Supervised = { id, agent: { id: agentId, name: agentName }, queue, channel, customerName };
  const whisper = {
    id: 'whisper',
    label: t('board.whisper', { name: apart(agentName) }),
    icon: IconEar,
    run: () => onPeek(id, 'whisper'),
  };
  const join = { id: 'join', label: t('board.join'), icon: IconUserPlus, run: () => onPeek(id, 'message') };
  const actions: RowAction[] = [
    ...(supervises && agentId !== myId ? [whisper, ...(state === 'active' ? [join] : [])] : []),
    ...(handsOver
      ? [
          { id: 'move', label: t('board.move'), icon: IconStack2, run: () => supervision.move(one) },
          { id: 'assign', label: t('board.reassign'), icon: IconUserShare, run: () => supervision.assign(one) },
        ]
      : []),
  ];
  return <RowMenu name={customerName} actions={actions} />;
}
