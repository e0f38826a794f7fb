import { Button, Kbd, VisuallyHidden } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ConversationView } from '../../../../server/contract/index.js';
import { useKeys } from '../../base/keys.js';
import { type Store, useStore } from '../../base/store.js';
import { tellFailure } from '../../base/tell.js';
import { useTexts } from '../../base/use-texts.js';
import { focusComposer } from '../../composer/focus.js';
import type { Thread } from '../../live/thread.js';
import { useDesk } from '../../live/use-desk.js';
import { usePreferences } from '../../session/use-preferences.js';
import styles from './compose.module.css';
import { leavesAt, type OwnMessage } from './leaves-at.js';
import { openAgain, takeBack } from './take-back.js';

/** A mail for later is taken back where it stands. */
const SOON_MS = 20_000;

/** For as long as one's last mail waits: how long, and the way back. */
export function UndoBar({ store, conversation }: { store: Store<Thread>; conversation: ConversationView }) {
  const { t } = useTexts();
  const me = useDesk((desk) => desk.me.id);
  const waiting = useStore(store, (thread) => lastWaiting(thread, me));
  const [busy, setBusy] = useState(false);
  const now = useSeconds(waiting !== null);
  const { preferences } = usePreferences();
  const left = Math.ceil(((waiting ? (leavesAt(waiting) ?? 0) : 0) - now) / 1_000);
  const mayUndo = waiting !== null && left > 0 && left * 1_000 <= SOON_MS;
  const undo = async () => {
    if (!waiting || busy) return;
    setBusy(true);
    focusComposer('message');
    try {
      await takeBack(waiting);
      if (conversation.state === 'closed') await openAgain(conversation.id);
      focusComposer('message');
    } catch (error) {
      tellFailure(error);
    }
    setBusy(false);
  };
  useKeys({ 'Alt+KeyZ': undo }, preferences.shortcuts && mayUndo);
  return (
    <>
      {/* Told once: what counts down would be read out every second. */}
      <VisuallyHidden role="status" data-testid="undo-told">
        {mayUndo && t(preferences.shortcuts ? 'mail.compose.mayUndoByKey' : 'mail.compose.mayUndo')}
      </VisuallyHidden>
      {mayUndo && (
        <Bar>
          <span className={`${styles.undoText} figures`}>{t('mail.compose.leavesIn', { count: left })}</span>
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconArrowBackUp size={14} className="flip" />}
            rightSection={preferences.shortcuts && <Kbd size="xs">Alt Z</Kbd>}
            aria-keyshortcuts={preferences.shortcuts ? 'Alt+Z' : undefined}
            loading={busy}
            onClick={undo}
            data-testid="undo"
          >
            {t('mail.compose.undo')}
          </Button>
        </Bar>
      )}
    </>
  );
}

/** When it goes with the focus on it, that is in the composer again. */
function Bar({ children }: { children: ReactNode }) {
  const bar = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = bar;
    return () => {
      if (current?.contains(document.activeElement)) focusComposer('message');
    };
  }, []);
  return (
    <div ref={bar} className={styles.undo} data-testid="undo-bar">
      {children}
    </div>
  );
}

function lastWaiting({ touchpoints, conversationId }: Thread, me: string): OwnMessage | null {
  const found = touchpoints.findLast(
    (one) => one.conversationId === conversationId && one.kind === 'message' && one.author.id === me,
  );
  return found?.kind === 'message' && leavesAt(found) !== null ? found : null;
}

function useSeconds(on: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!on) return;
    setNow(Date.now());
    const ticking = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(ticking);
  }, [on]);
  return now;
}
