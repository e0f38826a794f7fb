import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ConversationView } from '../../../server/contract/index.js';
import { named } from '../base/named.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { desk, threads } from '../live/state.js';
import { apart } from '../thread/apart.js';

const keyOf = (conversationId: string): string => `wrap-up-${conversationId}`;

/** Those in wrap-up of which one was told. */
const told = new Set<string>();

/** A talk of one's own ended while one is elsewhere: its wrap-up runs, and one is told once, until one is there or it is over. */
export function hearWrapUp(conversation: ConversationView, open: () => void): void {
  const { id, state, agent } = conversation;
  const isMine = state === 'wrapUp' && agent?.id === desk.get()?.me.id;
  if (!isMine) {
    if (told.delete(id)) putWrapUpAway(id);
  } else if (told.has(id)) notifications.update(shown(conversation, open));
  else {
    told.add(id);
    if (!threads.has(id)) notifications.show(shown(conversation, open));
  }
}

export function putWrapUpAway(conversationId: string): void {
  notifications.hide(keyOf(conversationId));
}

function shown({ id, customerName, wrapUp }: ConversationView, open: () => void) {
  return {
    id: keyOf(id),
    title: <WrapUpOf name={customerName} />,
    message: <WrapUpLeft until={wrapUp?.until ?? null} onOpen={open} />,
    color: 'violet',
    autoClose: false,
    withBorder: true,
    role: 'alert',
  };
}

function WrapUpOf({ name }: { name: string }) {
  const { t, f } = useTexts();
  return t('wrapUpNotice.title', { name: apart(named({ t, f }, name)) });
}

function WrapUpLeft({ until, onOpen }: { until: string | null; onOpen: () => void }) {
  const { t, f } = useTexts();
  const now = useNow();
  const left = until ? Date.parse(until) - now : 0;
  return (
    <div data-testid="wrap-up-notice">
      <Text size="sm">{t('wrapUpNotice.hint')}</Text>
      {left > 0 && (
        <Text size="xs" c="dimmed" className="figures" role="timer" aria-live="off">
          {t('wrapUpNotice.left', { time: f.clock(left) })}
        </Text>
      )}
      <Button size="compact-xs" variant="default" mt={6} onClick={onOpen} data-testid="wrap-up-open">
        {t('whisper.open')}
      </Button>
    </div>
  );
}
