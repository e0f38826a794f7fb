import { createHash } from 'node:crypto';
import type {
  AttachmentRecord,
  ConversationRecord,
  IdentityRecord,
  MailReply,
  MailTold,
  TouchpointDraft,
} from '../../../server/contract/index.js';
import { answerTo, knownAddresses, LIMITS } from '../../../server/contract/index.js';
import type { Mails } from '../../../server/mails/index.js';
import { AppError, type Clock, cleanLine } from '../../../server/platform/index.js';
import type { Timeline } from '../../../server/timeline/index.js';
import type { MailTokens } from '../tokens.js';
import { answerSubject, named } from './addressing.js';
import { bodyOf } from './body.js';
import { domainOf, laneOf, type SendingMailbox } from './mailbox.js';
import { picturesIn, safeHtml } from './safe-html.js';

/** How long a mail can be taken back. */
const TAKE_BACK_MS = 10_000;
const LATEST_MS = 60 * 86_400_000;
/** By so many of a conversation's mails it is settled whom an answer goes to. */
const LOOKED_AT = 50;

export interface WritingNeeds {
  clock: Clock;
  tokens: MailTokens;
  mails: Pick<Mails, 'noteWritten'>;
  timeline: Pick<Timeline, 'latestMessage' | 'mailsOf'>;
  /** Null where there is none, or it sends nothing. */
  mailboxById: (id: string) => Promise<SendingMailbox | null>;
  /** By which a queue writes where a conversation has none yet. */
  mailboxOfQueue: (queueId: string) => Promise<SendingMailbox | null>;
  identitiesOf: (customerId: string) => Promise<IdentityRecord[]>;
  /** The company's own addresses, lower case. */
  ours: () => Promise<ReadonlySet<string>>;
}

export interface WrittenMail {
  sourceId: string;
  text: string;
  attachments: AttachmentRecord[];
  mail: Partial<MailReply>;
}

/** What a touchpoint needs to go by mail. */
export type MailPlan = Required<Pick<TouchpointDraft<'message'>, 'details' | 'notBefore' | 'lane'>>;

/** Makes a mail of what an agent wrote, as far as that can be done before it goes: to whom, from where, under which subject. */
export function makeMailWriting(needs: WritingNeeds) {
  const { clock, tokens, mails, timeline } = needs;

  /** @throws AppError mail.noAddress, mailbox.missing, mail.filesTooLarge, file.missing, input.invalid */
  async function plan(c: ConversationRecord, written: WrittenMail): Promise<MailPlan> {
    const { sourceId, text, attachments, mail } = written;
    const mailbox = await mailboxFor(c, mail.mailboxId);
    const answered = await timeline.latestMessage(c._id, { channel: 'email', direction: 'in' });
    const last = answered?.details.mail;
    const { to, claimed } = await recipients(c, mail.to);
    const html = mail.html ? safeHtml(mail.html) : null;
    refuseFiles(attachments, html);
    const told: MailTold = {
      mailId: mailIdOf(sourceId),
      mailboxId: mailbox.id,
      from: [{ name: mailbox.senderName[c.locale] || mailbox.name, address: mailbox.address }],
      to: named(to, last),
      cc: named(mail.cc ?? [], last),
      bcc: named(mail.bcc ?? [], last),
      subject: subjectOf(c, mailbox, mail.subject, last?.subject),
      hasHtml: html !== null,
      hasQuote: Boolean(last) && mail.quote !== false,
      ...(mail.sendAt && { sendAt: mail.sendAt }),
      signs: claimed ? ['unverified'] : [],
    };
    const about = { mailboxId: mailbox.id, sourceId, conversationId: c._id, customerId: c.customerId };
    await mails.noteWritten({ ...about, body: bodyOf(text, html, attachments) }, told.mailId);
    return { details: { source: 'mail', mail: told }, notBefore: dueAt(mail.sendAt), lane: laneOf(mailbox.id) };
  }

  async function mailboxFor(c: ConversationRecord, wanted: string | undefined): Promise<SendingMailbox> {
    const id = wanted ?? c.mail?.mailboxId;
    const found = id ? await needs.mailboxById(id) : await needs.mailboxOfQueue(c.queueId);
    if (!found) throw new AppError('mailbox.missing', 'There is no mailbox to write from.');
    return found;
  }

  /** As the console shows it before anybody changes it. */
  async function recipients(c: ConversationRecord, wanted: string[] | undefined) {
    if (wanted?.length) return { to: wanted, claimed: false };
    const [said, identities, ours] = await Promise.all([
      timeline.mailsOf(c._id, LOOKED_AT),
      needs.identitiesOf(c.customerId),
      needs.ours(),
    ]);
    const known = knownAddresses(identities);
    const { to, by } = answerTo({ said, customers: known.map(({ value }) => value), ours });
    if (to.length === 0) throw new AppError('mail.noAddress', 'No address of this customer is known.');
    return { to, claimed: by === 'nobody' && known[0]?.evidence === 'claimed' };
  }

  /** Where no address of the mailbox can name the conversation, its subject must. */
  function subjectOf({ number, subject }: ConversationRecord, mailbox: SendingMailbox, given?: string, last?: string) {
    const wanted = cleanLine(given ?? (last === undefined ? (subject ?? '') : answerSubject(last)));
    const named = tokens.addressToken(mailbox, number) || tokens.conversationOfSubject(mailbox.id, wanted) === number;
    return named ? wanted : `${wanted} ${tokens.subjectToken(mailbox.id, number)}`.trim();
  }

  function dueAt(sendAt: string | undefined): Date {
    const soonest = clock.now().getTime() + TAKE_BACK_MS;
    const wanted = sendAt ? Date.parse(sendAt) : 0;
    if (wanted > clock.now().getTime() + LATEST_MS)
      throw new AppError('input.invalid', 'Choose a time within the next 60 days.');
    return new Date(Math.max(soonest, wanted));
  }

  return {
    plan,
    /** By which mailbox a new conversation goes, as its opening wants to know. @throws AppError mailbox.missing */
    async opening(mailboxId: string) {
      const mailbox = await needs.mailboxById(mailboxId);
      if (!mailbox) throw new AppError('mailbox.missing', 'There is no such mailbox.');
      return { queueId: mailbox.queueId, mail: { mailboxId, domain: domainOf(mailbox.address), participants: [] } };
    },
  };
}

export type MailWriting = ReturnType<typeof makeMailWriting>;

/** The same for every repeat of what was written. */
const mailIdOf = (sourceId: string): string =>
  createHash('sha256').update(`out:${sourceId}`).digest('hex').slice(0, 24);

function refuseFiles(attachments: readonly AttachmentRecord[], html: string | null): void {
  const bytes = attachments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const maxBytes = LIMITS.mailFilesBytes;
  if (bytes > maxBytes)
    throw new AppError('mail.filesTooLarge', 'Together the files are larger than mail servers take.', { maxBytes });
  const ids = attachments.map(({ fileId }) => fileId);
  if (picturesIn(html ?? '').some((id) => !ids.includes(id)))
    throw new AppError('file.missing', 'A picture in the text is not among the files.');
}
