import type { MailRecord } from '../../../server/contract/index.js';
import type { ReadMail } from '../reading/index.js';
import type { IncomingMailbox, IncomingNeeds } from './needs.js';

export interface OwnMail {
  /** It goes no further: it stands where it was written, or has no end. */
  why: 'own' | 'loop' | null;
  /** Its sender has a mailbox of ours, or says so: no machine answers them. */
  isOurs: boolean;
  /** The mail as it left us, where it goes on: it does not answer itself. */
  sent: MailRecord | null;
}

/**
 * What left us and comes back. Our mark, and the ids of what we sent, say so; the address of the sender does not, for people write by
 * other programs too, and forms on websites in the name of whom they write to. What one of us wrote to nobody but us is read by those
 * who were written to; where somebody else got it, it stands in their matter.
 */
export function makeOwnMail({ mailboxes, mails, tokens }: Pick<IncomingNeeds, 'mailboxes' | 'mails' | 'tokens'>) {
  return async function ownMail(
    read: ReadMail,
    named: readonly MailRecord[],
    { _id }: Pick<IncomingMailbox, '_id'>,
  ): Promise<OwnMail> {
    const all = await mailboxes.all();
    const ownerOf = (address: string) => all.find(({ claims }) => claims.includes(bare(address)));
    const isOurs = read.from.some(({ address }) => ownerOf(address));
    const is = (why: OwnMail['why'], sent: MailRecord | null = null): OwnMail => ({ why, isOurs, sent });
    if (read.machine.loop) return is('loop');
    if (named.some((mail) => isSent(mail, read))) return is('own');
    if (!read.loopMarks.includes(tokens.loopMark)) return is(null);
    const sender = ownerOf(read.from[0]?.address ?? '');
    if (!sender || sender._id === _id || read.machine.automatic) return is('loop');
    const isToUsAlone = [...read.to, ...read.cc].every(({ address }) => ownerOf(address));
    if (!isToUsAlone) return is('own');
    const bearing = read.messageId ? await mails.byMessageIds(sender._id, [read.messageId]) : [];
    return is(null, bearing.find((mail) => isSent(mail, read)) ?? null);
  };
}

const isSent = ({ direction, messageIds }: MailRecord, { messageId }: ReadMail): boolean =>
  direction === 'out' && messageId !== null && messageIds.includes(messageId);

/** Without what follows a plus: that is still whoever has the mailbox. */
export const bare = (address: string): string => address.toLowerCase().replace(/\+[^@]*(?=@)/, '');
