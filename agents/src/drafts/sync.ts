import type { OwnDraftHead } from '../../../server/contract/index.js';
import { call, failureOf } from '../base/api.js';
import { onNotice, onReturn } from '../live/live.js';
import { desk } from '../live/state.js';
import { draftAt, drafts, noteAsked, noteSaved, writtenOf } from './drafts.js';
import { isSaved, noteRefused, put, refused, revOf, take } from './exchange.js';
import { takeFormer } from './former.js';
import { isNothing, isSame, keyOf, type Written } from './written.js';

/** So long nothing was typed; or at the latest so long after the first letter. */
const PAUSE_MS = 2_000;
const AT_MOST_MS = 5_000;
/** What another tab writes that one saves; this one does where it no longer can. */
const OTHER_TAB_MS = 30_000;
const RETRY_MS = 10_000;

const due = new Map<string, { since: number; timer: ReturnType<typeof setTimeout> }>();
const busy = new Map<string, Promise<void>>();
let seen = drafts.get();
let started = false;

/** From now on drafts are with the server too: what is changed here goes there after a pause, what is changed elsewhere comes. */
export function startDrafts(): void {
  if (started) return;
  started = true;
  takeFormer();
  drafts.subscribe(look);
  onReturn(() => void meet().catch(() => undefined)); // what failed is tried again with the next change or connect
  onNotice((notice) => {
    if (notice.name === 'ownDraft:changed') void hear(notice.data);
  });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && void saveAll());
  look();
}

/** Tries to bring everything to the server, before somebody signs out. @returns how many drafts it does not have */
export async function saveDrafts(withinMs: number): Promise<number> {
  await Promise.race([saveAll(), passed(withinMs)]);
  drafts.settle(); // nothing is written down after signing out
  return unsaved().length;
}

const unsaved = (): string[] => Object.keys(drafts.get()).filter((key) => !isSaved(key));
const saveAll = async (): Promise<void> => void (await Promise.all(unsaved().map(save)));

function look(): void {
  const now = drafts.get();
  const changed = Object.keys(now).filter((key) => now[key] !== seen[key]);
  seen = now;
  // What was sent or thrown away is to be gone elsewhere at once.
  for (const key of changed) plan(key, isNothing(writtenOf(draftAt(key))) ? 0 : PAUSE_MS);
}

function plan(key: string, ms: number): void {
  const { since = Date.now(), timer } = due.get(key) ?? {};
  clearTimeout(timer);
  const left = document.hasFocus() ? Math.max(0, Math.min(ms, since + AT_MOST_MS - Date.now())) : OTHER_TAB_MS;
  due.set(key, { since, timer: setTimeout(() => void save(key), left) });
}

/** One request at a time for each draft. */
async function save(key: string): Promise<void> {
  clearTimeout(due.get(key)?.timer);
  due.delete(key);
  while (busy.has(key)) await busy.get(key);
  const written = writtenOf(draftAt(key));
  const was = refused.get(key);
  if (!desk.get() || isSaved(key) || (was && isSame(was, written))) return;
  const work = put(key, written).catch((error: unknown) => fail(key, written, error));
  busy.set(key, work);
  await work.finally(() => busy.delete(key));
}

async function fail(key: string, written: Written, error: unknown): Promise<void> {
  const failure = failureOf(error);
  if (failure.code === 'record.moved') {
    await take(key).catch(() => undefined);
    return plan(key, PAUSE_MS);
  }
  if (failure.passing) return plan(key, RETRY_MS);
  noteAsked(key, null);
  noteRefused(key, written);
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function hear(told: Pick<OwnDraftHead, 'kind' | 'id'> & { rev: string | null }): Promise<void> {
  const key = keyOf(told);
  while (busy.has(key)) await busy.get(key);
  drafts.settle();
  const { asked } = draftAt(key);
  if (asked && asked.rev === told.rev) noteSaved(key, asked);
  else if (revOf(key) !== told.rev) await take(key).catch(() => undefined);
}

/** After a connect: what others have changed comes, then what was changed here goes. */
async function meet(): Promise<void> {
  refused.clear();
  const heads = new Map((await call('ownDrafts.list')).map((head) => [keyOf(head), head.rev]));
  for (const key of new Set([...heads.keys(), ...Object.keys(drafts.get())]))
    if (revOf(key) !== (heads.get(key) ?? null)) await take(key).catch(() => undefined); // then saving meets it
  await saveAll();
}
