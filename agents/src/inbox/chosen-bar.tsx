import { ActionIcon, Checkbox, Tooltip } from '@mantine/core';
import {
  IconArrowsExchange,
  IconCheck,
  IconClockPause,
  IconHandGrab,
  IconMail,
  IconMailOpened,
  IconPlayerPlay,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { ConversationView } from '../../../server/contract/index.js';
import { useKeys } from '../base/keys.js';
import { tellDone } from '../base/tell.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import { usePreferences } from '../session/use-preferences.js';
import { CloseDialog } from '../thread/close-dialog.js';
import type { Command } from '../thread/commands.js';
import { type Can, mayDo } from '../thread/policy.js';
import { SnoozeDialog } from '../thread/snooze-dialog.js';
import { TransferDialog } from '../thread/transfer-dialog.js';
import { allOf } from './choosing.js';
import { chosen, letGo } from './chosen.js';
import styles from './inbox.module.css';
import { doWithAll } from './several.js';

const ACTIONS = [
  'pick',
  'resume',
  'markRead',
  'markUnread',
  'transfer',
  'snooze',
  'close',
] as const satisfies readonly (keyof Can)[];
type Action = (typeof ACTIONS)[number];
const SIGNS = {
  pick: IconHandGrab,
  resume: IconPlayerPlay,
  markRead: IconMailOpened,
  markUnread: IconMail,
  transfer: IconArrowsExchange,
  snooze: IconClockPause,
  close: IconCheck,
} as const;

interface Props {
  rows: readonly ConversationView[];
  shown: readonly string[];
}

/** In the place of the filters while rows are chosen: how many, and what can be done with them. */
export function ChosenBar({ rows, shown }: Props) {
  const { t } = useTexts();
  const me = useDesk((desk) => desk.me);
  const { preferences } = usePreferences();
  const [dialog, setDialog] = useState<Action | null>(null);
  const shut = () => setDialog(null);
  const can = (action: Action): boolean =>
    // Of both ways of marking the nearer one.
    !(action === 'markUnread' && can('markRead')) && rows.some((row) => mayDo(row, me)[action]);
  const act = (command: Command): Promise<boolean> => {
    void doWithAll(rows, command).then(({ done, failed, left }) => {
      if (failed.length + left.length === 0) tellDone(t(doneText(command), { count: done.length }));
    });
    return Promise.resolve(true);
  };
  const begin = (action: Action) => {
    if (!can(action)) return;
    if (action === 'markRead' || action === 'markUnread')
      void act({ name: 'conversations.setUnread', body: { unread: action === 'markUnread' } });
    else if (action === 'pick' || action === 'resume') void act({ name: `conversations.${action}` });
    else setDialog(action);
  };
  const key = (action: Action) => () => begin(action);
  useKeys(
    { KeyT: key('transfer'), KeyS: key('snooze'), KeyE: key('close'), KeyU: key('markUnread') },
    preferences.shortcuts,
  );
  const isAll = rows.length === shown.length;
  return (
    <div className={styles.chosenBar} role="toolbar" aria-label={t('several.bar')} data-testid="chosen-bar">
      <Checkbox
        size="xs"
        checked={isAll}
        indeterminate={!isAll}
        aria-label={t('several.all')}
        onChange={() => (isAll ? letGo() : chosen.set((now) => allOf(shown, now)))}
        data-testid="choose-all"
      />
      <span className={`${styles.chosenCount} figures cut`} data-testid="chosen-count">
        {t('several.chosen', { count: rows.length })}
      </span>
      {ACTIONS.filter(can).map((action) => {
        const Sign = SIGNS[action];
        return (
          <Tooltip key={action} label={t(`action.${action}`)}>
            <ActionIcon
              onClick={() => begin(action)}
              aria-label={t(`action.${action}`)}
              data-testid={`several-${action}`}
            >
              <Sign size={18} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        );
      })}
      <Tooltip label={t('several.letGo')}>
        <ActionIcon onClick={letGo} aria-label={t('several.letGo')} data-testid="let-go">
          <IconX size={18} />
        </ActionIcon>
      </Tooltip>
      <TransferDialog conversations={rows} opened={dialog === 'transfer'} onClose={shut} act={act} />
      <SnoozeDialog count={rows.length} opened={dialog === 'snooze'} onClose={shut} act={act} />
      <CloseDialog conversations={rows} opened={dialog === 'close'} onClose={shut} act={act} />
    </div>
  );
}

function doneText({ name, body }: Command) {
  // Without an outcome some may stand in wrap-up.
  if (name === 'conversations.close' && !body.outcome) return 'several.done.conversations.end' as const;
  if (name !== 'conversations.setUnread') return `several.done.${name}` as const;
  return `several.done.conversations.${body.unread ? 'unread' : 'read'}` as const;
}
