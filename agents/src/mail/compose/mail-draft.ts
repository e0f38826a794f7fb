import type { AttachmentView, TouchpointView } from '../../../../server/contract/index.js';
import { keptByKey } from '../../base/kept-by-key.js';
import { useStore } from '../../base/store.js';
import { setDraft } from '../../composer/drafts.js';
import { failedForSome } from '../people.js';

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

export const NO_DRAFT: MailDraft = {
  ...{ to: null, cc: [], bcc: [], subject: null, html: '', quote: true, files: [], set: 0 },
};

/** Somebody has written or chosen something. */
export const isBegun = ({ to, cc, bcc, subject, html }: MailDraft): boolean =>
  html !== '' || to !== null || subject !== null || cc.length + bcc.length > 0;

/** By conversation, or by customer where there is none yet. What another tab wrote is shown anew by the editor. */
const drafts = keptByKey<MailDraft>('mailDrafts', {
  isWorthKeeping: isBegun,
  taken: (theirs, { set }) => ({ ...(theirs ?? NO_DRAFT), set: set + 1 }),
});

/** @param text its words alone, which the inbox shows; absent: as they were */
export function changeMailDraft(key: string, to: Partial<MailDraft>, text?: string): void {
  drafts.change(key, { ...mailDraftOf(key), ...to });
  if (text !== undefined) setDraft(key, text);
}

export function dropMailDraft(key: string): void {
  drafts.change(key, { ...NO_DRAFT, set: mailDraftOf(key).set + 1 });
  setDraft(key, '');
}

export const mailDraftOf = (key: string): MailDraft => drafts.get()[key] ?? NO_DRAFT;

export const useMailDraft = (key: string): MailDraft => useStore(drafts, (all) => all[key] ?? NO_DRAFT);

type Message = Extract<TouchpointView, { kind: 'message' }>;

/** A mail of ours as the draft it was before it went; for those alone whom it did not get to, where others have it. */
export function draftOfMail(message: Message, html: string): Partial<MailDraft> {
  const { mail } = message.details;
  const missing = failedForSome(message);
  const addresses = (people: { address: string }[] = []) => people.map(({ address }) => address);
  const everybody = { to: addresses(mail?.to), cc: addresses(mail?.cc), bcc: addresses(mail?.bcc) };
  return {
    ...(missing.length > 0 ? { to: [...missing], cc: [], bcc: [] } : everybody),
    ...{ subject: mail?.subject ?? null, quote: mail?.hasQuote ?? true, html, files: message.attachments },
  };
}
