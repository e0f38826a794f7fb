import { useEffect } from 'react';
import type { Store } from '../base/store.js';
import { tell } from '../live/socket.js';
import { desk } from '../live/state.js';
import { lastSeq, type Thread } from '../live/thread.js';

/** Tells the server what the owner has seen: only while the page is in front of somebody. */
export function useReadReceipts(store: Store<Thread>): void {
  useEffect(() => {
    let told = 0;
    const look = () => {
      const thread = store.get();
      const { conversation } = thread;
      const seq = lastSeq(thread);
      const seen = document.visibilityState === 'visible' && document.hasFocus();
      if (!conversation || !seen || conversation.agent?.id !== desk.get()?.me.id) return;
      if (seq <= Math.max(told, conversation.receipts.agentRead)) return;
      told = seq;
      tell('receipt:send', { conversationId: conversation.id, read: seq });
    };
    look();
    const stop = store.subscribe(look);
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      stop();
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [store]);
}
