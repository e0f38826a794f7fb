import { Button, Drawer, Group } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { LinkButton } from '../base/link-button.js';
import { named } from '../base/named.js';
import { Trouble } from '../base/states.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { Composer } from '../composer/composer.js';
import { legOf } from '../live/calls.js';
import { useThread } from '../live/open-threads.js';
import type { WritingKind } from '../live/outgoing-item.js';
import { useDesk } from '../live/use-desk.js';
import { SuperviseMenu } from '../phone/supervise-menu.js';
import { SupervisorKeys } from '../phone/supervisor-keys.js';
import { useConversationActions } from '../thread/actions.js';
import { apart } from '../thread/apart.js';
import { NO_FILTER } from '../thread/items.js';
import { LiveTimeline } from '../thread/live-timeline.js';
import { RoutingRecord } from '../thread/routing-record.js';
import { StateBadge } from '../thread/state-badge.js';
import { ThreadSkeleton } from '../thread/thread-skeleton.js';
import styles from './board.module.css';

interface Props {
  conversationId: string;
  /** What one came to write. */
  begin?: WritingKind;
  onClose: () => void;
}

/** A conversation read along without being shown among its viewers; here one whispers, joins, takes it over or hands it on. */
export function Peek({ conversationId, begin = 'whisper', onClose }: Props) {
  const { t, f } = useTexts();
  const [routing, setRouting] = useState(false);
  const { store, failure, retry } = useThread(conversationId, { silent: true });
  const conversation = useStore(store, (thread) => thread.conversation);
  const customer = useStore(store, (thread) => thread.customer);
  const actions = useConversationActions(conversation);
  const title = conversation ? (
    <Group gap={8}>
      <bdi>{named({ t, f }, conversation.customerName)}</bdi>
      <span className={`${styles.dim} figures`}>{t('thread.number', { number: f.plain(conversation.number) })}</span>
      <StateBadge state={conversation.state} />
    </Group>
  ) : (
    t('board.peek')
  );
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={title}
      classNames={{ body: styles.peek }}
      attributes={{ content: { 'data-testid': 'peek-drawer' } }}
    >
      {!customer && (failure ? <Trouble error={failure} onRetry={retry} /> : <ThreadSkeleton />)}
      {conversation && customer && (
        <>
          <div className={styles.peekHead}>
            {!actions.can.withdraw && (
              <span className={styles.silent}>
                <IconEyeOff size={16} aria-hidden />
                {conversation.agent
                  ? t('board.silent', { name: apart(conversation.agent.name) })
                  : t('board.silentWaiting')}
              </span>
            )}
            <SuperviseMenu conversation={conversation} />
            <OwnPart conversationId={conversationId} />
            {actions.can.transfer && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => actions.open('transfer')}
                data-testid="peek-transfer"
              >
                {t('action.transfer')}
              </Button>
            )}
            <Button size="compact-sm" variant="default" onClick={() => setRouting(true)} data-testid="peek-routing">
              {t('routingRecord.title')}
            </Button>
            <LinkButton to="/inbox/$conversationId" params={{ conversationId }} variant="default" size="compact-sm">
              {t('board.openInInbox')}
            </LinkButton>
          </div>
          <LiveTimeline store={store} filter={NO_FILTER} />
          <Composer conversation={conversation} customer={customer} actions={actions} store={store} begin={begin} />
          {actions.dialogs}
          {routing && <RoutingRecord conversationId={conversationId} onClose={() => setRouting(false)} />}
        </>
      )}
    </Drawer>
  );
}

/** How one takes part in its call: the bar that says so lies below the drawer. */
function OwnPart({ conversationId }: { conversationId: string }) {
  const call = useDesk(({ calls, me }) =>
    calls.find((one) => one.conversationId === conversationId && legOf(one, me.id)?.role === 'supervisor'),
  );
  return call ? <SupervisorKeys call={call} /> : null;
}
