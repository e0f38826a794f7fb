import { createHash } from 'node:crypto';
import type {
  ConversationRecord,
  CustomerRecord,
  Locale,
  MailRecord,
  TouchpointRecord,
} from '../../../server/contract/index.js';
import type { MailTelling } from '../../../server/intake/index.js';
import type { ReadMail } from '../reading/index.js';
import type { IncomingMailbox, IncomingNeeds } from './needs.js';

export interface NewMatter {
  telling: MailTelling;
  read: ReadMail;
  /** Lower case; null where nobody can be named. */
  sender: string | null;
  vouched: boolean;
  follows?: number;
  /** Whose it is, where that is known by more than what the mail says. */
  customer?: CustomerRecord;
}

/** Of the conversation that a mail opens: the same for every try. */
export const startKeyOf = ({ key }: Pick<MailRecord, 'key'>): string => `email${key.slice('in'.length)}`;

/** A mail that belongs to nothing there is. */
export function makeOpenNew({ customers, intake, mailboxes }: IncomingNeeds) {
  return async function openNew(
    record: MailRecord,
    mailbox: IncomingMailbox,
    { telling, read, sender, vouched, follows, customer: known }: NewMatter,
  ): Promise<{ c: ConversationRecord; touchpoint: TouchpointRecord }> {
    const locale = localeOf(`${telling.mail.subject} ${telling.text}`, mailbox.locale);
    const { name } = telling;
    const writer = sender && { address: sender, name: read.from[0]?.name ?? '', locale, vouched };
    const { customer, isNew } = known
      ? { customer: known, isNew: false }
      : writer
        ? await customers.writerOf(writer)
        : { customer: await nobodyKnown(record, name, locale), isNew: false };
    return intake.openByMail({
      ...telling,
      customer,
      firstSeen: isNew ? { vouched } : null,
      queueId: await mailboxes.queueFor(mailbox, { ...read, recipients: [...record.envelope.to, ...read.recipients] }),
      locale,
      subject: telling.mail.subject,
      startKey: startKeyOf(record),
      domain: mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1),
      participants: sender ? [sender] : [],
      ...(follows && { follows }),
    });
  };

  /** Who wrote it cannot be said: a customer of this mail alone, without an address to be known by. */
  function nobodyKnown({ _id }: MailRecord, name: string, locale: Locale): Promise<CustomerRecord> {
    const id = createHash('sha256').update(`mail:nobody:${_id}`).digest('hex').slice(0, 24);
    return customers.createCustomer({ id, name, locale });
  }
}

/** Persian, where more of the letters are Persian ones than Latin ones; else as the mailbox has it. */
export function localeOf(text: string, usual: Locale): Locale {
  const count = (letters: RegExp) => text.slice(0, 10_000).match(letters)?.length ?? 0;
  const persian = count(/[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]/g);
  return persian > count(/[A-Za-z]/g) ? 'fa' : usual;
}
