import { Button } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useStore } from '../base/store.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { tryNow } from '../live/live.js';
import { outgoing } from '../live/outgoing.js';
import { connection, desk } from '../live/state.js';
import styles from './shell.module.css';

/** A blink of the network is not worth a word; longer is. */
const QUIET_MS = 1_500;

/** Says that the connection is gone, what becomes of one's work, and what happens next. */
export function ConnectionBanner() {
  const now = useStore(connection);
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (now.state === 'online') return;
    const timer = setTimeout(() => setLate(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, [now.state]);
  // A place to be read from must be there before what is read.
  return (
    <div role="status">
      {now.state !== 'online' && late && <Banner since={now.state === 'lost' ? now.since : null} />}
    </div>
  );
}

function Banner({ since }: { since: number | null }) {
  const { t, f } = useTexts();
  const time = useNow();
  const unsent = useStore(outgoing, (all) => all.filter((item) => item.state !== 'failed').length);
  const load = useStore(desk, (now) => now?.presence.load ?? 0);
  return (
    <div className={styles.banner} data-testid="connection-banner">
      <IconCloudOff size={17} stroke={1.7} aria-hidden />
      <span className={styles.bannerText}>
        <strong>{since ? t('connection.lost') : t('connection.connecting')}</strong>{' '}
        {since && (
          // Hidden, or all of it would be read out each second.
          <span className="figures" aria-hidden="true">
            {f.clock(time - since)}
          </span>
        )}{' '}
        {t('connection.kept')} {load > 0 && t('connection.requeue')}{' '}
        {unsent > 0 && t('connection.unsent', { count: unsent })}
      </span>
      <Button size="compact-xs" variant="default" onClick={tryNow}>
        {t('connection.tryNow')}
      </Button>
    </div>
  );
}
