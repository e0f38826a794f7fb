import { Button } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { ConversationView } from '../../../server/contract/index.js';
import { useNow } from '../base/use-now.js';
import { useTexts } from '../base/use-texts.js';
import { useDesk } from '../live/use-desk.js';
import type { ConversationActions } from '../thread/actions.js';
import styles from './composer.module.css';

/** Why one cannot simply answer here, and the way to it. Nothing when one can. */
export function StateBar({ conversation, actions }: { conversation: ConversationView; actions: ConversationActions }) {
  const { t, f } = useTexts();
  const mine = useDesk((desk) => desk.me.id) === conversation.agent?.id;
  const { can, busy } = actions;
  const owner = `\u2068${conversation.agent?.name ?? ''}\u2069`;
  switch (conversation.state) {
    case 'active':
      return mine ? null : (
        <Bar
          text={t('stateBar.others', { name: owner })}
          action={can.takeOver && { label: t('action.takeOver'), run: actions.takeOver }}
          busy={busy}
        />
      );
    case 'queued':
    case 'offered':
      return (
        <Bar
          text={t(`stateBar.${conversation.state}`)}
          action={can.pick && { label: t('action.pick'), run: actions.pick }}
          busy={busy}
        />
      );
    case 'wrapUp':
      return <WrapUp conversation={conversation} actions={actions} mine={mine} />;
    case 'snoozed':
      return (
        <Bar
          text={t('stateBar.snoozed', { time: conversation.snoozedUntil ? f.dateTime(conversation.snoozedUntil) : '' })}
          action={can.resume && { label: t('action.wake'), run: actions.resume }}
          busy={busy}
        />
      );
    case 'closed':
      return (
        <Bar
          text={t('stateBar.closed')}
          action={can.resume && { label: t('action.reopen'), run: actions.resume }}
          busy={busy}
        />
      );
  }
}

/** The after-contact work: what is asked, and how much of its time is left. */
function WrapUp({
  conversation,
  actions,
  mine,
}: {
  conversation: ConversationView;
  actions: ConversationActions;
  mine: boolean;
}) {
  const { t, f } = useTexts();
  const now = useNow();
  const seconds = useDesk(
    (desk) => desk.queues.find((queue) => queue.id === conversation.queue.id)?.wrapUpSeconds ?? 0,
  );
  const [since] = useState(() => Date.parse(conversation.lastActivityAt));
  const left = since + seconds * 1_000 - now;
  const time = left > 0 ? f.clock(left) : null;
  return (
    <Bar
      text={
        mine
          ? time
            ? t('stateBar.wrapUpLeft', { time })
            : t('stateBar.wrapUp')
          : t('stateBar.othersWrapUp', { name: conversation.agent?.name ?? '' })
      }
      action={mine && actions.can.close && { label: t('action.finish'), run: () => actions.open('close') }}
    />
  );
}

function Bar({
  text,
  action,
  busy,
}: {
  text: string;
  action?: { label: string; run: () => void } | false;
  busy?: boolean;
}) {
  return (
    <div className={styles.stateBar} data-testid="state-bar">
      <IconInfoCircle size={16} aria-hidden />
      <span className={`${styles.stateText} figures`}>{text}</span>
      {action && (
        <Button size="compact-sm" variant="light" loading={busy} onClick={action.run} data-testid="state-action">
          {action.label}
        </Button>
      )}
    </div>
  );
}
