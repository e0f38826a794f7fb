import { call } from '../../base/api.js';
import { queries } from '../../base/query.js';
import { changeMailDraft, mailDraftOf } from '../../drafts/drafts.js';
import { takeIn } from '../../live/live.js';
import type { OwnMessage } from './leaves-at.js';
import { draftOfMail } from './mail-draft.js';
import { formattedText } from './plain-text.js';

/** Takes a mail back before it leaves; its words are in the composer again. */
export async function takeBack(message: OwnMessage): Promise<void> {
  const id = message.conversationId as string;
  await call('conversations.unsend', { params: { id }, body: { touchpointId: message.id } });
  await putBack(message);
}

/** What did not go, or shall not go so, as a draft: to be changed and sent again. Where something new is being written it stays. */
export async function putBack(message: OwnMessage): Promise<void> {
  const { mail } = message.details;
  const id = message.conversationId as string;
  if (!mail) return;
  const view = await call('mails.show', { params: { id: mail.mailId } });
  queries.setQueryData(['mail', mail.mailId], view);
  const words = message.text ?? '';
  const before = mailDraftOf(id);
  const html = (view.html ?? formattedText(words)) + before.html;
  changeMailDraft(id, { ...draftOfMail(message, html, before.files), set: before.set + 1 }, words);
}

/** A conversation that was closed with it is opened again, so that it can be written. */
export async function openAgain(conversationId: string): Promise<void> {
  takeIn(await call('conversations.resume', { params: { id: conversationId } }));
}
