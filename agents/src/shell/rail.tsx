import { Tooltip } from '@mantine/core';
import { IconActivity, IconCalendarCheck, IconInbox, IconSettings, IconUsers } from '@tabler/icons-react';
import { Link, type LinkProps, useRouterState } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { useMyFollowUps } from '../follow-ups/use-follow-ups.js';
import { useDesk, useMay } from '../live/use-desk.js';
import { useMentions } from '../live/use-mentions.js';
import { Mark } from '../session/brand.js';
import { useTroubledMailboxes } from '../settings/mailboxes/use-troubled.js';
import styles from './shell.module.css';

interface Section {
  id: 'inbox' | 'customers' | 'followUps' | 'board' | 'settings';
  to: LinkProps['to'];
  icon: ComponentType<{ size?: number; stroke?: number }>;
}
const SECTIONS: Section[] = [
  { id: 'inbox', to: '/inbox', icon: IconInbox },
  { id: 'customers', to: '/customers', icon: IconUsers },
  { id: 'followUps', to: '/follow-ups', icon: IconCalendarCheck },
  { id: 'board', to: '/board', icon: IconActivity },
  { id: 'settings', to: '/settings', icon: IconSettings },
];

const NOTHING_COUNTED = { count: 0, says: '' };

/** The sections this person may open, in the order of the rail and of Alt+1…5. */
export function useSections(): Section[] {
  const board = useMay('board.see');
  return SECTIONS.filter((section) => section.id !== 'board' || board);
}

/** The one that is shown. */
export function useSection(): Section | undefined {
  const at = useRouterState({ select: ({ location }) => location.pathname });
  return useSections().find(({ to }) => at.startsWith(String(to)));
}

export function Rail() {
  const { t } = useTexts();
  const sections = useSections();
  const unread = useDesk((desk) => desk.counts.mineUnread);
  const due = useDueCount();
  const mentions = useMentions().length;
  const troubled = useTroubledMailboxes().length;
  const counted: Partial<Record<Section['id'], { count: number; says: string }>> = {
    inbox: {
      count: unread + mentions,
      says: [
        unread > 0 && t('inbox.unread', { count: unread }),
        mentions > 0 && t('mentions.some', { count: mentions }),
      ]
        .filter(Boolean)
        .join(t('several.between')),
    },
    followUps: { count: due, says: t('followUp.overdue', { count: due }) },
    settings: { count: troubled, says: t('mailboxes.troubled', { count: troubled }) },
  };
  return (
    <nav className={styles.rail} aria-label={t('shell.sections')}>
      <div className={styles.mark}>
        <Mark size={30} />
      </div>
      {sections.map(({ id, to, icon: Icon }) => {
        const { count, says } = counted[id] ?? NOTHING_COUNTED;
        return (
          <Tooltip key={id} label={t(`section.${id}`)} position="right">
            <Link
              to={to}
              className={styles.railLink}
              aria-label={count > 0 ? `${t(`section.${id}`)}, ${says}` : t(`section.${id}`)}
              data-testid={`section-${id}`}
            >
              <Icon size={21} stroke={1.6} />
              <Count count={count} title={says} />
            </Link>
          </Tooltip>
        );
      })}
    </nav>
  );
}

function Count({ count, title }: { count: number; title: string }) {
  const { f } = useTexts();
  if (count === 0) return null;
  return (
    <span className={styles.railCount} title={title}>
      {f.upTo(9, count)}
    </span>
  );
}

/** How many of one's own follow-ups should have been done by now. */
function useDueCount(): number {
  const now = useNow(30);
  const { data } = useMyFollowUps();
  return data?.items.filter(({ dueAt }) => Date.parse(dueAt) <= now).length ?? 0;
}
