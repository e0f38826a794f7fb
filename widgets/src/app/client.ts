/** The chat without its looks: who we are, what is on the timeline, what is on its way. */
import type { Locale } from '../../../server/contract/names.js';
import type { AttachmentView } from '../../../server/contract/views.js';
import type { ToApp, ToHost } from '../shared/envelope.js';
import { watchAttention } from './attention.js';
import { type AskName, type Connection, connect, Refused } from './connection.js';
import { identityOf } from './identity.js';
import { createOutbox, type Outbox } from './outbox.js';
import { ding } from './sound.js';
import { isBehind, lastSeq, type Pending, type StartForm, unreadCount } from './state.js';
import type { Kept } from './storage.js';
import { createStore, type Store } from './store.js';
import { inOneTab, joinTabs } from './tabs.js';
import { keepTrail } from './trail.js';
import { type Typing, watchTyping } from './typing.js';
import { putFile, type Upload } from './uploads.js';

export interface Client {
  readonly store: Store;
  readonly kept: Kept;
  readonly outbox: Outbox;
  readonly typing: Typing;
  readonly ask: Connection['ask'];
  begin(form: StartForm, text: string): void;
  send(text: string, attachments: AttachmentView[]): void;
  upload(file: File, progress: (share: number) => void): Promise<Upload>;
  /** The server has taken this rating. */
  rated(score: number): void;
  /** The chat is on screen, or no longer. */
  reading(on: boolean): void;
  setLocale(locale: Locale): void;
  /** What the host page says that is not about looks. */
  hear(message: ToApp): void;
  connect(): void;
}

const BEHIND_MS = 200;
const REOPEN_MS = 2_000;
const SIGN_OUT_MS = 4_000;

export function createClient(
  site: { key: string; locale: Locale; open: boolean },
  kept: Kept,
  tellHost: (message: ToHost) => void,
): Client {
  const store = createStore();
  let locale = site.locale;
  let token = kept.token();
  let jwt: string | null = null;
  let referrer = '';
  /** The visit is open on this connection: what we ask now is asked as who we are. */
  let visiting = false;
  let fresh = false;
  /** A sign-out is under way: the connection is for that alone. */
  let leavingNow = false;

  const connection = connect(() => ({ siteKey: site.key, locale, ...(token ? { token } : {}) }), {
    up: () => void arrive(),
    down() {
      visiting = false;
      if (store.state.link !== 'refused')
        store.dispatch({ type: 'link', link: store.state.opened ? 'down' : 'connecting' });
    },
    refused: () => store.dispatch({ type: 'link', link: 'refused' }),
    tokenGone() {
      forget();
      connection.open();
    },
  });
  const outbox = createOutbox({ store, kept, connection, start: startConversation, mayFlush: () => visiting });
  const typing = watchTyping(
    (on) => connection.tell('typing:set', { on }),
    (name) => store.dispatch({ type: 'typing', name }),
  );
  const trail = keepTrail(kept, (page) => {
    if (visiting) connection.tell('page:seen', page);
    return visiting;
  });
  const attention = watchAttention(site, () => tellHost({ type: 'askFocus' }), readOn);
  const tabs = joinTabs(site.key, (news) => {
    if (news.type === 'read') return store.dispatch(news);
    token = kept.token();
    if (news.type === 'forgotten') store.dispatch({ type: 'forgotten' });
    fresh = true;
    connection.renew();
  });

  /** On every new connection: say who we are, read what we missed, go on with what waits. */
  async function arrive(): Promise<void> {
    store.dispatch({ type: 'link', link: 'up' });
    if (leavingNow) return;
    try {
      if (await identify()) return;
      await openVisit();
      visiting = true;
      outbox.flush();
      if (store.state.visitor) trail.tellNew();
      sendReceipt();
    } catch (error) {
      if (error instanceof Refused && error.code === 'token.invalid') forget();
      setTimeout(() => connection.up() && !visiting && void arrive(), REOPEN_MS);
    }
  }

  async function openVisit(): Promise<void> {
    const after = fresh ? 0 : lastSeq(store.state);
    const snapshot = await connection.ask('visit:open', { after });
    fresh = false;
    store.dispatch({ type: 'snapshot', after, snapshot });
    await catchUp();
  }

  let catching = false;
  async function catchUp(): Promise<void> {
    if (catching) return;
    catching = true;
    try {
      while (isBehind(store.state) && connection.up()) {
        const asked = store.state.heardSeq;
        const answer = await connection.ask('timeline:after', { after: lastSeq(store.state) });
        store.dispatch({ type: 'caughtUp', ...answer, asked });
      }
    } finally {
      catching = false;
    }
  }

  /** Trades the host page's word for a token of ours. @returns true when a new connection is on its way */
  async function identify(): Promise<boolean> {
    const claims = jwt === null ? null : identityOf(jwt);
    if (jwt === null || (token && claims?.mark === kept.subject())) return false;
    // Somebody else than before sits at this computer: nothing of the former may join the new one.
    if (kept.subject() && identityOf(jwt).subject !== kept.subject()?.split('\n')[0] && token) {
      await leave();
      return true;
    }
    const given = jwt;
    try {
      const answer = await connection.ask('visitor:identify', { jwt: given });
      adopt(answer.token);
      kept.setSubject(identityOf(given).mark);
      fresh = true;
      connection.renew();
      return true;
    } catch (error) {
      if (!(error instanceof Refused) || error.code === 'down' || error.code === 'late') throw error;
      jwt = null;
      console.warn('Payvand: the identity was not accepted.', error.code);
      return false;
    }
  }

  function adopt(given: string): void {
    token = given;
    kept.setToken(given);
    tellHost({ type: 'known', known: true });
    tabs.tell({ type: 'token' });
  }

  async function startConversation({ clientId, text, start }: Pending): Promise<number> {
    const form = start as StartForm;
    const input = { clientId, text, ...form, pages: trail.latest(), locale, ...(referrer ? { referrer } : {}) };
    const answer = await connection.ask('conversation:start', input);
    if (answer.token) adopt(answer.token);
    trail.told();
    store.dispatch({ type: 'conversation', conversation: answer.conversation });
    tellHost({ type: 'happened', name: 'started', data: { conversationId: answer.conversation.id } });
    await openVisit().catch(() => {
      fresh = true;
    });
    if (!store.state.visitor) connection.renew();
    return answer.seq;
  }

  function forget(): void {
    token = null;
    kept.forget();
    store.dispatch({ type: 'forgotten' });
    tellHost({ type: 'known', known: false });
  }

  /** This browser is nobody again; what is kept here goes first, so that it is gone whatever the network does. */
  async function leave(): Promise<void> {
    const leaving = token;
    forget();
    tabs.tell({ type: 'forgotten' });
    if (leaving) {
      leavingNow = true;
      token = leaving;
      if (!connection.up()) connection.open();
      await until(() => connection.up(), SIGN_OUT_MS);
      await connection.ask('visitor:signOut', {}).catch(() => {});
      token = null;
      leavingNow = false;
    }
    fresh = true;
    connection.renew();
  }

  function readOn(): void {
    if (attention.attentive() && lastSeq(store.state) > store.state.readSeq) {
      const seq = lastSeq(store.state);
      store.dispatch({ type: 'read', seq });
      tabs.tell({ type: 'read', seq });
    }
  }

  let receiptTimer: ReturnType<typeof setTimeout> | undefined;
  function sendReceipt(): void {
    clearTimeout(receiptTimer);
    receiptTimer = setTimeout(() => {
      const { readSeq } = store.state;
      const delivered = lastSeq(store.state);
      if (visiting && delivered > 0) connection.tell('receipt:send', { delivered, read: Math.min(readSeq, delivered) });
    }, BEHIND_MS);
  }

  connection.on('touchpoint:appended', (touchpoint) => {
    const isNew = touchpoint.seq > lastSeq(store.state);
    store.dispatch({ type: 'appended', touchpoint });
    if (!isNew || touchpoint.direction !== 'out') return;
    const { kind, author } = touchpoint;
    if (kind === 'message') tellHost({ type: 'happened', name: 'message', data: { from: author.type } });
    const worthIt = kind === 'message' || kind === 'conversation.assigned';
    if (worthIt && !attention.attentive() && !kept.muted()) inOneTab(`ding:${touchpoint.id}`, ding);
  });
  connection.on('conversation:changed', (conversation) => {
    const ended = conversation.state === 'closed' && store.state.conversation?.state !== 'closed';
    store.dispatch({ type: 'conversation', conversation });
    if (ended) tellHost({ type: 'happened', name: 'ended', data: { conversationId: conversation.id } });
  });
  connection.on('typing:changed', ({ on, name }) => typing.theirs(on, name));
  connection.on('delivery:moved', ({ seq, state }) => store.dispatch({ type: 'delivery', seq, state }));
  connection.on('config:changed', (config) => store.dispatch({ type: 'config', config }));
  connection.on('visitor:signedOut', () => {
    if (leavingNow) return;
    const replaced = kept.token() !== null && kept.token() !== token;
    if (replaced) token = kept.token();
    else forget();
    fresh = true;
    connection.renew();
  });

  store.subscribe((state, before) => {
    if (unreadCount(state) !== unreadCount(before)) tellHost({ type: 'unread', count: unreadCount(state) });
    if (state.readSeq !== before.readSeq) kept.setReadSeq(state.readSeq);
    if (state.readSeq !== before.readSeq || lastSeq(state) !== lastSeq(before)) sendReceipt();
    if (lastSeq(state) > lastSeq(before)) readOn();
    if (isBehind(state) && visiting) setTimeout(() => void catchUp().catch(() => {}), BEHIND_MS);
    for (const gone of before.pending) if (!state.pending.includes(gone)) dropIfDone(gone.clientId);
  });
  function dropIfDone(clientId: string): void {
    if (!store.state.pending.some((p) => p.clientId === clientId)) kept.dropPending(clientId);
  }

  store.dispatch({ type: 'read', seq: kept.readSeq() });
  for (const pending of kept.pending()) store.dispatch({ type: 'written', pending });

  return {
    store,
    kept,
    outbox,
    typing,
    ask: <K extends AskName>(name: K, input: Parameters<typeof connection.ask<K>>[1]) => connection.ask(name, input),
    begin: (start, text) => outbox.add({ start, text, attachments: [] }),
    send: (text, attachments) => outbox.add({ text, attachments }),
    async upload(file, progress) {
      const { url } = await connection.ask('upload:ticket', {
        name: file.name.slice(0, 200) || 'file',
        sizeBytes: file.size,
      });
      return putFile(url, file, progress);
    },
    rated(rating) {
      const { conversation } = store.state;
      if (conversation) store.dispatch({ type: 'conversation', conversation: { ...conversation, rating } });
    },
    reading: (on) => attention.set({ reading: on }),
    setLocale(next) {
      locale = next;
    },
    connect: () => connection.open(),
    hear(message) {
      if (message.type === 'hello') {
        referrer = message.referrer.slice(0, 2_000);
        jwt = message.jwt;
        trail.add(...message.pages);
        attention.set({ open: message.open, hostFocused: message.focused });
        if (message.out) void leave().then(() => tellHost({ type: 'signedOut' }));
      } else if (message.type === 'shown') attention.set({ open: message.open });
      else if (message.type === 'focused') attention.set({ hostFocused: message.focused });
      else if (message.type === 'page') {
        trail.add(message.page);
        if (store.state.visitor) trail.tellNew();
      } else if (message.type === 'identify') {
        jwt = message.jwt;
        if (visiting) void identify().catch(() => {});
      } else if (message.type === 'shutdown') {
        jwt = null;
        void leave().then(() => tellHost({ type: 'signedOut' }));
      }
    },
  };
}

async function until(holds: () => boolean, withinMs: number): Promise<void> {
  for (let waited = 0; !holds() && waited < withinMs; waited += 100) await new Promise((go) => setTimeout(go, 100));
}
