import { Center } from '@mantine/core';
import { IconStack2, IconX } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { AGENT_STATES } from '../../../server/contract/names.js';
import { PresenceDot } from '../base/presence-dot.js';
import { Empty, Refusal } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { useMay } from '../live/use-desk.js';
import { ConnectionBanner } from '../shell/connection-banner.js';
import styles from './board.module.css';
import { Tiles } from './tiles.js';
import { useBoard, useBoardNow } from './use-board.js';

export function WallPage() {
  return useMay('board.see') ? <Wall /> : <Refusal />;
}

/** The board for a screen on the wall: large, nothing to press. Escape leads back. */
function Wall() {
  const { t, f } = useTexts();
  const view = useBoard();
  const navigate = useNavigate();
  useEffect(() => {
    const press = (event: KeyboardEvent) => event.key === 'Escape' && void navigate({ to: '/board' });
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [navigate]);
  return (
    <main className={styles.wall} data-testid="wall">
      <ConnectionBanner />
      <header className={styles.wallHead}>
        <h1>{t('section.board')}</h1>
        {view && <Clock />}
        <Link to="/board" className={styles.wallExit} aria-label={t('board.leaveWall')}>
          <IconX size={18} />
        </Link>
      </header>
      {view && (
        <>
          {view.queues.length > 0 ? (
            <Tiles view={view} />
          ) : (
            <Center flex={1}>
              <Empty icon={IconStack2} title={t('queues.none')} />
            </Center>
          )}
          <div className={styles.wallAgents}>
            {AGENT_STATES.map((state) => (
              <span key={state} className={styles.wallState}>
                <PresenceDot state={state} size={16} />
                {t(`presence.${state}`)}
                <strong className="figures">
                  {f.number(view.agents.filter((agent) => agent.state === state).length)}
                </strong>
              </span>
            ))}
          </div>
        </>
      )}
    </main>
  );
}

function Clock() {
  const { f } = useTexts();
  const now = useBoardNow();
  return (
    <span className="figures">
      {f.day(now, now)} · {f.time(now)}
    </span>
  );
}
