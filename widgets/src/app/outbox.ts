/**
 * Sends what was written, one at a time and in order, each with its own id, until the server says it has it. What is not sent
 * yet is in storage, so that a reload goes on with it; the server knows the id, so that a repeat changes nothing.
 */
import type { Connection } from './connection.js';
import { newId } from './new-id.js';
import { Refused } from './refused.js';
import { nextToSend, type Pending } from './state.js';
import type { Kept } from './storage.js';
import type { Store } from './store.js';

/** Errors after which the same message may well be taken. Everything else is the server's last word on it. */
const PASSING = ['down', 'late', 'rate.limited', 'internal', 'store.unavailable', 'stopping'];
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export interface Outbox {
  add(message: Omit<Pending, 'clientId' | 'at' | 'order'>): void;
  retry(clientId: string): void;
  drop(clientId: string): void;
  flush(): void;
}

export function createOutbox({ store, kept, connection, start, mayFlush }: OutboxNeeds): Outbox {
  let sending = false;
  let waitMs = FIRST_WAIT_MS;

  async function sendOne(message: Pending): Promise<void> {
    const { clientId, text, attachments } = message;
    const seq = message.start ? await start(message) : 0;
    // No seq for an opening message: a conversation was open already, so it goes there as an ordinary one.
    if (seq > 0) store.dispatch({ type: 'acked', clientId, seq });
    else {
      const attachmentIds = attachments.map((a) => a.id);
      const ack = await connection.ask('message:send', { clientId, text, attachmentIds });
      store.dispatch({ type: 'acked', clientId, ...ack });
    }
    kept.dropPending(clientId);
    waitMs = FIRST_WAIT_MS;
  }

  async function flush(): Promise<void> {
    if (sending) return;
    sending = true;
    for (let next = nextToSend(store.state); next && mayFlush(); next = nextToSend(store.state)) {
      const outcome = await sendOne(next).catch((error: unknown) => error ?? new Error());
      if (!outcome) continue;
      const code = outcome instanceof Refused ? outcome.code : 'internal';
      if (!PASSING.includes(code)) fail(next, code);
      else if (code !== 'down') await pause();
    }
    sending = false;
  }

  function fail(message: Pending, code: string): void {
    store.dispatch({ type: 'failed', clientId: message.clientId, code });
    kept.savePending({ ...message, failed: code });
  }

  function pause(): Promise<void> {
    const ms = waitMs * (0.5 + Math.random());
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  return {
    add(message) {
      const last = store.state.pending[store.state.pending.length - 1]?.order ?? 0;
      const now = Date.now();
      const pending = {
        ...message,
        clientId: newId(),
        at: new Date(now).toISOString(),
        order: Math.max(now, last + 1),
      };
      kept.savePending(pending);
      store.dispatch({ type: 'written', pending });
      void flush();
    },
    retry(clientId) {
      store.dispatch({ type: 'retried', clientId });
      const again = store.state.pending.find((pending) => pending.clientId === clientId);
      if (again) kept.savePending(again);
      void flush();
    },
    drop(clientId) {
      store.dispatch({ type: 'dropped', clientId });
      kept.dropPending(clientId);
    },
    flush: () => void flush(),
  };
}

interface OutboxNeeds {
  store: Store;
  kept: Kept;
  connection: Connection;
  /** Opens a conversation with this message; answers its seq, or 0 when it found one open and did not take the message. */
  start(message: Pending): Promise<number>;
  /** The connection is up and the visit is open. */
  mayFlush(): boolean;
}
