import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { named } from '../base/named.js';
import { Trouble } from '../base/states.js';
import { useStore } from '../base/store.js';
import { useTexts } from '../base/use-texts.js';
import { Composer } from '../composer/composer.js';
import { CustomerPane } from '../customers/customer-pane.js';
import { useThread } from '../live/open-threads.js';
import { useSeeMentions } from '../live/use-mentions.js';
import { useConversationActions } from './actions.js';
import { NO_FILTER } from './items.js';
import { LiveTimeline } from './live-timeline.js';
import { paneShown } from './pane-shown.js';
import { useReadReceipts } from './read-receipts.js';
import styles from './thread.module.css';
import { ThreadHead } from './thread-head.js';
import { ThreadSkeleton } from './thread-skeleton.js';
import { Viewers } from './viewers.js';

interface Props {
  id: string;
  goTo?: number;
  /** It is done with for now. */
  goOn: () => void;
}

/** One conversation: head, timeline, composer, and who it is with. */
export function ConversationView({ id, goTo, goOn }: Props) {
  const { t, f } = useTexts();
  const { store, failure, retry } = useThread(id);
  const conversation = useStore(store, (thread) => thread.conversation);
  const customer = useStore(store, (thread) => thread.customer);
  const [filter, setFilter] = useState(NO_FILTER);
  const roomy = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  const wanted = useStore(paneShown);
  const [drawer, setDrawer] = useState(false);
  const actions = useConversationActions(conversation, goOn);
  useReadReceipts(store);
  useSeeMentions(id, store);

  // What changes in a conversation is told, and kept, also before it was read: only then is it known with whom it is.
  if (!conversation || !customer)
    return failure ? <Trouble error={failure} onRetry={retry} whole /> : <ThreadSkeleton />;
  return (
    <div className={styles.view} data-pane={(roomy && wanted) || undefined}>
      <section
        className={styles.column}
        aria-label={t('thread.label', { name: named({ t, f }, customer.name) })}
        data-testid="thread"
      >
        <ThreadHead
          conversation={conversation}
          customer={customer}
          actions={actions}
          filter={filter}
          onFilter={setFilter}
          onPane={() => (roomy ? paneShown.set((now) => !now) : setDrawer(true))}
        />
        <Viewers store={store} />
        <LiveTimeline store={store} filter={filter} goTo={goTo} />
        <Composer conversation={conversation} customer={customer} actions={actions} store={store} />
      </section>
      {roomy && wanted && (
        <aside className={`${styles.pane} scroll`} aria-label={t('customer.pane')}>
          <CustomerPane customer={customer} conversation={conversation} />
        </aside>
      )}
      <Drawer
        opened={drawer && !roomy}
        onClose={() => setDrawer(false)}
        position="right"
        title={t('customer.pane')}
        size="md"
      >
        <CustomerPane customer={customer} conversation={conversation} />
      </Drawer>
      {actions.dialogs}
    </div>
  );
}
