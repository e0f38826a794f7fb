import { Button, Group, Skeleton } from '@mantine/core';
import { IconDeviceTv, IconX } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { LinkButton } from '../base/link-button.js';
import { useQueueNames } from '../base/queue-names.js';
import { Refusal } from '../base/states.js';
import { times } from '../base/times.js';
import { useTexts } from '../base/use-texts.js';
import type { WritingKind } from '../live/outgoing-item.js';
import { useMay } from '../live/use-desk.js';
import { ActiveList } from './active-list.js';
import { AgentList } from './agent-list.js';
import styles from './board.module.css';
import { Peek } from './peek.js';
import { shownOf } from './shown.js';
import { Tiles } from './tiles.js';
import { useBoard } from './use-board.js';
import { useSupervision } from './use-supervision.js';
import { WaitingList } from './waiting-list.js';

export function BoardPage() {
  return useMay('board.see') ? <Board /> : <Refusal />;
}

/** Queues, who waits, who talks, who is there: now. A tile narrows the lists to its queue. */
function Board() {
  const { t } = useTexts();
  const view = useBoard();
  const queues = useQueueNames();
  const [queueId, setQueueId] = useState<string | null>(null);
  const [peek, setPeek] = useState<{ conversationId: string; begin?: WritingKind } | null>(null);
  const { supervision, dialogs } = useSupervision();
  const look = useCallback((conversationId: string, begin?: WritingKind) => setPeek({ conversationId, begin }), []);
  if (!view) return <BoardSkeleton />;
  const shown = shownOf(view, queueId);
  const { chosen } = shown;
  return (
    <div className="page" data-testid="board">
      <div className={styles.board}>
        <Group justify="space-between" gap={8}>
          {chosen ? (
            <Button
              variant="light"
              size="compact-sm"
              rightSection={<IconX size={14} />}
              onClick={() => setQueueId(null)}
            >
              {t('board.only', { queue: queues.of({ id: chosen.queueId, name: chosen.name }) })}
            </Button>
          ) : (
            <span className={styles.hint}>{t(view.queues.length > 0 ? 'board.hint' : 'queues.none')}</span>
          )}
          <LinkButton
            to="/wall"
            variant="default"
            size="compact-sm"
            leftSection={<IconDeviceTv size={15} />}
            data-testid="open-wall"
          >
            {t('board.wall')}
          </LinkButton>
        </Group>
        <Tiles view={view} chosen={queueId} onChoose={(id) => setQueueId(id === queueId ? null : id)} />
        <div className={styles.columns}>
          <div className={styles.stack}>
            <WaitingList
              view={view}
              rows={shown.waiting}
              inAll={shown.inAll}
              ofEach={!chosen && view.queues.length > 1}
              onPeek={look}
              supervision={supervision}
            />
            <ActiveList rows={shown.active} agents={view.agents} onPeek={look} supervision={supervision} />
          </div>
          <AgentList agents={shown.agents} />
        </div>
      </div>
      {peek && <Peek {...peek} onClose={() => setPeek(null)} />}
      {dialogs}
    </div>
  );
}

function BoardSkeleton() {
  return (
    <div className={styles.board} aria-busy="true">
      <div className={styles.tiles}>
        {times(3).map((n) => (
          <Skeleton key={n} height={186} radius="lg" />
        ))}
      </div>
      <Skeleton height={220} radius="lg" />
    </div>
  );
}
