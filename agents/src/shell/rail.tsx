import { Tooltip } from '@mantine/core';
import { IconActivity, IconInbox, IconSettings, IconUsers } from '@tabler/icons-react';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTexts } from '../base/use-texts.js';
import { useDesk, useMay } from '../live/use-desk.js';
import { Mark } from '../session/brand.js';
import styles from './shell.module.css';

interface Section {
  id: 'inbox' | 'customers' | 'board' | 'settings';
  to: LinkProps['to'];
  icon: ComponentType<{ size?: number; stroke?: number }>;
}
const SECTIONS: Section[] = [
  { id: 'inbox', to: '/inbox', icon: IconInbox },
  { id: 'customers', to: '/customers', icon: IconUsers },
  { id: 'board', to: '/board', icon: IconActivity },
  { id: 'settings', to: '/settings', icon: IconSettings },
];

/** The sections this person may open, in the order of the rail and of Alt+1…5. */
export function useSections(): Section[] {
  const board = useMay('board.see');
  return SECTIONS.filter((section) => section.id !== 'board' || board);
}

export function Rail() {
  const { t, f } = useTexts();
  const sections = useSections();
  const unread = useDesk((desk) => desk.counts.mineUnread);
  return (
    <nav className={styles.rail} aria-label={t('shell.sections')}>
      <div className={styles.mark}>
        <Mark size={30} />
      </div>
      {sections.map(({ id, to, icon: Icon }) => (
        <Tooltip key={id} label={t(`section.${id}`)} position="right">
          <Link to={to} className={styles.railLink} aria-label={t(`section.${id}`)} data-testid={`section-${id}`}>
            <Icon size={21} stroke={1.6} />
            {id === 'inbox' && unread > 0 && (
              <span className={styles.railCount} title={t('inbox.unread', { count: unread })}>
                {unread > 9 ? `${f.plain(9)}+` : f.plain(unread)}
              </span>
            )}
          </Link>
        </Tooltip>
      ))}
    </nav>
  );
}
