import type { MailRecord } from '../contract/index.js';
import { coalesced } from '../platform/index.js';
import { MailModel } from './mail.model.js';

export function byId(id: string): Promise<MailRecord | null> {
  return MailModel.findById(id).lean<MailRecord>();
}

/** Looked up in one command. */
const MOST_TOGETHER = 20;

interface Named {
  mailboxId: string;
  ids: ReadonlySet<string>;
}

const bearing: (asked: Named) => Promise<MailRecord[]> = coalesced(async (asked: Named[]) => {
  const found = await Promise.all(
    [...new Set(asked.map(({ mailboxId }) => mailboxId))].map((mailboxId) => {
      const ids = asked.flatMap((one) => (one.mailboxId === mailboxId ? [...one.ids] : []));
      return MailModel.collection
        .find<MailRecord>({ mailboxId, messageIds: { $in: ids } }, { projection: { body: 0 } })
        .limit(1_000 * asked.length)
        .toArray();
    }),
  );
  return asked.map(({ mailboxId, ids }) =>
    found.flat().filter((mail) => mail.mailboxId === mailboxId && mail.messageIds.some((id) => ids.has(id))),
  );
}, MOST_TOGETHER);

/** Mails of one mailbox, in or out, that bear one of these Message-IDs. */
export async function byMessageIds(mailboxId: string, ids: readonly string[]): Promise<MailRecord[]> {
  const wanted = new Set(ids.filter(Boolean).slice(0, 400));
  return wanted.size === 0 ? [] : bearing({ mailboxId, ids: wanted });
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
