import type { TouchpointView } from '../../../server/contract/index.js';
import { call, failureOf } from '../base/api.js';
import { keep, keptJson } from '../base/keep.js';
import { createStore } from '../base/store.js';
import { onNotice, onReturn } from './live.js';
import { type Outgoing, withOthers } from './outgoing-item.js';
import { connection, threads } from './state.js';
import { applyToThread } from './thread.js';

const RETRY_MS = 5_000;
/** A request that went into a dead network is never answered; after a while it is repeated, under the same client id. */
const ANSWER_WITHIN_MS = 10_000;
export const outgoing = createStore<readonly Outgoing[]>([]);
let loaded = false;
const busy = new Set<string>();

/** Picks up what an earlier page left behind. */
export function startOutgoing(): void {
  if (loaded) return;
  loaded = true;
  outgoing.set(keptJson<Outgoing[]>('outgoing', []).map((item) => ({ ...item, state: waitingUnlessFailed(item) })));
  for (const { clientId } of outgoing.get()) seen.add(clientId);
  outgoing.subscribe(remember);
  onReturn(pushAll);
  onNotice((notice) => {
    if (notice.name === 'touchpoint:appended' && notice.data.clientId) drop(notice.data.clientId);
  });
  setInterval(() => connection.get().state === 'online' && pushAll(), RETRY_MS);
  pushAll();
}

/** Whatever this tab has had on its way; what else is kept is another tab's. */
const seen = new Set<string>();

function remember(): void {
  const own = outgoing.get();
  for (const { clientId } of own) seen.add(clientId);
  const all = withOthers(own, keptJson<Outgoing[]>('outgoing', []), seen);
  keep('outgoing', all.length > 0 ? JSON.stringify(all) : null);
}

const waitingUnlessFailed = (item: Outgoing): Outgoing['state'] => (item.state === 'failed' ? 'failed' : 'waiting');

export function send(draft: Omit<Outgoing, 'clientId' | 'at' | 'state'>): void {
  const item: Outgoing = { ...draft, clientId: crypto.randomUUID(), at: new Date().toISOString(), state: 'sending' };
  outgoing.set((all) => [...all, item]);
  void push(item.conversationId);
}

export function retry(clientId: string): void {
  const item = outgoing.get().find((one) => one.clientId === clientId);
  if (!item) return;
  change(clientId, { state: 'sending', failure: undefined });
  void push(item.conversationId);
}

export function drop(clientId: string): void {
  outgoing.set((all) =>
    all.some((one) => one.clientId === clientId) ? all.filter((one) => one.clientId !== clientId) : all,
  );
}

function change(clientId: string, to: Partial<Outgoing>): void {
  outgoing.set((all) => all.map((one) => (one.clientId === clientId ? { ...one, ...to } : one)));
}

function pushAll(): void {
  for (const id of new Set(outgoing.get().map((item) => item.conversationId))) void push(id);
}

/** Sends a conversation's items one after the other, in the order they were written. */
async function push(conversationId: string): Promise<void> {
  if (busy.has(conversationId)) return;
  busy.add(conversationId);
  try {
    for (;;) {
      const item = outgoing.get().find((one) => one.conversationId === conversationId && one.state !== 'failed');
      if (!item || !(await pushOne(item))) return;
    }
  } finally {
    busy.delete(conversationId);
  }
}

/** @returns false when it makes no sense to go on now */
async function pushOne(item: Outgoing): Promise<boolean> {
  try {
    confirm(await post(item));
    drop(item.clientId);
    return true;
  } catch (error) {
    const failure = failureOf(error);
    change(item.clientId, { state: failure.passing ? 'waiting' : 'failed', failure: failure.code });
    return !failure.passing;
  }
}

function post({
  clientId,
  conversationId,
  kind,
  text,
  attachments,
  mentions,
  channel,
  mail,
  sms,
}: Outgoing): Promise<TouchpointView> {
  const to = { params: { id: conversationId }, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
  if (kind === 'note') return call('conversations.note', { ...to, body: { clientId, text, mentions } });
  if (kind === 'whisper') return call('conversations.whisper', { ...to, body: { clientId, text } });
  const attachmentIds = attachments.map((file) => file.id);
  return call('conversations.reply', { ...to, body: { clientId, text, attachmentIds, channel, mail, sms } });
}

/** The answer may come before the notice; a gap before it is asked for as usual. */
function confirm(touchpoint: TouchpointView): void {
  for (const store of threads.values()) {
    store.set((thread) => applyToThread(thread, { name: 'touchpoint:appended', data: touchpoint }));
  }
}
