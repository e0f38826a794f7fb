import { VisuallyHidden } from '@mantine/core';
import { Link, type LinkProps, Navigate, Outlet, useLocation, useMatchRoute } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Permission } from '../../../server/contract/index.js';
import { Refusal } from '../base/states.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import { ToldTroubles } from './mailboxes/told-troubles.js';
import { useTroubledMailboxes } from './mailboxes/use-troubled.js';
import styles from './settings.module.css';

interface Part {
  id:
    | 'profile'
    | 'queues'
    | 'routing'
    | 'users'
    | 'canned'
    | 'websites'
    | 'mailboxes'
    | 'numbers'
    | 'sounds'
    | 'apiKeys'
    | 'audit';
  to: LinkProps['to'];
  needs?: Permission;
}
const PARTS: Part[] = [
  { id: 'profile', to: '/settings/profile' },
  { id: 'queues', to: '/settings/queues', needs: 'queue.edit' },
  { id: 'routing', to: '/settings/routing', needs: 'routing.edit' },
  { id: 'canned', to: '/settings/canned-replies' },
  { id: 'users', to: '/settings/users', needs: 'user.edit' },
  { id: 'websites', to: '/settings/websites', needs: 'site.edit' },
  { id: 'mailboxes', to: '/settings/mailboxes', needs: 'mailbox.edit' },
  { id: 'numbers', to: '/settings/numbers', needs: 'number.edit' },
  { id: 'sounds', to: '/settings/sounds', needs: 'number.edit' },
  { id: 'apiKeys', to: '/settings/api-keys', needs: 'apiKey.edit' },
  { id: 'audit', to: '/settings/audit', needs: 'audit.see' },
];

export function SettingsPage() {
  const { t, f } = useTexts();
  const troubled = useTroubledMailboxes().length;
  const permissions = useDesk((desk) => desk.me.permissions);
  const isAt = useMatchRoute();
  const mayOpen = ({ needs }: Part) => !needs || permissions.includes(needs);
  // An address may lead where no link does.
  const refused = PARTS.some((part) => !mayOpen(part) && isAt({ to: part.to, fuzzy: true }));
  const nav = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  // On a phone the parts are a row that scrolls: where one is must be in sight, also when the window has become that narrow.
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the address
  useEffect(() => {
    const row = nav.current;
    if (!row) return;
    const sizes = new ResizeObserver(() =>
      row.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'center' }),
    );
    sizes.observe(row); // tells of the size there is, too
    return () => sizes.disconnect();
  }, [path]);
  return (
    <div className={styles.settings} data-settings>
      <nav className={styles.nav} ref={nav} aria-label={t('section.settings')}>
        {PARTS.filter(mayOpen).map(({ id, to }) => (
          <Link key={id} to={to} className={styles.navLink} data-testid={`settings-${id}`}>
            {t(`settings.${id}`)}
            {id === 'mailboxes' && troubled > 0 && (
              <span className={styles.navCount} title={t('mailboxes.troubled', { count: troubled })}>
                {f.upTo(9, troubled)}
                <VisuallyHidden>{t('mailboxes.troubled', { count: troubled })}</VisuallyHidden>
              </span>
            )}
          </Link>
        ))}
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part with nothing to press in it is scrolled by keys all the same */}
      <section className={`${styles.part} scroll`} tabIndex={0} aria-label={t('settings.part')}>
        <ToldTroubles />
        {refused ? <Refusal /> : <Outlet />}
      </section>
    </div>
  );
}

export function SettingsHome() {
  return <Navigate to="/settings/profile" replace />;
}
