import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useKeys } from '../base/keys.js';
import type { InboxList } from '../live/rows.js';
import { usePreferences } from '../session/use-preferences.js';
import { ConversationView } from '../thread/conversation-view.js';
import styles from './inbox.module.css';
import { InboxPane } from './inbox-pane.js';
import { NothingOpen } from './nothing-open.js';
import { useInbox } from './use-inbox.js';

export function InboxPage() {
  const { view = 'mine', filter = 'open', queue, seq } = useSearch({ from: '/shell/inbox' });
  const conversationId = useParams({ strict: false, select: (params) => params.conversationId });
  const list = useMemo<InboxList>(() => ({ view, filter, ...(queue && { queueId: queue }) }), [view, filter, queue]);
  const inbox = useInbox(list);
  const rows = useMemo(() => inbox.data?.pages.flatMap((page) => page.items) ?? [], [inbox.data]);
  useListKeys(
    rows.map((row) => row.id),
    conversationId,
  );
  return (
    <div className={styles.panes} data-open={conversationId ? true : undefined}>
      <InboxPane list={list} inbox={inbox} rows={rows} openId={conversationId} />
      <div className={styles.open}>
        {conversationId ? <ConversationView key={conversationId} id={conversationId} goTo={seq} /> : <NothingOpen />}
      </div>
    </div>
  );
}

/** J and K walk the list as it stands. */
function useListKeys(ids: string[], openId: string | undefined): void {
  const navigate = useNavigate();
  const { preferences } = usePreferences();
  const walk = (step: number) => {
    const at = openId ? ids.indexOf(openId) : -1;
    const conversationId = ids[at < 0 ? 0 : at + step];
    if (!conversationId) return;
    void navigate({
      to: '/inbox/$conversationId',
      params: { conversationId },
      search: (kept) => ({ ...kept, seq: undefined }),
    });
  };
  const next = () => walk(1);
  const previous = () => walk(-1);
  useKeys({ KeyJ: next, KeyK: previous }, preferences.shortcuts);
}
