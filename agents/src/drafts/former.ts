import type { AttachmentView } from '../../../server/contract/index.js';
import { keep, keptJson } from '../base/keep.js';
import { changeMailDraft, changeUploaded, draftAt, drafts, type MailDraft, setDraft } from './drafts.js';

/** Drafts as a browser kept them before the server did too, in three parts: an upgrade loses nobody's words. */
export function takeFormer(): void {
  const texts = Object.entries(keptJson<Record<string, string>>('drafts', {}));
  const mails = Object.entries(keptJson<Record<string, MailDraft>>('mailDrafts', {}));
  const files = Object.entries(keptJson<Record<string, { file: AttachmentView }[]>>('uploads', {}));
  const known = new Set(Object.keys(drafts.get()));
  for (const [key, text] of texts) if (!known.has(key)) setDraft(key, text);
  for (const [key, { set: _set, ...mail }] of mails) if (!known.has(key)) changeMailDraft(key, mail, draftAt(key).text);
  for (const [key, some] of files) if (!known.has(key)) changeUploaded(key, () => some.map(({ file }) => file));
  for (const name of ['drafts', 'mailDrafts', 'uploads']) keep(name, null);
}
