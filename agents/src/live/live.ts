import { type InfiniteData, replaceEqualDeep } from '@tanstack/react-query';
import type { AgentNotices, BoardView, CallView, ConversationView } from '../../../server/contract/index.js';
import { call, failureOf } from '../base/api.js';
import { forgetAll } from '../base/keep.js';
import { queries } from '../base/query.js';
import { applyToDesk, type Notice, toDesk } from './desk.js';
import { readOn, readOnAll } from './open-threads.js';
import { type InboxList, placeRow, type RowPage } from './rows.js';
import { request, socket, tell } from './socket.js';
import { board, connection, desk, sessionEnded, threads } from './state.js';
import { applyToThread } from './thread.js';
import { applyTyping } from './typing.js';

const NOTICES: (keyof AgentNotices)[] = [
  'touchpoint:appended',
  'mentions:changed',
  'ownDraft:changed',
  'delivery:moved',
  'conversation:changed',
  'customer:changed',
  'call:changed',
  'counts:changed',
  'note:whispered',
  'followUp:changed',
  'followUp:due',
  'offer:made',
  'offer:ended',
  'presence:changed',
  'presences:changed',
  'board:changed',
  'typing:changed',
  'viewers:changed',
  'settings:changed',
  'draft:changed',
  'mailbox:noted',
  'session:ended',
];

type Heard = (notice: Notice) => void;
const others = new Set<Heard>();
const returns = new Set<() => void>();

/** For what is not state: sounds, notifications. */
export function onNotice(listener: Heard): () => void {
  others.add(listener);
  return () => others.delete(listener);
}
/** After every connect, once the desk is read. */
export function onReturn(listener: () => void): () => void {
  returns.add(listener);
  return () => returns.delete(listener);
}

let started = false;
/** Connects after signing in; from then on the stores follow the server until `stopLive`. */
export function startLive(): void {
  if (!started) listen();
  started = true;
  sessionEnded.set(false);
  socket.connect();
}

export function stopLive(): void {
  socket.disconnect();
  desk.set(null);
  board.set(null);
  threads.clear();
  connection.set({ state: 'connecting' });
}

/** Does not wait for the next try. */
export function tryNow(): void {
  if (!socket.connected) socket.disconnect().connect();
}

function listen(): void {
  socket.on('connect', () => void arrive());
  socket.on('disconnect', (reason) => {
    lose();
    // The server closes connections when it stops; only then does the library not try again by itself.
    if (reason === 'io server disconnect' && desk.get()) setTimeout(() => socket.connect(), 1_000);
  });
  socket.on('connect_error', (error) => {
    lose();
    const code = (error as { data?: { code?: string } }).data?.code ?? error.message;
    if (code === 'signin.required') endSession();
    else if (!socket.active) setTimeout(() => desk.get() && socket.connect(), 2_000);
  });
  for (const name of NOTICES) socket.on(name, (data?: unknown) => hear({ name, data } as Notice));
  socket.on('conversations:changed', (several) => several.forEach(takeIn));
  window.addEventListener('online', tryNow);
}

function lose(): void {
  connection.set((now) => (now.state === 'online' ? { state: 'lost', since: Date.now() } : now));
}

/** Everything after a connect: the desk anew, open threads from their last seq, lists and board again. */
async function arrive(): Promise<void> {
  try {
    const view = await request('desk:open', {});
    desk.set(toDesk(view, performance.now()));
    connection.set({ state: 'online' });
    if (boardWatchers > 0) void watchNow();
    if (inboxWatchers > 0) void request('inbox:watch', {}).catch(() => undefined);
    void readOnAll();
    void queries.invalidateQueries({ queryKey: ['inbox'] });
    void queries.invalidateQueries({ queryKey: ['mentions'] });
    for (const listener of [...returns]) listener();
  } catch (error) {
    if (failureOf(error).code === 'signin.required') endSession();
    else if (socket.connected) setTimeout(() => socket.connected && void arrive(), 2_000);
  }
}

function hear(notice: Notice): void {
  desk.set((now) => now && applyToDesk(now, notice, performance.now()));
  for (const [id, store] of threads) {
    store.set((thread) => applyToThread(thread, notice));
    const { missed, customer } = store.get();
    if (missed !== 'nothing' && customer) void readOn(id);
  }
  if (notice.name === 'conversation:changed') applyToLists(notice.data);
  if (notice.name === 'typing:changed') applyTyping(notice.data);
  if (notice.name === 'board:changed') showBoard(notice.data);
  if (notice.name === 'customer:changed') queries.setQueryData(['customer', notice.data.id], notice.data);
  if (notice.name === 'settings:changed') void readSettings();
  if (notice.name === 'draft:changed')
    void queries.invalidateQueries({ queryKey: ['settings', 'routing.drafts.list'] });
  if (notice.name === 'mentions:changed') void queries.invalidateQueries({ queryKey: ['mentions'] });
  if (notice.name === 'session:ended') endSession();
  for (const listener of [...others]) listener(notice);
}

/** Puts a conversation as it is now into every list that is loaded. */
export function applyToLists(conversation: ConversationView): void {
  const myId = desk.get()?.me.id;
  if (!myId) return;
  for (const query of queries.getQueryCache().findAll({ queryKey: ['inbox'] })) {
    const list = query.queryKey[1] as InboxList;
    queries.setQueryData<InfiniteData<RowPage>>(query.queryKey, (data) => {
      if (!data) return data;
      const pages = placeRow(data.pages, conversation, list, myId);
      return pages === data.pages ? data : { ...data, pages };
    });
  }
}

/** The same of a call one is in. Only a notice brings one in: an answer may be older than the end that was told meanwhile. */
export function takeInCall(call: CallView): void {
  if (desk.get()?.calls.some(({ id }) => id === call.id)) hear({ name: 'call:changed', data: call });
}

/** An answer to one's own request is as good as the notice that follows it, and earlier. */
export function takeIn(conversation: ConversationView): void {
  hear({ name: 'conversation:changed', data: conversation });
}

async function readSettings(): Promise<void> {
  void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] === 'settings' });
  const view = await request('desk:open', {}).catch(() => null);
  if (view) desk.set(toDesk(view, performance.now()));
}

function endSession(): void {
  stopLive();
  sessionEnded.set(true);
  queries.clear();
  queries.setQueryData(['session'], null);
}

/** Nothing of this person stays: not in storage, and by loading anew not in memory. */
export async function signOut(): Promise<void> {
  await call('session.delete').catch(() => undefined);
  stopLive();
  forgetAll();
  window.location.assign('/console/');
}

let boardWatchers = 0;
/** Follows the live board until the returned function is called. */
export function watchBoard(): () => void {
  boardWatchers += 1;
  if (boardWatchers === 1) void watchNow();
  return () => {
    boardWatchers -= 1;
    if (boardWatchers === 0) tell('board:unwatch');
  };
}

let inboxWatchers = 0;
/** Hears of the words in what colleagues have until the returned function is called; what was missed before is read anew. */
export function watchInbox(): () => void {
  inboxWatchers += 1;
  if (inboxWatchers === 1)
    void request('inbox:watch', {}).then(
      () => queries.invalidateQueries({ queryKey: ['inbox'] }),
      () => undefined, // after the next connect it is asked again
    );
  return () => {
    inboxWatchers -= 1;
    if (inboxWatchers === 0) void request('inbox:unwatch', {}).catch(() => undefined);
  };
}

async function watchNow(): Promise<void> {
  const view = await request('board:watch', {}).catch(() => null);
  if (view) showBoard(view);
}

/** What is as it was stays the same object, so that its line is not drawn again. */
function showBoard(view: BoardView): void {
  board.set((now) => replaceEqualDeep(now, view));
}
