import i18next from 'i18next';
import type { OwnDraftView } from '../../../server/contract/index.js';
import { call } from '../base/api.js';
import { createStore } from '../base/store.js';
import { tellDone } from '../base/tell.js';
import { changeUploaded, draftAt, drafts, noteAsked, noteSaved, type Saved, writtenOf } from './drafts.js';
import { merged } from './merge.js';
import { idsOf, isNothing, isSame, NOTHING, placeOf, type Written } from './written.js';

/** In letters. */
const SMALL = 10_000;

/** Drafts that the server does not take: they are in this browser alone. */
export const onlyHere = createStore<ReadonlySet<string>>(new Set());
/** As they were when they were refused: as they are again they are not asked for again. */
export const refused = new Map<string, Written>();

export const revOf = (key: string): string | null => draftAt(key).saved?.rev ?? null;
/** As the server has it. */
export const isSaved = (key: string): boolean => {
  const draft = draftAt(key);
  return isSame(writtenOf(draft), draft.saved?.as ?? NOTHING);
};

/**
 * Brings it to the server as it is written here; what got no answer is asked for once more before it.
 * @throws Failure record.moved where the server has another one
 */
export async function put(key: string, written: Written): Promise<void> {
  const { asked } = draftAt(key);
  if (isNothing(written)) await drop(key);
  else {
    if (asked) await ask(key, asked);
    if (!asked || !isSame(asked.as, written)) await ask(key, { rev: newRev(), as: written });
  }
  noteRefused(key, null);
  drafts.settle();
}

async function drop(key: string): Promise<void> {
  const { kind, id } = placeOf(key);
  const base = draftAt(key).asked?.rev ?? revOf(key);
  if (base) await call('ownDrafts.drop', { params: { id }, query: { kind, base } });
  noteSaved(key, null);
}

async function ask(key: string, { rev, as }: Saved): Promise<void> {
  const { kind, id } = placeOf(key);
  const { text, files, mail } = as;
  noteAsked(key, { rev, as });
  const body = {
    base: revOf(key),
    rev,
    text,
    files: idsOf(files),
    mail: mail && { ...mail, files: idsOf(mail.files) },
  };
  const { lost } = await call('ownDrafts.save', { params: { id }, query: { kind }, body, keepalive: isLeaving(as) });
  noteSaved(key, { rev, as });
  if (lost.length > 0) changeUploaded(key, (all) => all.filter((file) => !lost.includes(file.id)));
}

/** As the server makes its ids, though of chance alone. */
const newRev = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The page may be gone in a moment; browsers finish only what is small then. */
const isLeaving = ({ text, mail }: Written): boolean =>
  document.visibilityState === 'hidden' && text.length + (mail?.html.length ?? 0) < SMALL;

export function noteRefused(key: string, written: Written | null): void {
  if (written) refused.set(key, written);
  else refused.delete(key);
  if (onlyHere.get().has(key) !== refused.has(key)) onlyHere.set(new Set(refused.keys()));
}

/** What the server has now comes here, whole where nothing was changed here, else merged with that. */
export async function take(key: string): Promise<void> {
  const { kind, id } = placeOf(key);
  const theirs = await call('ownDrafts.show', { params: { id }, query: { kind } });
  drafts.settle(); // another tab may have been quicker
  const draft = draftAt(key);
  if (revOf(key) === (theirs?.rev ?? null)) return noteAsked(key, null); // it never came there
  const known = draft.asked && draft.asked.rev === theirs?.rev ? draft.asked : draft.saved;
  const [base, ours, other] = [known?.as ?? NOTHING, writtenOf(draft), theirs ? asWritten(theirs) : NOTHING];
  const both = isSame(ours, base) ? other : merged(base, ours, other);
  noteSaved(key, theirs && { rev: theirs.rev, as: other }, both);
  if (theirs && !isSame(both, ours) && !isSame(both, other)) tellDone(i18next.t('composer.bothKept'));
  drafts.settle();
}

const asWritten = ({ text, files, mail }: OwnDraftView): Written => ({ text, files, mail });
