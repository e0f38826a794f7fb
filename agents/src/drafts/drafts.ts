import type { AttachmentView } from '../../../server/contract/index.js';
import { keptByKey } from '../base/kept-by-key.js';
import { useStore } from '../base/store.js';
import { merged } from './merge.js';
import { isNothing, type Written } from './written.js';

/** A mail that is being written. Null: as it comes by itself. */
export interface MailDraft {
  to: string[] | null;
  cc: string[];
  bcc: string[];
  subject: string | null;
  html: string;
  quote: boolean;
  /** Files of a mail that was taken back; they lie on the server already. */
  files: AttachmentView[];
  /** Goes up when it is set from outside the editor, which then shows it anew. */
  set: number;
}

export interface Draft {
  text: string;
  /** What is up and not sent yet; like the words, it is there again after a look elsewhere. */
  files: readonly AttachmentView[];
  mail: MailDraft;
  /** What the server has of it, as it was when this browser last heard; null for nothing. */
  saved: Saved | null;
  /** What it was asked to keep and has not answered to. */
  asked: Saved | null;
}

export interface Saved {
  rev: string;
  as: Written;
}

const NO_MAIL: MailDraft = {
  ...{ to: null, cc: [], bcc: [], subject: null, html: '', quote: true, files: [], set: 0 },
};
const NO_DRAFT: Draft = { text: '', files: [], mail: NO_MAIL, saved: null, asked: null };

/** Somebody has written or chosen something. */
export const isBegun = ({ to, cc, bcc, subject, html, files }: MailDraft): boolean =>
  html !== '' || to !== null || subject !== null || cc.length + bcc.length + files.length > 0;

export function writtenOf({ text, files, mail: { set: _set, ...mail } }: Draft): Written {
  return { text, files: [...files], mail: isBegun({ ...mail, set: 0 }) ? mail : null };
}

/** By the key of where it is written. What another tab wrote is shown anew by the editor. */
export const drafts = keptByKey<Draft>('ownDrafts', {
  isWorthKeeping: (draft) => Boolean(draft.saved ?? draft.asked) || !isNothing(writtenOf(draft)),
  taken: (theirs = NO_DRAFT, { mail: { html, set } }) => ({
    ...theirs,
    mail: { ...theirs.mail, set: theirs.mail.html === html ? set : set + 1 },
  }),
  joined: (before = NO_DRAFT, ours, theirs = NO_DRAFT) => ({
    ...withWords(ours, merged(writtenOf(before), writtenOf(ours), writtenOf(theirs))),
    saved: theirs.saved?.rev === before.saved?.rev ? ours.saved : theirs.saved,
    asked: theirs.asked?.rev === before.asked?.rev ? ours.asked : theirs.asked,
  }),
});

/** The editor shows anew what did not come from it. */
function withWords(draft: Draft, { text, files, mail }: Written): Draft {
  const { set, html } = draft.mail;
  const next = mail ?? NO_MAIL;
  return { ...draft, text, files, mail: { ...next, set: next.html === html ? set : set + 1 } };
}

export const draftAt = (key: string): Draft => drafts.get()[key] ?? NO_DRAFT;

function change(key: string, to: Partial<Draft>): void {
  drafts.change(key, { ...draftAt(key), ...to });
}

export const setDraft = (key: string, text: string): void => change(key, { text: text.trim() ? text : '' });

/** @param text its words alone, which the inbox shows; absent: as they were */
export function changeMailDraft(key: string, to: Partial<MailDraft>, text = draftAt(key).text): void {
  change(key, { mail: { ...mailDraftOf(key), ...to }, text });
}

export function dropMailDraft(key: string): void {
  change(key, { mail: { ...NO_MAIL, set: mailDraftOf(key).set + 1 }, text: '' });
}

export function changeUploaded(key: string, to: (files: readonly AttachmentView[]) => readonly AttachmentView[]): void {
  change(key, { files: to(draftAt(key).files) });
}

/** What the server has of it is known anew, and, where that was merged with what stands here, so is the draft. */
export function noteSaved(key: string, saved: Saved | null, written?: Written): void {
  const draft = draftAt(key);
  change(key, { ...(written ? withWords(draft, written) : draft), saved, asked: null });
}

/** Every tab knows it before the server can. */
export function noteAsked(key: string, asked: Saved | null): void {
  change(key, { asked });
  drafts.settle();
}

export const mailDraftOf = (key: string): MailDraft => draftAt(key).mail;

export const useDraft = (key: string): string => useStore(drafts, (all) => all[key]?.text ?? '');
export const useMailDraft = (key: string): MailDraft => useStore(drafts, (all) => (all[key] ?? NO_DRAFT).mail);
export const useUploaded = (key: string): readonly AttachmentView[] =>
  useStore(drafts, (all) => (all[key] ?? NO_DRAFT).files);

/** The words of what is begun in a conversation, to the customer or else as a note; null where that is nothing. */
export const useBegun = (id: string): string | null =>
  useStore(drafts, (all) => {
    const begun = [id, `${id}:note`].find((key) => all[key] && !isNothing(writtenOf(all[key])));
    return begun === undefined ? null : (all[begun]?.text ?? '');
  });
