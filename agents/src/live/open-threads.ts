import { useEffect, useState } from 'react';
import { call, type Failure, failureOf } from '../base/api.js';
import { createStore, type Store, useStore } from '../base/store.js';
import { request, tell } from './socket.js';
import { connection, threads } from './state.js';
import { emptyThread, joinEarlier, joinSnapshot, lastSeq, notRead, type Thread, wasAway } from './thread.js';
import { useDesk } from './use-desk.js';

const users = new Map<string, number>();
const reading = new WeakMap<Store<Thread>, Promise<void>>();
const silent = new Set<string>();

export interface OpenThread {
  store: Store<Thread>;
  failure: Failure | null;
  retry(): void;
}

/** Keeps a conversation open while the component is there: read once, then live, then caught up after every gap. */
export function useThread(conversationId: string, options: { silent?: boolean } = {}): OpenThread {
  const [store, setStore] = useState(() => storeOf(conversationId));
  const failure = useStore(store, (thread) => thread.failure);
  const quiet = options.silent ?? false;
  // Whoever is only asked into its call sees it as long as that lasts.
  const isOnCall = useDesk(({ calls }) => calls.some((one) => one.conversationId === conversationId));

  useEffect(() => {
    setStore(storeOf(conversationId));
    join(conversationId, quiet);
    return () => leave(conversationId);
  }, [conversationId, quiet]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it may be another answer, on its call and off it
  useEffect(() => {
    if (connection.get().state === 'online') void readAnew(conversationId);
  }, [conversationId, quiet, isOnCall]);

  const retry = () => {
    store.set((thread) => ({ ...thread, failure: null }));
    void readOn(conversationId);
  };
  return { store, failure, retry };
}

function storeOf(conversationId: string): Store<Thread> {
  const known = threads.get(conversationId);
  if (known) return known;
  const made = createStore(emptyThread(conversationId));
  threads.set(conversationId, made);
  return made;
}

function join(conversationId: string, quiet: boolean): void {
  users.set(conversationId, (users.get(conversationId) ?? 0) + 1);
  threads.set(conversationId, storeOf(conversationId));
  if (quiet) silent.add(conversationId);
  else silent.delete(conversationId);
}

function leave(conversationId: string): void {
  const left = (users.get(conversationId) ?? 1) - 1;
  if (left > 0) return void users.set(conversationId, left);
  users.delete(conversationId);
  threads.delete(conversationId);
  silent.delete(conversationId);
  tell('conversation:leave', { conversationId });
}

/**
 * Reads what is missing until nothing is; two callers share one reading. A thread left and opened anew is read anew. What comes of it
 * is in the thread: also why it could not be read.
 */
export function readOn(conversationId: string): Promise<void> {
  const store = threads.get(conversationId);
  if (!store) return Promise.resolve();
  const under = reading.get(store);
  if (under) return under;
  const started = readAll(conversationId, store)
    .catch((error: unknown) => store.set((thread) => notRead(thread, failureOf(error))))
    .finally(() => reading.delete(store));
  reading.set(store, started);
  return started;
}

/** Asks once more, also where a reading is under way: that one may be answered by what was. */
async function readAnew(conversationId: string): Promise<void> {
  const store = threads.get(conversationId);
  if (store) await reading.get(store);
  await readOn(conversationId);
}

async function readAll(conversationId: string, store: Store<Thread>): Promise<void> {
  do {
    const after = store.get().missed === 'everything' ? 0 : lastSeq(store.get());
    const snapshot = await request('conversation:open', {
      conversationId,
      after,
      ...(silent.has(conversationId) && { silent: true }),
    });
    store.set((thread) => joinSnapshot(thread, snapshot, after));
  } while (store.get().missed !== 'nothing' && threads.get(conversationId) === store);
}

/** After a reconnect: every open thread asks for exactly what it has not seen. */
export async function readOnAll(): Promise<void> {
  for (const store of threads.values()) store.set(wasAway);
  await Promise.all([...threads.keys()].map(readOn));
}

/** Loads the page before the first touchpoint. */
export async function loadEarlier(store: Store<Thread>, limit = 100): Promise<void> {
  const { customer, touchpoints } = store.get();
  if (!customer || touchpoints.length === 0) return;
  // Pages are counted on the customer's own stream; of those joined into them they hold what is of the same time.
  const first = touchpoints.find(({ customerId }) => customerId === customer.id);
  const page = await call('customers.timeline', {
    params: { id: customer.id },
    query: { limit, ...(first && { before: first.seq }) },
  });
  store.set((thread) =>
    thread.customer?.id === customer.id ? joinEarlier(thread, page.touchpoints, page.earlier) : thread,
  );
}
