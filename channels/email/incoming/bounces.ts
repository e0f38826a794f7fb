import type { Bounce, BounceTold, ConversationRecord, MailRecord } from '../../../server/contract/index.js';
import type { ReadMail } from '../reading/index.js';
import { isBelieved, type Reporting, speakerOf } from './believed.js';
import type { IncomingMailbox, IncomingNeeds } from './needs.js';
import { sourceOf } from './telling.js';

/** Why a message failed, as its delivery tells it: `mail.hard`, `mail.soft`, `mail.policy`. */
const reasonOf = (bounce: Bounce) => `mail.${bounce}`;

type Reported = ReadMail['bounces'][number];

/** What a mail server reports about a mail of ours. It concerns the address it names and no other; one that is not believed is shown. */
export function makeBounces({ mails, tokens, conversations, customers, timeline, intake }: IncomingNeeds) {
  /** The mail of ours that a report is about: named by the address it came to, else by the copy inside. */
  async function reportedMail(
    read: ReadMail,
    record: MailRecord,
    mailbox: IncomingMailbox,
  ): Promise<Pick<Reporting, 'mail' | 'copyFor'> | null> {
    for (const recipient of new Set([...record.envelope.to, ...read.recipients])) {
      const bounced = tokens.bouncedMail({ id: mailbox._id, address: mailbox.address }, recipient);
      const mail = bounced && (await mails.byId(bounced.mailId));
      const copyFor = mail?.envelope.to.find(bounced!.isFor);
      if (mail?.direction === 'out' && mail.mailboxId === mailbox._id && copyFor) return { mail, copyFor };
    }
    const ids = [read.reported.messageId, ...read.inReplyTo, ...read.references].filter((id) => id !== null);
    const found = await mails.byMessageIds(mailbox._id, ids);
    const mail = found.find(({ direction }) => direction === 'out');
    return mail ? { mail, copyFor: null } : null;
  }

  /** @returns the conversation it was told in; null when it is about nothing of ours */
  async function takeBounce(read: ReadMail, record: MailRecord, mailbox: IncomingMailbox): Promise<MailRecord | null> {
    const found = await reportedMail(read, record, mailbox);
    const c = found?.mail.conversationId ? await conversations.byId(found.mail.conversationId) : null;
    if (!found || !c) return null;
    const reporting = { ...found, speaker: speakerOf(read, mailbox) };
    const about = aboutOurs(read.bounces, found);
    for (const [i, reported] of about.entries()) {
      // That one is late changes nothing, whoever says so.
      const believed = reported.bounce === 'delayed' || isBelieved(reported.address, reporting, mailbox);
      if (believed) await follow(found.mail, reported);
      await tell(c, found.mail, record, { reported, believed, i });
    }
    return about.length > 0 ? found.mail : null;
  }

  /** The message did not get to that address, which may be nobody's any more; it has failed once it got to none. */
  async function follow({ touchpointId, envelope }: MailRecord, { address, bounce, status }: Reported): Promise<void> {
    if (bounce !== 'delayed' && touchpointId) {
      const failedFor = (await timeline.failsFor(touchpointId, address.toLowerCase()))?.delivery.failedFor ?? [];
      if (envelope.to.every((to) => failedFor.includes(to.toLowerCase())))
        await timeline.settle(touchpointId, { state: 'failed', reason: reasonOf(bounce) });
    }
    if (bounce === 'hard') await customers.noteUndeliverable(address, status);
  }

  async function tell(
    c: ConversationRecord,
    { touchpointId }: MailRecord,
    record: MailRecord,
    { reported, believed, i }: { reported: Reported; believed: boolean; i: number },
  ): Promise<void> {
    const details: BounceTold = {
      ...reported,
      mailId: record._id,
      ...(touchpointId && { touchpointId }),
      ...(!believed && { unconfirmed: true }),
    };
    const sourceId = `${sourceOf(record)}:${i}`;
    const telling = { sourceId, at: record.receivedAt, name: '', text: '', attachments: [] };
    await intake.tellOfMail(c, 'mail.bounced', details, telling, reported.bounce !== 'delayed');
  }

  return takeBounce;
}

/** Where somebody's mail goes on to another address, that one is named; what came back at their return path did not get to them. */
function aboutOurs(bounces: Reported[], { mail, copyFor }: Pick<Reporting, 'mail' | 'copyFor'>): Reported[] {
  const ours = bounces.filter(({ address }) => wrote(mail, address));
  const [other] = bounces;
  if (ours.length > 0 || !copyFor || !other) return ours;
  return [{ ...other, address: copyFor, bounce: other.bounce === 'hard' ? 'soft' : other.bounce }];
}

/** Only an address that the mail went to: a report may say anything. */
const wrote = ({ envelope }: MailRecord, address: string) =>
  envelope.to.some((to) => to.toLowerCase() === address.toLowerCase());
