import { useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { InboxList } from '../live/rows.js';
import { ConversationView } from '../thread/conversation-view.js';
import styles from './inbox.module.css';
import { InboxPane } from './inbox-pane.js';
import { NothingOpen } from './nothing-open.js';
import { useInbox } from './use-inbox.js';
import { useWalk } from './use-walk.js';

export function InboxPage() {
  const { view = 'mine', filter = 'open', queue, seq } = useSearch({ from: '/shell/inbox' });
  const conversationId = useParams({ strict: false, select: (params) => params.conversationId });
  const list = useMemo<InboxList>(() => ({ view, filter, ...(queue && { queueId: queue }) }), [view, filter, queue]);
  const inbox = useInbox(list);
  const rows = useMemo(() => inbox.data?.pages.flatMap((page) => page.items) ?? [], [inbox.data]);
  const goOn = useWalk(list, inbox.data?.pages, conversationId);
  return (
    <div className={styles.panes} data-open={conversationId ? true : undefined}>
      <InboxPane list={list} inbox={inbox} rows={rows} openId={conversationId} />
      <div className={styles.open}>
        {conversationId ? (
          <ConversationView key={conversationId} id={conversationId} goTo={seq} goOn={goOn} />
        ) : (
          <NothingOpen />
        )}
      </div>
    </div>
  );
}
