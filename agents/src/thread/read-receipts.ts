import { useEffect } from 'react';
import type { Store } from '../base/store.js';
import { whenLookedAt } from '../base/when-looked-at.js';
import { tell } from '../live/socket.js';
import { desk } from '../live/state.js';
import { lastChatSeq, lastSeq, type Thread } from '../live/thread.js';

/** Tells the server what the owner has seen: only while the page is in front of somebody. */
export function useReadReceipts(store: Store<Thread>): void {
  useEffect(() => {
    let told = 0;
    let toldChat = 0;
    return whenLookedAt(store, () => {
      const thread = store.get();
      const { conversation } = thread;
      const [seq, chat] = [lastSeq(thread), lastChatSeq(thread)];
      if (!conversation || conversation.agent?.id !== desk.get()?.me.id) return;
      // Marked as unread, it is read again by whoever comes back to it, and not by whoever is still there.
      const isBack = told === 0 && conversation.unread > 0;
      const isNews = seq > Math.max(told, conversation.receipts.agentRead) || chat > toldChat || isBack;
      told = seq;
      toldChat = chat;
      if (!isNews) return;
      tell('receipt:send', { conversationId: conversation.id, read: seq, ...(chat > 0 && { chat }) });
    });
  }, [store]);
}
