import type { MailRecord } from '../contract/index.js';
import { MailModel } from './mail.model.js';

export function byId(id: string): Promise<MailRecord | null> {
  return MailModel.findById(id).lean<MailRecord>();
}

/** Mails of one mailbox, in or out, that bear one of these Message-IDs. */
export function byMessageIds(mailboxId: string, ids: readonly string[]): Promise<MailRecord[]> {
  const wanted = ids.filter(Boolean).slice(0, 400);
  if (wanted.length === 0) return Promise.resolve([]);
  return MailModel.find({ mailboxId, messageIds: { $in: wanted } }, { body: 0 })
    .limit(1_000)
    .lean<MailRecord[]>();
}

/** The Message-IDs of a conversation's mails that came or went, oldest first. */
export async function threadOf(
  conversationId: string,
): Promise<Pick<MailRecord, '_id' | 'direction' | 'messageIds'>[]> {
  const latest = await MailModel.find({ conversationId, state: 'taken' }, { direction: 1, messageIds: 1 })
    .sort({ receivedAt: -1 })
    .limit(1_000)
    .lean<MailRecord[]>();
  return latest.reverse().filter(({ messageIds }) => messageIds.length > 0);
}
