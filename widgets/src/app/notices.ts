/** What the server tells without being asked. Each notice could be missed: reading the timeline makes up for it. */
import type { ToHost } from '../shared/envelope.js';
import type { Connection } from './connection.js';
import { ding } from './sound.js';
import { lastSeq } from './state.js';
import type { Store } from './store.js';
import { inOneTab } from './tabs.js';
import type { Typing } from './typing.js';

export function hearNotices({ connection, store, typing, tellHost, mayRing, signedOut }: NoticeNeeds): void {
  connection.on('touchpoint:appended', (touchpoint) => {
    const isNew = touchpoint.seq > lastSeq(store.state);
    store.dispatch({ type: 'appended', touchpoint });
    if (!isNew) return;
    const { id, kind, author, direction } = touchpoint;
    if (kind === 'message') tellHost({ type: 'happened', name: 'message', data: { from: author.type } });
    const rings = (kind === 'message' && direction === 'out') || kind === 'conversation.assigned';
    if (rings && mayRing()) inOneTab(`ding:${id}`, ding);
  });
  connection.on('conversation:changed', (conversation) => {
    const ended = conversation.state === 'closed' && store.state.conversation?.state !== 'closed';
    store.dispatch({ type: 'conversation', conversation });
    if (ended) tellHost({ type: 'happened', name: 'ended', data: { conversationId: conversation.id } });
  });
  connection.on('place:changed', (place) => store.dispatch({ type: 'place', place }));
  connection.on('typing:changed', ({ on, name }) => typing.theirs(on, name));
  connection.on('delivery:moved', ({ seq, state }) => store.dispatch({ type: 'delivery', seq, state }));
  connection.on('config:changed', (config) => store.dispatch({ type: 'config', config }));
  connection.on('visitor:signedOut', signedOut);
}

interface NoticeNeeds {
  connection: Connection;
  store: Store;
  typing: Typing;
  tellHost(message: ToHost): void;
  /** The visitor is not looking, and has not asked for silence. */
  mayRing(): boolean;
  signedOut(): void;
}
