import { Link, Outlet } from '@tanstack/react-router';
import { useTexts } from '../base/use-texts.js';
import { Page } from '../settings/page.js';
import styles from './routing.module.css';

const TABS = [
  { id: 'common', to: '/settings/routing', exact: true },
  { id: 'skills', to: '/settings/routing/skills', exact: false },
  { id: 'drafts', to: '/settings/routing/drafts', exact: false },
  { id: 'history', to: '/settings/routing/history', exact: false },
] as const;

/** Everything about routing that is not one queue's own. */
export function RoutingLayout() {
  const { t } = useTexts();
  return (
    <Page wide title={t('settings.routing')} hint={t('routing.hint')}>
      <nav className={styles.tabs} aria-label={t('routing.tabsLabel')}>
        {TABS.map(({ id, to, exact }) => (
          <Link key={id} to={to} activeOptions={{ exact }} className={styles.tab} data-testid={`routing-${id}`}>
            {t(`routing.tabs.${id}`)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </Page>
  );
}
