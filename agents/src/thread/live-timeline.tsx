import { useEffect, useMemo, useState } from 'react';
import { type Store, useStore } from '../base/store.js';
import { tellFailure } from '../base/tell.js';
import { loadEarlier } from '../live/open-threads.js';
import { outgoing } from '../live/outgoing.js';
import { typing } from '../live/state.js';
import type { Thread } from '../live/thread.js';
import { Heard } from './heard.js';
import { type Filter, layOut } from './items.js';
import { Timeline } from './timeline.js';

/** The timeline of an open thread, with what is on its way out and who is typing. */
export function LiveTimeline({ store, filter, goTo }: { store: Store<Thread>; filter: Filter; goTo?: number }) {
  const thread = useStore(store);
  const { conversation, touchpoints, earlier } = thread;
  const pending = useStore(outgoing);
  const writer = useStore(typing, (all) => all[thread.conversationId]);
  const after = useFirstUnread(thread);
  useReach(store, goTo);
  const items = useMemo(
    () =>
      layOut({
        touchpoints,
        outgoing: pending.filter((item) => item.conversationId === thread.conversationId),
        filter,
        unread: after === null ? null : { conversationId: thread.conversationId, after },
      }),
    [touchpoints, pending, filter, after, thread.conversationId],
  );
  return (
    <>
      <Timeline
        items={items}
        conversation={conversation}
        earlier={earlier}
        onEarlier={() => loadEarlier(store).catch(tellFailure)}
        typingName={writer?.who === 'customer' ? writer.name : null}
        goTo={goTo}
      />
      <Heard store={store} />
    </>
  );
}

/** Where reading stopped when the thread was opened; it does not move while one reads on. */
function useFirstUnread({ conversation }: Thread): number | null {
  const [seq, setSeq] = useState<number | null>();
  const known = conversation !== null;
  const now = conversation && conversation.unread > 0 ? conversation.receipts.agentRead : null;
  useEffect(() => {
    if (known) setSeq((before) => (before === undefined ? now : before));
  }, [known, now]);
  return seq === undefined ? now : seq;
}

/** Loads earlier pages until the touchpoint a search led to is there. */
function useReach(store: Store<Thread>, goTo: number | undefined): void {
  const first = useStore(store, (thread) => thread.touchpoints[0]?.seq);
  const earlier = useStore(store, (thread) => thread.earlier);
  useEffect(() => {
    if (goTo && first && goTo < first && earlier) void loadEarlier(store, 200).catch(tellFailure);
  }, [store, goTo, first, earlier]);
}
