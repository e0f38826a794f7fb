/** How far the visitor has read: moves when they look, is told to the server, and holds in every tab. */
import type { ToHost } from '../shared/envelope.js';
import type { Attention } from './attention.js';
import { lastSeq, unreadCount } from './state.js';
import type { Kept } from './storage.js';
import type { Store } from './store.js';
import type { Tabs } from './tabs.js';

const TELL_MS = 200;

export interface Reading {
  /** They look, or something new stands there while they do. */
  readOn(): void;
  tellServer(): void;
}

export function keepReading({ store, kept, tabs, attention, tellHost, tell }: ReadingNeeds): Reading {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function readOn(): void {
    const seq = lastSeq(store.state);
    if (!attention().attentive() || seq <= store.state.readSeq) return;
    store.dispatch({ type: 'read', seq });
    tabs.tell({ type: 'read', seq });
  }

  function tellServer(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const delivered = lastSeq(store.state);
      if (delivered > 0) tell({ delivered, read: Math.min(store.state.readSeq, delivered) });
    }, TELL_MS);
  }

  store.dispatch({ type: 'read', seq: kept.readSeq() });
  let told = 0;
  store.subscribe((state, before) => {
    if (lastSeq(state) > lastSeq(before)) readOn();
    const count = unreadCount(store.state);
    if (count !== told) tellHost({ type: 'unread', count });
    told = count;
    if (state.readSeq !== before.readSeq) kept.setReadSeq(store.state.readSeq);
    if (state.readSeq !== before.readSeq || lastSeq(state) !== lastSeq(before)) tellServer();
  });
  return { readOn, tellServer };
}

interface ReadingNeeds {
  store: Store;
  kept: Kept;
  tabs: Tabs;
  attention(): Attention;
  tellHost(message: ToHost): void;
  tell(receipt: { delivered: number; read: number }): void;
}
