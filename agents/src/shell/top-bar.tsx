import { ActionIcon, Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { IconSearch, IconVolumeOff } from '@tabler/icons-react';
import { KEY_SIGNS } from '../base/keys.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { allowSound, soundHeldBack } from '../offers/sounds.js';
import { LineSign } from '../phone/line-sign.js';
import { usePreferences } from '../session/use-preferences.js';
import { openCommandBar } from './command-bar.js';
import { PresenceSwitch } from './presence-switch.js';
import { useSection } from './rail.js';
import styles from './shell.module.css';
import { UserMenu } from './user-menu.js';

export function TopBar() {
  const { t } = useTexts();
  const section = useSection();
  return (
    <header className={styles.top}>
      <h1 className={styles.title}>{section && t(`section.${section.id}`)}</h1>
      <UnstyledButton className={styles.search} onClick={openCommandBar} data-testid="open-command-bar">
        <IconSearch size={16} aria-hidden />
        <span className={styles.searchText}>{t('shell.search')}</span>
        <span className={styles.presenceSince} aria-hidden>
          <Kbd size="xs">{`${KEY_SIGNS.mod} K`}</Kbd>
        </span>
      </UnstyledButton>
      <SoundNotice />
      <LineSign />
      <PresenceSwitch />
      <UserMenu />
    </header>
  );
}

/** The browser keeps the ring silent until the page is touched: said here, or the first offer of the day is missed. */
function SoundNotice() {
  const { t } = useTexts();
  const heldBack = useStore(soundHeldBack);
  const { preferences } = usePreferences();
  if (!heldBack || !preferences.sound) return null;
  return (
    <Tooltip label={t('shell.soundHeldBack')} multiline maw={240}>
      <ActionIcon color="orange" variant="light" onClick={allowSound} aria-label={t('shell.soundHeldBack')}>
        <IconVolumeOff size={17} />
      </ActionIcon>
    </Tooltip>
  );
}
