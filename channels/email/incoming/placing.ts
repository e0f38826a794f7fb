import type { ConversationRecord, MailRecord, TouchpointRecord } from '../../../server/contract/index.js';
import { AppError } from '../../../server/platform/index.js';
import type { ReadMail } from '../reading/index.js';
import type { IncomingMailbox, IncomingNeeds } from './needs.js';
import { localeOf, makeOpenNew, startKeyOf } from './open-new.js';
import { sourceIn, type Told } from './telling.js';
import { isVouched, senderOf } from './vouched.js';

/** Somebody's word on where a mail belongs. */
export type Placed = NonNullable<MailRecord['placed']>;

/** What becomes of it. */
interface Put {
  c: ConversationRecord;
  touchpoint: TouchpointRecord;
}

/** @throws AppError where that cannot be said of this mail */
export async function mustBePlaceable(
  mail: MailRecord | null,
  { c, to }: { c: ConversationRecord; to: Placed['to'] },
  timeline: Pick<IncomingNeeds['timeline'], 'byId'>,
): Promise<void> {
  const told = mail?.conversationId === c._id && mail.touchpointId ? await timeline.byId(mail.touchpointId) : null;
  const isApart = told?.kind === 'mail.apart';
  const isSaid = told?.kind === 'message' && told.direction === 'in';
  // A copy in another mailbox of ours is not what the timeline shows.
  const isShown = (isApart || isSaid) && (told as TouchpointRecord<'mail.apart'>).details.mail?.mailId === mail?._id;
  if (!mail || !isShown) throw new AppError('record.missing', 'There is no such mail in this conversation.');
  if (isSaid && (to === 'here' || c.startKey === startKeyOf(mail)))
    throw new AppError('record.moved', 'This mail is where it belongs.');
}

/** Puts a mail where an agent said that it belongs. Like all that a mail leads to it is safe to do twice. */
export function makePlacing(needs: IncomingNeeds) {
  const { customers, conversations, timeline, intake } = needs;
  const openNew = makeOpenNew(needs);

  async function place(
    record: MailRecord & { placed: Placed },
    mailbox: IncomingMailbox,
    { read, told }: { read: ReadMail; told: Told },
  ): Promise<Put> {
    const c = await conversations.byId(record.placed.from);
    if (!c) throw new Error('the conversation of a mail is not there');
    // It enters that talk now; when it came stands where it was told first.
    const telling = { ...told.telling, at: record.placed.at };
    return record.placed.to === 'here'
      ? takeIn(c, record, { read, mailbox, telling })
      : setApart(c, record, { read, mailbox, telling });
  }

  interface Mail {
    read: ReadMail;
    mailbox: IncomingMailbox;
    telling: Told['telling'];
  }

  /** It is said in this conversation after all; who wrote it has part from now on, and stays somebody of their own. */
  async function takeIn(c: ConversationRecord, record: MailRecord & { placed: Placed }, mail: Mail): Promise<Put> {
    const { telling, read, mailbox } = mail;
    const sender = senderOf(read);
    if (sender) {
      const writer = { address: sender, name: read.from[0]?.name ?? '', locale: localeOf(telling.text, c.locale) };
      await customers.suggestSame({ ...writer, vouched: isVouched(read, mailbox.authservId, sender) }, c.customerId);
      await conversations.noteMail(c._id, {
        mailboxId: mailbox._id,
        domain: domainOf(mailbox),
        participants: [sender],
      });
    }
    await tellOf(c, record, { from: sender ?? '' });
    const touchpoint = await intake.takeMail(c, { ...telling, sourceId: `${sourceIn(c, record)}:here` });
    return { c, touchpoint };
  }

  /** A matter of its own: of this one's customer where they wrote it, else of whoever did. */
  async function setApart(c: ConversationRecord, record: MailRecord & { placed: Placed }, mail: Mail): Promise<Put> {
    const { telling, read, mailbox } = mail;
    const sender = senderOf(read);
    const vouched = sender !== null && isVouched(read, mailbox.authservId, sender);
    const before = await timeline.bySource('email', sourceIn(c, record));
    const isTheirs = before?.kind === 'message' && sender !== null && (await isOf(c.customerId, sender));
    const customer = isTheirs ? await customers.byId(c.customerId) : null;
    const matter = { read, telling, sender, vouched, follows: c.number, ...(customer && { customer }) };
    const opened = await openNew(record, mailbox, matter);
    const { _id: conversationId, number } = opened.c;
    await tellOf(c, record, { from: sender ?? '', conversationId, number });
    if (before) await conversations.noteElsewhere(c, before);
    return opened;
  }

  async function isOf(customerId: string, address: string): Promise<boolean> {
    const own = await customers.identitiesOfPerson(customerId);
    return own.some(({ kind, value }) => kind === 'email' && value === address);
  }

  async function tellOf(
    c: ConversationRecord,
    record: MailRecord & { placed: Placed },
    where: { from: string; conversationId?: string; number?: number },
  ): Promise<void> {
    const { to, by, at } = record.placed;
    await timeline.append({
      ...{ customerId: c.customerId, conversationId: c._id, kind: 'mail.placed', direction: 'internal' },
      ...{ channel: 'email', sourceId: `${sourceIn(c, record)}:placed`, at, author: { type: 'agent', ...by } },
      details: { mailId: record._id, to, ...where },
    });
  }

  return place;
}

const domainOf = ({ address }: IncomingMailbox): string => address.slice(address.lastIndexOf('@') + 1);
