import { Alert, Button, Drawer, Group } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { LinkButton } from '../base/link-button.js';
import { Trouble } from '../base/states.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { useThread } from '../live/open-threads.js';
import { useConversationActions } from '../thread/actions.js';
import { NO_FILTER } from '../thread/items.js';
import { LiveTimeline } from '../thread/live-timeline.js';
import { StateBadge } from '../thread/state-badge.js';
import { ThreadSkeleton } from '../thread/thread-skeleton.js';
import styles from './board.module.css';

/** A conversation read along without being shown among its viewers; from here it can be taken over or handed on. */
export function Peek({ conversationId, onClose }: { conversationId: string; onClose: () => void }) {
  const { t, f } = useTexts();
  const { store, failure, retry } = useThread(conversationId, { silent: true });
  const conversation = useStore(store, (thread) => thread.conversation);
  const actions = useConversationActions(conversation);
  const title = conversation && (
    <Group gap={8}>
      <bdi>{conversation.customerName}</bdi>
      <span className={`${styles.dim} figures`}>{t('thread.number', { number: f.plain(conversation.number) })}</span>
      <StateBadge state={conversation.state} />
    </Group>
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
      {failure && !conversation && <Trouble error={failure} onRetry={retry} />}
      {!failure && !conversation && <ThreadSkeleton />}
      {conversation && (
        <>
          <Alert color="gray" icon={<IconEyeOff size={17} />} py={6} mx="md">
            {conversation.agent ? t('board.silent', { name: conversation.agent.name }) : t('board.silentWaiting')}
          </Alert>
          <LiveTimeline store={store} filter={NO_FILTER} />
          <Group gap={8} p="md" justify="flex-end" className={styles.peekFoot}>
            {actions.can.transfer && (
              <Button variant="default" onClick={() => actions.open('transfer')} data-testid="peek-transfer">
                {t('action.transfer')}
              </Button>
            )}
            {(actions.can.takeOver || actions.can.pick) && (
              <Button
                variant="default"
                loading={actions.busy}
                onClick={actions.can.pick ? actions.pick : actions.takeOver}
                data-testid="peek-take-over"
              >
                {actions.can.pick ? t('action.pick') : t('action.takeOver')}
              </Button>
            )}
            <LinkButton to="/inbox/$conversationId" params={{ conversationId }}>
              {t('board.openInInbox')}
            </LinkButton>
          </Group>
          {actions.dialogs}
        </>
      )}
    </Drawer>
  );
}
