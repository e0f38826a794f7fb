/** The chat without its looks: puts the parts together and offers what a view may do. */
import type { Locale } from '../../../server/contract/names.js';
import type { AttachmentView } from '../../../server/contract/views.js';
import type { ToApp, ToHost } from '../shared/envelope.js';
import { type Attention, watchAttention } from './attention.js';
import { type Connection, connect } from './connection.js';
import { hearNotices } from './notices.js';
import { createOutbox, type Outbox } from './outbox.js';
import { keepReading } from './reading.js';
import { isBehind, type Pending, type StartForm } from './state.js';
import type { Kept } from './storage.js';
import { createStore, type Store } from './store.js';
import { joinTabs, type TabNews } from './tabs.js';
import { keepTrail } from './trail.js';
import { type Typing, watchTyping } from './typing.js';
import { putFile, type Upload } from './uploads.js';
import { createVisit } from './visit.js';
import { createWho, type Who } from './who.js';

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

/** A gap may be a message that is just coming by another way; asking waits so long for it. */
const GAP_MS = 200;

export function createClient(
  site: { key: string; locale: Locale; open: boolean },
  kept: Kept,
  tellHost: (message: ToHost) => void,
): Client {
  const store = createStore();
  let locale = site.locale;
  let referrer = '';

  const visit = createVisit({ store, connection: () => connection, who: () => who, opened: onOpened });
  const tabs = joinTabs(site.key, onTabNews);
  const connection = connect(auth, { up: visit.arrive, down, refused, tokenGone });
  const who: Who = createWho({ kept, store, connection, tabs, tellHost, startOver: visit.startOver });
  const outbox = createOutbox({ store, kept, connection, start, mayFlush: visit.open });
  const typing = watchTyping(
    (on) => connection.tell('typing:set', { on }),
    (name) => store.dispatch({ type: 'typing', name }),
  );
  const trail = keepTrail(kept, (page) => {
    if (visit.open()) connection.tell('page:seen', page);
    return visit.open();
  });
  const tellRead = (receipt: { delivered: number; read: number }): void => {
    if (visit.open()) connection.tell('receipt:send', receipt);
  };
  const reading = keepReading({ store, kept, tabs, attention: () => attention, tellHost, tell: tellRead });
  const attention: Attention = watchAttention(site, () => tellHost({ type: 'askFocus' }), reading.readOn);
  const mayRing = (): boolean => !attention.attentive() && !kept.muted();
  hearNotices({ connection, store, typing, tellHost, mayRing, signedOut });

  function auth() {
    const token = who.token();
    return { siteKey: site.key, locale, ...(token ? { token } : {}) };
  }

  function down(): void {
    visit.lost();
    if (store.state.link !== 'refused')
      store.dispatch({ type: 'link', link: store.state.opened ? 'down' : 'connecting' });
  }

  function refused(): void {
    store.dispatch({ type: 'link', link: 'refused' });
  }

  function tokenGone(): void {
    who.forget();
    connection.open();
  }

  function onOpened(): void {
    outbox.flush();
    reading.tellServer();
    if (store.state.visitor) trail.tellNew();
  }

  function onTabNews(news: TabNews): void {
    if (news.type === 'forgotten') {
      kept.forgetTab();
      tellHost({ type: 'known', known: false });
    }
    if (news.type !== 'token') store.dispatch(news);
    if (news.type === 'read') return;
    who.reread();
    visit.startOver();
  }

  function signedOut(): void {
    if (who.leaving()) return;
    // Another tab may have been given a better token in place of this one.
    if (kept.token() && kept.token() !== who.token()) who.reread();
    else who.forget();
    visit.startOver();
  }

  async function start({ clientId, text, start: form }: Pending): Promise<number> {
    const about = { ...(form as StartForm), clientId, text, locale, pages: trail.latest() };
    const answer = await connection.ask('conversation:start', referrer ? { ...about, referrer } : about);
    if (answer.token) who.adopt(answer.token);
    trail.told();
    if (form?.form === 'offline') kept.setLeftMessage(answer.conversation.id);
    store.dispatch({ type: 'conversation', conversation: answer.conversation });
    tellHost({ type: 'happened', name: 'started', data: { conversationId: answer.conversation.id } });
    await visit.read().catch(visit.startOver);
    return answer.seq;
  }

  function leave(): void {
    who.expect(null);
    void who.leave().then(() => tellHost({ type: 'signedOut' }));
  }

  store.subscribe((state, before) => {
    if (before.visitor && !state.visitor) trail.clear();
    if (isBehind(state) && visit.open()) setTimeout(() => void visit.catchUp().catch(() => {}), GAP_MS);
    const waiting = new Set(state.pending.map((pending) => pending.clientId));
    for (const { clientId } of before.pending) if (!waiting.has(clientId)) kept.dropPending(clientId);
  });
  for (const pending of kept.pending()) store.dispatch({ type: 'written', pending });

  const heard: { [T in ToApp['type']]?: (message: Extract<ToApp, { type: T }>) => void } = {
    hello({ referrer: from, jwt, pages, open, focused, out }) {
      referrer = from.slice(0, 2_000);
      trail.add(...pages);
      attention.set({ open, hostFocused: focused });
      if (out) leave();
      else who.expect(jwt);
    },
    shown: ({ open }) => attention.set({ open }),
    focused: ({ focused }) => attention.set({ hostFocused: focused }),
    page({ page }) {
      trail.add(page);
      if (store.state.visitor) trail.tellNew();
    },
    identify({ jwt }) {
      who.expect(jwt);
      if (visit.open()) void who.identify().catch(() => {});
    },
    shutdown: leave,
  };

  return {
    store,
    kept,
    outbox,
    typing,
    ask: connection.ask,
    begin(form, text) {
      outbox.add({ start: form, text, attachments: [] });
      // Should the page be left before this is through, the next page goes on with it.
      tellHost({ type: 'known', known: kept.lasting });
    },
    send: (text, attachments) => outbox.add({ text, attachments }),
    async upload(file, progress) {
      const name = file.name.slice(0, 200) || 'file';
      const { url } = await connection.ask('upload:ticket', { name, sizeBytes: file.size });
      return putFile(url, file, progress);
    },
    rated(rating) {
      const { conversation } = store.state;
      if (conversation) store.dispatch({ type: 'conversation', conversation: { ...conversation, rating } });
    },
    reading: (on) => attention.set({ reading: on }),
    setLocale: (next) => {
      locale = next;
    },
    hear: (message) => (heard[message.type] as ((message: ToApp) => void) | undefined)?.(message),
    connect: connection.open,
  };
}
