import { Button, Menu, Text, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { AgentPresenceView } from '../../../server/contract/index.js';
import { AWAY_REASONS, type AwayReason, type Presence } from '../../../server/contract/names.js';
import { PresenceDot } from '../base/presence-dot.js';
import { useStore } from '../base/store.js';
import { tellDone, tellFailure } from '../base/tell.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { request } from '../live/socket.js';
import { connection, desk } from '../live/state.js';
import { useDesk } from '../live/use-desk.js';
import { askForNotifications } from '../offers/attention.js';
import { allowSound } from '../offers/sounds.js';
import styles from './shell.module.css';

/** Says it to the server; the switch moves when the server has taken it. */
export async function setPresence(presence: Presence, reason?: AwayReason): Promise<void> {
  try {
    const mine = await request('presence:set', { presence, ...(reason && { reason }) });
    desk.set((now) => now && { ...now, presence: mine });
  } catch (error) {
    tellFailure(error);
  }
}

/** "Kaveh changed your status: Lunch"; null where one chose it oneself. */
function useWhoSet({ setBy, state, reason }: AgentPresenceView): string | null {
  const { t } = useTexts();
  const word = reason ? t(`away.${reason}`) : t(`presence.${state}`);
  return setBy && t('presence.youWereSet', { name: `\u2068${setBy.name}\u2069`, state: word });
}

/** Whoever looks at something else hears of it as well. */
function useToldOnce(text: string | null, since: string): void {
  const told = useRef(since);
  useEffect(() => {
    if (told.current === since) return;
    told.current = since;
    if (text) tellDone(text);
  }, [text, since]);
}

export function PresenceSwitch() {
  const { t, f } = useTexts();
  const mine = useDesk((now) => now.presence);
  const [busy, setBusy] = useState(false);
  const online = useStore(connection, (now) => now.state === 'online');
  const now = useNow(15);
  const choose = async (presence: Presence, reason?: AwayReason) => {
    if (busy) return;
    allowSound();
    if (presence === 'online') askForNotifications();
    setBusy(true);
    await setPresence(presence, reason);
    setBusy(false);
  };
  const whoSet = useWhoSet(mine);
  useToldOnce(whoSet, mine.since);
  const state = online ? mine.state : 'lost';
  if (state === 'notResponding') {
    return (
      <Tooltip
        label={t('presence.notRespondingHint')}
        multiline
        maw={280}
        events={{ hover: true, focus: true, touch: false }}
      >
        <Button color="orange.9" loading={busy} onClick={() => choose('online')} data-testid="im-back">
          {t('presence.imBack')}
        </Button>
      </Tooltip>
    );
  }
  const word = mine.reason && online ? t(`away.${mine.reason}`) : t(`presence.${state}`);
  const clock = online ? f.clock(now - Date.parse(mine.since)) : null;
  return (
    // Above there is no room; while a window becomes narrower it would flip there, and stay.
    <Menu position="bottom-end" width={230} returnFocus middlewares={{ flip: false }}>
      <Menu.Target>
        <UnstyledButton
          className={styles.presence}
          // Disabled while it is busy it would lose the focus.
          disabled={!online}
          aria-busy={busy || undefined}
          data-testid="presence-switch"
          data-state={state}
        >
          <PresenceDot state={state} />
          <VisuallyHidden>{t('presence.switch', { state: word })}</VisuallyHidden>
          <span className="cut" aria-hidden="true">
            {word}
          </span>
          {clock && (
            <span className={`${styles.presenceSince} figures`} aria-hidden="true">
              {clock}
            </span>
          )}
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {whoSet && <Menu.Label>{whoSet}</Menu.Label>}
        {(['online', 'busy'] as const).map((presence) => (
          <Menu.Item
            key={presence}
            leftSection={<PresenceDot state={presence} />}
            rightSection={mine.state === presence && <IconCheck size={15} aria-hidden />}
            onClick={() => choose(presence)}
            data-testid={`presence-${presence}`}
          >
            {t(`presence.${presence}`)}
            <Text size="xs" c="dimmed">
              {t(`presenceHint.${presence}`)}
            </Text>
          </Menu.Item>
        ))}
        <Menu.Label>{t('presence.away')}</Menu.Label>
        {AWAY_REASONS.map((reason) => (
          <Menu.Item
            key={reason}
            leftSection={<PresenceDot state="away" />}
            rightSection={mine.state === 'away' && mine.reason === reason && <IconCheck size={15} aria-hidden />}
            onClick={() => choose('away', reason)}
            data-testid={`presence-away-${reason}`}
          >
            {t(`away.${reason}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<PresenceDot state="offline" />}
          onClick={() => choose('offline')}
          data-testid="presence-offline"
        >
          {t('presence.offline')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
