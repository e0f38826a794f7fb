import type {
  AttachmentRecord,
  ConversationRecord,
  CustomerRecord,
  Locale,
  MailTold,
  TouchpointDetails,
  TouchpointDraft,
  TouchpointRecord,
} from '../contract/index.js';
import { cleanLine, cleanText } from '../platform/index.js';
import type { IntakeNeeds } from './index.js';
import { makeWaking } from './waking.js';

/** What a mail says, as the timeline tells it. */
export interface MailTelling {
  /** Of this mail and no other. */
  sourceId: string;
  at: Date;
  /** What the writer calls themself. */
  name: string;
  text: string;
  attachments: AttachmentRecord[];
  mail: MailTold;
}

export interface MailOpening extends MailTelling {
  customer: CustomerRecord;
  /** Nothing was known of them until now but that they are vouched for, or not. */
  firstSeen: { vouched: boolean } | null;
  queueId: string;
  locale: Locale;
  subject: string;
  startKey: string;
  domain: string;
  participants: string[];
  /** The number of the closed conversation that it goes on with. */
  follows?: number;
}

/** How mails come onto a timeline. Where each belongs is its channel's to say. All of it is safe to do twice. */
export function makeMailIntake(needs: IntakeNeeds) {
  const { clock, customers, timeline, conversations, queueName, needsOf } = needs;
  const wake = makeWaking(needs);

  /** Somebody who has part in the conversation wrote on. */
  async function takeMail(c: ConversationRecord, telling: MailTelling): Promise<TouchpointRecord> {
    const draft = draftOf(c, 'message', { source: 'mail', mail: telling.mail }, telling);
    const touchpoint = await timeline.append({ ...draft, inChat: await isOfChat(c, telling.mail) });
    await wake(await conversations.noteMessage(c, touchpoint));
    return touchpoint;
  }

  /** The customer of a chat goes on with it by mail: unlike what others write, the chat shows them that. */
  async function isOfChat({ channel, inChat, customerId }: ConversationRecord, { from }: MailTold): Promise<boolean> {
    if (channel !== 'webchat' && !inChat) return false;
    const own = await customers.identitiesOfPerson(customerId);
    return own.some(({ kind, value }) => kind === 'email' && value === from[0]?.address);
  }

  /** A new matter. The same startKey again is the same one. */
  async function openByMail(opening: MailOpening): Promise<{ c: ConversationRecord; touchpoint: TouchpointRecord }> {
    const { customer, firstSeen, queueId, mail, domain, participants, follows } = opening;
    if (firstSeen) timeline.begins(customer._id);
    const {
      conversation: c,
      isNew,
      told,
    } = await conversations.openTold({
      customer: { ...customer, value: await customers.valueOf(customer) },
      verified: firstSeen ? firstSeen.vouched : await customers.isVerified(customer._id),
      isNewCustomer: firstSeen !== null,
      ...{
        channel: 'email',
        siteId: null,
        queueId,
        locale: opening.locale,
        by: 'customer',
        startKey: opening.startKey,
      },
      queueName: await queueName(queueId),
      needs: await needsOf(null, queueId),
      subject: cleanLine(opening.subject),
      mail: { mailboxId: mail.mailboxId, domain, participants },
      ...(follows && { follows }),
      told: (fresh) => [draftOf(fresh, 'message', { source: 'mail', mail }, opening)],
    });
    const { sourceId } = opening;
    const now = told.find((t) => t.channel === 'email' && t.sourceId === sourceId);
    const touchpoint = now ?? (await timeline.bySource('email', sourceId));
    if (!touchpoint) throw new Error('an opened conversation has not told its mail');
    if (isNew) await customers.noteSeen(customer._id, firstSeen !== null);
    return { c, touchpoint };
  }

  /** Said beside the talk: nobody waits for an answer to it, nothing wakes, no clock starts. `shown`: it is marked as unread. */
  async function tellOfMail<K extends 'mail.automatic' | 'mail.apart' | 'mail.bounced'>(
    c: ConversationRecord,
    kind: K,
    details: TouchpointDetails[K],
    telling: Omit<MailTelling, 'mail'>,
    shown: boolean,
  ): Promise<TouchpointRecord> {
    const touchpoint = await timeline.append(draftOf(c, kind, details, telling));
    if (shown) await conversations.noteAside(c, touchpoint);
    return touchpoint;
  }

  function draftOf<K extends 'message' | 'mail.automatic' | 'mail.apart' | 'mail.bounced'>(
    c: Pick<ConversationRecord, '_id' | 'customerId'>,
    kind: K,
    details: TouchpointDetails[K],
    { sourceId, at, name, text, attachments }: Omit<MailTelling, 'mail'>,
  ): TouchpointDraft {
    const now = clock.now();
    const writer = { name: cleanLine(name) };
    return {
      customerId: c.customerId,
      conversationId: c._id,
      kind,
      direction: kind === 'mail.bounced' ? 'internal' : 'in',
      channel: 'email',
      sourceId,
      at: at < now ? at : now,
      author: kind === 'message' ? { type: 'customer', id: c.customerId, ...writer } : { type: 'system', ...writer },
      text: cleanText(text),
      attachments,
      details,
    } as TouchpointDraft;
  }

  return { takeMail, openByMail, tellOfMail };
}
