import type { Client } from '../app/client.js';
import { newId } from '../app/new-id.js';
import type { Pending } from '../app/state.js';
import type { Kept } from '../app/storage.js';
import { createStore } from '../app/store.js';

const nothing = (): void => {};
const nobody = (): Promise<never> => Promise.reject(new Error('a preview has no server'));

/** Keeps nothing in this browser: it may be the one an administrator chats with as a visitor. */
const KEEPS_NOTHING: Kept = {
  lasting: false,
  token: () => null,
  setToken: nothing,
  subject: () => null,
  setSubject: nothing,
  pending: () => [],
  savePending: nothing,
  dropPending: nothing,
  readSeq: () => 0,
  setReadSeq: nothing,
  leftMessage: () => null,
  setLeftMessage: nothing,
  muted: () => true,
  setMuted: nothing,
  ofTab: () => '',
  setOfTab: nothing,
  forget: nothing,
  forgetTab: nothing,
};

/** A client for looking at: what is written stays on the screen and goes nowhere. */
export function idleClient(): Client {
  const store = createStore();
  function write(message: Pick<Pending, 'text' | 'attachments' | 'start'>): void {
    const order = store.state.pending.length;
    store.dispatch({
      type: 'written',
      pending: { ...message, clientId: newId(), at: new Date().toISOString(), order },
    });
  }
  return {
    store,
    kept: KEEPS_NOTHING,
    outbox: { add: write, retry: nothing, drop: nothing, flush: nothing },
    typing: { mine: nothing, stopped: nothing, theirs: nothing },
    ask: nobody,
    begin: (start, text) => write({ start, text, attachments: [] }),
    send: (text, attachments) => write({ text, attachments }),
    upload: nobody,
    rated: nothing,
    reading: nothing,
    setLocale: nothing,
    hear: nothing,
    connect: nothing,
  };
}
