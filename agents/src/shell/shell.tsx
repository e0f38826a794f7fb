import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTexts } from '../base/use-texts.js';
import { DueNotices } from '../follow-ups/due-notices.js';
import { Attention } from '../offers/attention.js';
import { Offers } from '../offers/offers.js';
import { CallBars } from '../phone/call-bar.js';
import { usePhone } from '../phone/use-phone.js';
import { MailboxNotices } from '../settings/mailboxes/mailbox-notices.js';
import { CommandBar } from './command-bar.js';
import { ConnectionBanner } from './connection-banner.js';
import { KeysHelp } from './keys-help.js';
import { Rail } from './rail.js';
import styles from './shell.module.css';
import { TopBar } from './top-bar.js';
import { useKeptFocus } from './use-kept-focus.js';
import { useSectionKeys } from './use-section-keys.js';

/** What stands around every page: rail, top bar, offers, command bar, and the word when the connection is gone. */
export function Shell() {
  const { t } = useTexts();
  const shown = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.href });
  const main = useRef<HTMLElement>(null);
  useSectionKeys();
  usePhone();
  useKeptFocus();
  // Whoever has signed in, or sent what they wrote, is at the page, and not in front of everything around it.
  useEffect(() => {
    if (shown && document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [shown]);
  return (
    <div className={styles.shell}>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <Rail />
      <div className={styles.body}>
        <TopBar />
        <ConnectionBanner />
        <Offers />
        <CallBars />
        <main ref={main} id="main" className={styles.main} tabIndex={-1} data-shown={shown}>
          <Outlet />
        </main>
      </div>
      <Attention />
      <DueNotices />
      <MailboxNotices />
      <CommandBar />
      <KeysHelp />
    </div>
  );
}
