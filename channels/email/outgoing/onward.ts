import type {
  AttachmentRecord,
  ConversationRecord,
  IdentityRecord,
  TouchpointRecord,
} from '../../../server/contract/index.js';
import { knownAddresses, LIMITS } from '../../../server/contract/index.js';
import { type Conversations, chatStream, onwardSource } from '../../../server/conversations/index.js';
import type { Bus, Clock, Log } from '../../../server/platform/index.js';
import type { Timeline } from '../../../server/timeline/index.js';
import { MAIL_WORDS, type MailWords } from '../words.js';
import type { SendingMailbox } from './mailbox.js';
import type { MailWriting } from './writing.js';

interface OnwardNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  conversations: Pick<Conversations, 'dueOnward' | 'settleOnward' | 'goOnward' | 'noteCustomerLeft'>;
  timeline: Pick<Timeline, 'saidInChat' | 'latestMessage' | 'mailsOf'>;
  writing: Pick<MailWriting, 'plan'>;
  /** Null where there is none, or it sends nothing. */
  mailboxById: (id: string) => Promise<SendingMailbox | null>;
  /** A queue's own. */
  mailboxOfQueue: (queueId: string) => Promise<SendingMailbox | null>;
  identitiesOf: (customerId: string) => Promise<IdentityRecord[]>;
  isOnline: (customerId: string) => boolean;
}

type Said = TouchpointRecord<'message'>;

/** By so many of a matter's mails it is known from where its customer writes. */
const LOOKED_AT = 50;

/**
 * A chat whose customer left goes on by mail: what they have not read, all of it in one mail, and nothing else, for nothing may
 * vouch for the address. Marked and put on the timeline by one write; any number of nodes may do so at once.
 */
export function makeOnward(needs: OnwardNeeds) {
  const { bus, log, conversations, timeline, writing, isOnline } = needs;
  const unwatch = bus.on('visitor.offline', async ({ customerId, joined }) => {
    if (!joined) await conversations.noteCustomerLeft(customerId);
  });

  async function sweep(): Promise<void> {
    for (const c of await conversations.dueOnward()) {
      await goOn(c).catch(async (error: unknown) => {
        log.error({ error, conversationId: c._id }, 'a chat could not go on by mail');
        await conversations.settleOnward(c, true); // it stands in nobody's way
      });
    }
  }

  async function goOn(c: ConversationRecord): Promise<void> {
    const [mailbox, to] = await Promise.all([mailboxFor(c), addressOf(c)]);
    const after = Math.max(c.receipts.customerRead, c.onwardSeq ?? 0);
    // Receipts are noted with the customer's latest conversation, and this may be another.
    const said = (await timeline.saidInChat(c._id, after)).filter(({ delivery }) => delivery.state !== 'read');
    const last = said.at(-1);
    if (!mailbox || !to || !last) return conversations.settleOnward(c, false);
    // Whoever asked for a mail may have the chat open and not look at it.
    if (!c.onwardTo && isOnline(chatStream(c))) return conversations.settleOnward(c, true);
    const words = MAIL_WORDS[c.locale];
    const files = fitting(said.flatMap(({ attachments }) => attachments));
    const { details, lane } = await writing.plan(c, {
      sourceId: onwardSource(c._id, last.publicSeq),
      text: textOf(said, files.leftOut, words),
      attachments: files.sent,
      mail: { mailboxId: mailbox.id, to: [to], quote: false, ...(await subjectOf(c, mailbox, words)) },
    });
    const mail = { ...details.mail!, hasQuote: false };
    const about = { upTo: last.publicSeq, messages: said.length, attachments: files.sent };
    await conversations.goOnward(c, { ...about, mail, lane });
  }

  const mailboxFor = ({ mail, queueId }: ConversationRecord) =>
    mail ? needs.mailboxById(mail.mailboxId) : needs.mailboxOfQueue(queueId);

  /** From where the customer wrote last in a matter. Others may have written since, and the chat is not theirs. */
  async function wroteFrom({ _id }: ConversationRecord, own: readonly string[]): Promise<string | null> {
    const mails = await timeline.mailsOf(_id, LOOKED_AT);
    const writers = mails.flatMap(({ direction, details }) => (direction === 'in' && details.mail?.from) || []);
    return writers.findLast(({ address }) => own.includes(address))?.address ?? null;
  }

  /** Where they asked for it, or wrote from, else the one that is known best and takes mail. */
  async function addressOf(c: ConversationRecord): Promise<string | null> {
    const { onwardTo, answerTo, customerId, channel } = c;
    const known = knownAddresses(await needs.identitiesOf(customerId));
    const isDead = (address: string) => known.some(({ value, undeliverable }) => value === address && undeliverable);
    const own = known.map(({ value }) => value);
    const wanted = onwardTo ?? answerTo ?? (channel === 'email' ? await wroteFrom(c, own) : null);
    if (wanted) return isDead(wanted) ? null : wanted;
    return known.find(({ undeliverable }) => !undeliverable)?.value ?? null;
  }

  /** The first mail names us; later ones keep its subject, or mail readers would begin a new thread. */
  async function subjectOf(c: ConversationRecord, { senderName, name }: SendingMailbox, words: MailWords) {
    const answered = await timeline.latestMessage(c._id, { channel: 'email', direction: 'in' });
    return answered ? {} : { subject: words.onward.subject(senderName[c.locale] || name) };
  }

  return { sweep, stop: unwatch };
}

/** As many files, in their order, as a mail may carry. */
function fitting(files: readonly AttachmentRecord[]): { sent: AttachmentRecord[]; leftOut: AttachmentRecord[] } {
  const sent: AttachmentRecord[] = [];
  const leftOut: AttachmentRecord[] = [];
  let room = LIMITS.mailFilesBytes;
  for (const file of files) {
    const fits = file.sizeBytes <= room;
    if (fits) room -= file.sizeBytes;
    (fits ? sent : leftOut).push(file);
  }
  return { sent, leftOut };
}

/** What was said, with names where several said it. */
function textOf(said: readonly Said[], leftOut: readonly AttachmentRecord[], { onward }: MailWords): string {
  const several = new Set(said.map(({ author }) => author.name)).size > 1;
  const parts = said.map(({ author, text }, i) => {
    const isNew = several && author.name && author.name !== said[i - 1]?.author.name;
    return [isNew ? onward.said(author.name as string) : '', text ?? ''].filter(Boolean).join('\n');
  });
  const notes = leftOut.map(({ name }) => onward.leftOut(`\u2068${name}\u2069`));
  return [onward.intro, ...parts, ...notes].filter(Boolean).join('\n\n');
}
