/**
 * What the chat keeps in this browser: the token, what is not sent yet, how far was read. The iframe's storage is split by the
 * embedding site, and may be forbidden altogether: then memory has to do.
 */
import type { Pending } from './state.js';

export interface Kept {
  /** False where the browser lets us store nothing: then a page's end is the end of the visit. */
  readonly lasting: boolean;
  token(): string | null;
  setToken(token: string | null): void;
  /** Who the token was given to by a signed identity: the JWT's subject. */
  subject(): string | null;
  setSubject(subject: string | null): void;
  pending(): Pending[];
  savePending(pending: Pending): void;
  dropPending(clientId: string): void;
  readSeq(): number;
  setReadSeq(seq: number): void;
  /** The conversation that was begun as a message for later, while its topic was closed. */
  leftMessage(): string | null;
  setLeftMessage(conversationId: string): void;
  muted(): boolean;
  setMuted(muted: boolean): void;
  /** Of this tab alone: the unsent draft, and up to when the server knows the pages seen. */
  ofTab(name: 'draft' | 'pagesTold'): string;
  setOfTab(name: 'draft' | 'pagesTold', value: string): void;
  /** Everything but the taste for silence: nothing of the visitor stays on this computer. */
  forget(): void;
  /** What only this tab keeps: another tab has seen to the rest. */
  forgetTab(): void;
}

export function keptFor(siteKey: string): Kept {
  const prefix = `payvand:${siteKey}:`;
  const local = usable('localStorage');
  const tab = usable('sessionStorage');
  const set = (name: string, value: string | null): void => put(local, prefix + name, value);
  const get = (name: string): string | null => local.getItem(prefix + name);
  const forgetTab = (): void => {
    for (const key of keysOf(tab, prefix)) tab.removeItem(key);
  };
  return {
    lasting: local instanceof Storage,
    token: () => get('token'),
    setToken: (token) => set('token', token),
    subject: () => get('subject'),
    setSubject: (subject) => set('subject', subject),
    pending: () =>
      keysOf(local, `${prefix}out:`)
        .map((key) => parsed(local.getItem(key)))
        .filter((pending) => pending !== null)
        .sort((a, b) => a.order - b.order),
    savePending: (pending) => set(`out:${pending.clientId}`, JSON.stringify(pending)),
    dropPending: (clientId) => set(`out:${clientId}`, null),
    readSeq: () => Number(get('read')) || 0,
    setReadSeq: (seq) => set('read', seq > 0 ? String(seq) : null),
    leftMessage: () => get('left'),
    setLeftMessage: (conversationId) => set('left', conversationId),
    muted: () => get('muted') === '1',
    setMuted: (muted) => set('muted', muted ? '1' : null),
    ofTab: (name) => tab.getItem(prefix + name) ?? '',
    setOfTab: (name, value) => put(tab, prefix + name, value || null),
    forget() {
      for (const key of keysOf(local, prefix)) if (key !== `${prefix}muted`) local.removeItem(key);
      forgetTab();
    },
    forgetTab,
  };
}

function usable(name: 'localStorage' | 'sessionStorage'): Storage {
  try {
    const storage = window[name];
    storage.setItem('payvand:try', '1');
    storage.removeItem('payvand:try');
    return storage;
  } catch {
    return inMemory();
  }
}

function inMemory(): Storage {
  const map = new Map<string, string>();
  return {
    get length() {
      return map.size;
    },
    key: (i) => [...map.keys()][i] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
  };
}

function put(storage: Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    // full: the message is still in memory, and goes out from there
  }
}

function keysOf(storage: Storage, prefix: string): string[] {
  return Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '').filter((key) => key.startsWith(prefix));
}

function parsed(json: string | null): Pending | null {
  try {
    return json === null ? null : (JSON.parse(json) as Pending);
  } catch {
    return null;
  }
}
