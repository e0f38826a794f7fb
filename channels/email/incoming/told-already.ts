import type { ConversationRecord, MailRecord, TouchpointRecord } from '../../../server/contract/index.js';
import type { ReadMail } from '../reading/index.js';
import type { IncomingNeeds } from './needs.js';
import { bare } from './own-mail.js';
import { sourceOf } from './telling.js';

/**
 * One mail to several mailboxes of ours comes to each of them. Where it belongs to a conversation it is said there once: whichever
 * comes first says it.
 */
export function makeToldAlready({
  mailboxes,
  mails,
  timeline,
}: Pick<IncomingNeeds, 'mailboxes' | 'mails' | 'timeline'>) {
  /** The other mailboxes of ours that it says it is for. */
  async function othersOf({ to, cc }: ReadMail, { mailboxId }: MailRecord): Promise<string[]> {
    const addressed = new Set([...to, ...cc].map(({ address }) => bare(address)));
    const all = await mailboxes.all();
    return all.flatMap(({ _id, claims }) =>
      _id !== mailboxId && claims.some((one) => addressed.has(one)) ? [_id] : [],
    );
  }

  /** What the copy in another mailbox said of it in this conversation; null where it said nothing. */
  async function toldAlready(
    { _id }: ConversationRecord,
    read: ReadMail,
    record: MailRecord,
  ): Promise<TouchpointRecord | null> {
    if (!read.messageId) return null;
    for (const mailboxId of await othersOf(read, record))
      for (const copy of await mails.byMessageIds(mailboxId, [read.messageId])) {
        const told = copy.direction === 'in' ? await timeline.bySource('email', sourceOf(copy)) : null;
        if (told?.conversationId === _id) return told;
      }
    return null;
  }

  return toldAlready;
}
