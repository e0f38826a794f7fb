import type { Bounce, BounceTold, ConversationRecord, MailRecord } from '../../../server/contract/index.js';
import type { ReadMail } from '../reading/index.js';
import type { IncomingMailbox, IncomingNeeds } from './needs.js';
import { sourceOf } from './telling.js';

/** Why a message failed, as its delivery tells it: `mail.hard`, `mail.soft`, `mail.policy`. */
const reasonOf = (bounce: Bounce) => `mail.${bounce}`;

type Reported = ReadMail['bounces'][number];

/** What a mail server reports about a mail of ours. It concerns the address it names and no other. */
export function makeBounces({ mails, tokens, conversations, customers, timeline, intake }: IncomingNeeds) {
  /** The mail of ours that a report is about: named by the address it came to, else by the copy inside. */
  async function reportedMail(
    read: ReadMail,
    record: MailRecord,
    mailbox: IncomingMailbox,
  ): Promise<MailRecord | null> {
    for (const recipient of new Set([...record.envelope.to, ...read.recipients])) {
      const id = tokens.bouncedMail({ id: mailbox._id, address: mailbox.address }, recipient);
      const mail = id ? await mails.byId(id) : null;
      if (mail?.direction === 'out' && mail.mailboxId === mailbox._id) return mail;
    }
    const ids = [read.reported.messageId, ...read.inReplyTo, ...read.references].filter((id) => id !== null);
    const found = await mails.byMessageIds(mailbox._id, ids);
    return found.find(({ direction }) => direction === 'out') ?? null;
  }

  /** @returns the conversation it was told in; null when it is about nothing of ours */
  async function takeBounce(read: ReadMail, record: MailRecord, mailbox: IncomingMailbox): Promise<MailRecord | null> {
    const mail = await reportedMail(read, record, mailbox);
    const c = mail?.conversationId ? await conversations.byId(mail.conversationId) : null;
    if (!mail || !c) return null;
    const about = read.bounces.filter(({ address }) => wrote(mail, address));
    for (const [i, reported] of about.entries()) await tell(c, mail, record, reported, i);
    return about.length > 0 ? mail : null;
  }

  async function tell(c: ConversationRecord, mail: MailRecord, record: MailRecord, reported: Reported, i: number) {
    const { address, bounce, status } = reported;
    const failed = bounce !== 'delayed';
    if (failed && mail.touchpointId) {
      await timeline.failsFor(mail.touchpointId, address.toLowerCase());
      await timeline.settle(mail.touchpointId, { state: 'failed', reason: reasonOf(bounce) });
    }
    if (bounce === 'hard') await customers.noteUndeliverable(address, status);
    const details: BounceTold = {
      ...reported,
      mailId: record._id,
      ...(mail.touchpointId && { touchpointId: mail.touchpointId }),
    };
    const sourceId = `${sourceOf(record)}:${i}`;
    const telling = { sourceId, at: record.receivedAt, name: '', text: '', attachments: [] };
    await intake.tellOfMail(c, 'mail.bounced', details, telling, failed);
  }

  return takeBounce;
}

/** Only an address that the mail went to: a report may say anything. */
const wrote = ({ envelope }: MailRecord, address: string) =>
  envelope.to.some((to) => to.toLowerCase() === address.toLowerCase());
