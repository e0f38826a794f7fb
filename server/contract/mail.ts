/** Mail as it travels: what a touchpoint tells of one, what is read at leisure, and the mailboxes it comes to. Free of libraries but zod. */
import { z } from 'zod';
import { LOCALES, type Locale, MAIL_PACE } from './names.js';

export interface MailAddress {
  /** What the writer calls themself; may be empty, may lie. */
  name: string;
  /** Lower case. */
  address: string;
}

/** By what a mail was recognised as part of a conversation, the surest first. */
export const THREADED_BY = ['token', 'outboundId', 'inboundId', 'subjectToken'] as const;
/** Where an agent may put a mail: into the conversation that it was told in, or into one of its own. */
export const MAIL_PLACES = ['here', 'own'] as const;
export type MailPlace = (typeof MAIL_PLACES)[number];
export type ThreadedBy = (typeof THREADED_BY)[number];

/**
 * What is to be said of a mail beside its words. `unverified`: nothing vouches for the sender; `ambiguous`: several senders, or a
 * name that looks like another's address; `replyElsewhere`: the answer is wanted at another address; `list`, `automatic`: through a
 * list, by a machine; `unreadable`: nothing could parse it, only the original is there; `cut`: more or larger than is taken in.
 */
export const MAIL_SIGNS = [
  'unverified',
  'ambiguous',
  'replyElsewhere',
  'list',
  'automatic',
  'unreadable',
  'cut',
] as const;
export type MailSign = (typeof MAIL_SIGNS)[number];

export const CALENDAR_ANSWERS = ['ACCEPTED', 'DECLINED', 'TENTATIVE', 'OTHER'] as const;
export type CalendarAnswer = (typeof CALENDAR_ANSWERS)[number];

/** An invitation, a change of one, an answer to one: RFC 5546. Times as ISO 8601 in UTC; all-day ones as a date. */
export interface CalendarCard {
  method: 'REQUEST' | 'CANCEL' | 'REPLY' | 'COUNTER' | 'PUBLISH' | 'OTHER';
  uid: string;
  sequence: number;
  summary: string;
  location: string;
  organizer: MailAddress | null;
  /** Of an answer: who gives it, as the mail says, and what it is. */
  answer?: { by: MailAddress; is: CalendarAnswer };
  start: string | null;
  end: string | null;
  allDay: boolean;
}

/** What a touchpoint tells of its mail. The rest (formatted text, quotes, original) is read by `mailId`. */
export interface MailTold {
  mailId: string;
  mailboxId: string;
  from: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  /** Of ours only. */
  bcc?: MailAddress[];
  replyTo?: MailAddress[];
  subject: string;
  hasHtml: boolean;
  /** Of theirs: its formatted text shows pictures larger than a logo, which are not below it as files. */
  hasPictures?: true;
  hasQuote: boolean;
  /** Of ours: when it shall leave, where that was chosen. */
  sendAt?: string;
  threadedBy?: ThreadedBy;
  signs: MailSign[];
  calendar?: CalendarCard;
  /** Of a forwarded mail: who wrote it first. */
  forwardedFrom?: MailAddress;
}

/** How a mail server's verdict counts. `hard`: nobody there; `soft`: full or out of order; `policy`: this mail was refused; `delayed`: still trying. */
export const BOUNCES = ['hard', 'soft', 'policy', 'delayed'] as const;
export type Bounce = (typeof BOUNCES)[number];

export interface BounceTold {
  mailId: string;
  address: string;
  bounce: Bounce;
  /** RFC 3463, as 5.1.1. */
  status: string;
  /** In the server's own words. */
  diagnostic: string;
  /** The message that did not arrive, where it is known. */
  touchpointId?: string;
  /** Nothing proves that a mail server wrote it: it changes neither the message nor the address. */
  unconfirmed?: true;
}

/**
 * A mail as it is read when somebody opens it. `html` is safe to show in a sandboxed frame: pictures of elsewhere are `data-remote`,
 * and `data-ours` is where we get them for whoever wants to see them, which tells their owner that the mail was read.
 */
export interface MailView {
  id: string;
  text: string;
  /** Text without quotes and signature; equal to `text` when in doubt. */
  visible: string;
  html: string | null;
  /** The quoted part, folded away. */
  quotedHtml: string | null;
  /** Headers worth showing, in their order. */
  headers: { name: string; value: string }[];
  /** Address of the original, `.eml`; expires. Null for ours that is not yet sent. */
  originalUrl: string | null;
}

const Address = z.string().trim().toLowerCase().max(254).pipe(z.email());
const Secret = z.string().min(1).max(8_000);
const Host = z.string().trim().min(1).max(253);
const Port = z.int().min(1).max(65_535);
export const MAIL_SECURITY = ['tls', 'starttls', 'none'] as const;

/** How to sign in to a mail server. On change a missing secret leaves the one that is there. */
const SignIn = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('password'), user: z.string().trim().min(1).max(254), password: Secret.optional() }),
  z.strictObject({
    kind: z.literal('oauth2'),
    user: z.string().trim().min(1).max(254),
    tokenUrl: z.url().max(500),
    clientId: z.string().trim().min(1).max(300),
    clientSecret: Secret.optional(),
    refreshToken: Secret.optional(),
  }),
]);

/** One or several, as PEM. */
const Certificate = z
  .string()
  .trim()
  .max(20_000)
  .regex(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/, 'not a certificate in PEM');

const Server = {
  host: Host,
  port: Port,
  security: z.enum(MAIL_SECURITY),
  signIn: SignIn,
  /** The server's own, or that of whoever vouches for it; then no other is taken. Absent: it is checked as a web page's is. */
  certificate: Certificate.optional(),
};

/** `listener`: our own SMTP server takes its mail; `imap`: it is fetched. */
export const MailIncoming = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('listener') }),
  z.strictObject({
    kind: z.literal('imap'),
    ...Server,
    folder: z.string().trim().min(1).max(200).default('INBOX'),
    /** Where a mail goes once it is stored; null: it stays, marked as read. */
    moveTo: z.string().trim().min(1).max(200).nullable().default(null),
  }),
]);
export type MailIncoming = z.infer<typeof MailIncoming>;

/** How much a mail server is asked for at once, by each node. */
export const MailPace = z.strictObject({
  connections: z.int().min(1).max(20).default(MAIL_PACE.connections),
  /** Recipients, each of whom has a copy of their own. */
  mailsPerMinute: z.int().min(10).max(6_000).default(MAIL_PACE.mailsPerMinute),
});
export type MailPace = z.infer<typeof MailPace>;

/** `installation`: by the mail server of the whole installation (SMTP_URL). */
export const MailOutgoing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('installation') }),
  z.strictObject({ kind: z.literal('smtp'), ...Server, pace: MailPace.optional() }),
]);
export type MailOutgoing = z.infer<typeof MailOutgoing>;

/** The first rule that fits says the queue. `header` names which, where the field is `header`. All comparisons without case. */
export const MailRule = z.strictObject({
  field: z.enum(['to', 'from', 'subject', 'header']),
  header: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{1,60}$/)
    .nullable()
    .default(null),
  contains: z.string().trim().min(1).max(200),
  queueId: z.string().regex(/^[0-9a-f]{24}$/, 'not an id'),
});
export type MailRule = z.infer<typeof MailRule>;

const inBoth = (text: z.ZodString) =>
  z.strictObject(
    Object.fromEntries(LOCALES.map((locale) => [locale, text.default('')])) as Record<
      Locale,
      z.ZodDefault<z.ZodString>
    >,
  );

/** What a queue says about mail: where it says nothing of its own (null), the mailbox's words hold. */
export const QueueMail = z.strictObject({
  /** After so many seconds, what somebody who left the chat has not read goes to them by mail; null: never. */
  onwardSeconds: z.int().min(30).max(86_400).nullable(),
  /** Empty: nothing is sent. */
  acknowledgement: inBoth(z.string().trim().max(4_000)).nullable(),
  outOfHours: inBoth(z.string().trim().max(4_000)).nullable(),
  /** Whether customers may have a copy of the talk mailed to them. */
  transcript: z.boolean(),
});
export type QueueMail = z.infer<typeof QueueMail>;

const Dkim = z.strictObject({
  domain: z.string().trim().toLowerCase().min(1).max(253),
  selector: z.string().trim().min(1).max(63),
  /** PEM. On change a missing one leaves the one that is there. */
  privateKey: Secret.optional(),
});

const mailbox = {
  name: z.string().trim().min(1).max(120),
  address: Address,
  /** Further addresses whose mail comes here. */
  aliases: z.array(Address).max(50),
  /** What customers read as the sender. */
  senderName: inBoth(z.string().trim().max(120)),
  locale: z.enum(LOCALES),
  queueId: z.string().regex(/^[0-9a-f]{24}$/, 'not an id'),
  rules: z.array(MailRule).max(50),
  incoming: MailIncoming,
  outgoing: MailOutgoing,
  dkim: Dkim.nullable(),
  /** Whose Authentication-Results (RFC 8601) are believed; null: nobody's. */
  authservId: z.string().trim().toLowerCase().max(253).nullable(),
  /** Formatted text below each reply. */
  signature: inBoth(z.string().max(8_000)),
  /** Sent once for each new matter; empty: nothing is sent. And the one for outside hours, else the same. */
  acknowledgement: inBoth(z.string().trim().max(4_000)),
  outOfHours: inBoth(z.string().trim().max(4_000)),
  /** A reply to a matter that was closed longer ago begins a new one. */
  reopenDays: z.int().min(0).max(365),
  active: z.boolean(),
};
const EMPTY = { en: '', fa: '' };
export const MailboxCreateRequest = z.strictObject({
  ...mailbox,
  aliases: mailbox.aliases.default([]),
  senderName: mailbox.senderName.default(EMPTY),
  locale: mailbox.locale.default('en'),
  rules: mailbox.rules.default([]),
  incoming: mailbox.incoming.default({ kind: 'none' }),
  outgoing: mailbox.outgoing.default({ kind: 'installation' }),
  dkim: mailbox.dkim.default(null),
  authservId: mailbox.authservId.default(null),
  signature: mailbox.signature.default(EMPTY),
  acknowledgement: mailbox.acknowledgement.default(EMPTY),
  outOfHours: mailbox.outOfHours.default(EMPTY),
  reopenDays: mailbox.reopenDays.default(14),
  active: mailbox.active.default(true),
});
export const MailboxChangeRequest = z.strictObject(mailbox).partial();
export type MailboxCreateInput = z.infer<typeof MailboxCreateRequest>;

/** As stored and as presented alike, but for secrets: stored sealed, presented as whether there is one. */
export interface MailboxView extends Omit<MailboxCreateInput, 'incoming' | 'outgoing' | 'dkim'> {
  id: string;
  incoming: MailIncoming;
  outgoing: MailOutgoing;
  dkim: { domain: string; selector: string } | null;
  /** What others must find in the DNS to check our signature; null without a key that can be read. */
  dkimRecord: string | null;
  /** Which secrets are kept: paths as `incoming.signIn.password`. */
  secrets: string[];
  /** How it is with it now. */
  status: {
    incoming: 'off' | 'connecting' | 'connected' | 'failed';
    problem: MailProblem | null;
    since: string | null;
  };
  /** What has gone wrong with it within a day, the latest first. */
  troubles: MailboxTrouble[];
}

/**
 * `loop`: mails that came round to us again were dropped; `lost`: a mail could not be dealt with, and is kept; `storing`: what comes
 * cannot be stored, so it stays with whoever brings it; `fetching`, `sending`: its mail server does not do it.
 */
export const MAIL_TROUBLES = ['loop', 'lost', 'storing', 'fetching', 'sending'] as const;
export type MailTrouble = (typeof MAIL_TROUBLES)[number];

export interface MailboxTrouble {
  kind: MailTrouble;
  /** Of fetching a problem, of sending why a mail did not leave; null where the kind says all. */
  why: string | null;
  /** Since that time, an hour ago at most when it was counted last, so many times. */
  times: number;
  since: string;
  last: string;
}

/** One in use that somebody should look after. */
export interface TroubledMailboxView extends Pick<MailboxView, 'id' | 'name' | 'address' | 'troubles'> {
  problem: MailProblem | null;
}

/** Of which mailbox, for whoever hears of it. */
export interface MailboxTroubled extends Pick<MailboxTrouble, 'kind' | 'why'> {
  name: string;
  address: string;
}

/** Where our own mail server takes mail. */
export interface MailListenerView {
  protocol: 'smtp' | 'lmtp';
  /** As it is told to listen; 0.0.0.0 or ::, where it listens on all of this machine. */
  host: string;
  port: number;
}

/** A mailbox as whoever writes by it knows it. */
export type DeskMailbox = Pick<MailboxView, 'id' | 'name' | 'address' | 'aliases' | 'signature' | 'queueId'>;

/** What is wrong with a mail server's connection, for plain words. */
export const MAIL_PROBLEMS = [
  'hostUnknown',
  'refused',
  'timedOut',
  'tlsFailed',
  /** Nobody that is known vouches for the server's certificate. */
  'certificateUnknown',
  /** It is another server's. */
  'certificateName',
  /** No longer valid, or not yet. */
  'certificateExpired',
  'noStarttls',
  'signInFailed',
  'tokenFailed',
  /** The token server takes the refresh token no longer, or the client: only other ones help. */
  'tokenRefused',
  'folderMissing',
  'notMail',
  /** It, or one of its rules, names a queue that was deleted. */
  'queueMissing',
  /** What is stored was sealed by another SECRET_KEY. */
  'secretUnreadable',
  /** The mail server is not to blame: what it gives cannot be stored here. */
  'notStored',
  'broken',
] as const;
export type MailProblem = (typeof MAIL_PROBLEMS)[number];

/** Settings to try as they are in a form. Secrets that are missing are those of this mailbox, as far as it is the same account. */
export const MailTestRequest = z.strictObject({
  mailboxId: z
    .string()
    .regex(/^[0-9a-f]{24}$/, 'not an id')
    .optional(),
  incoming: MailIncoming,
  outgoing: MailOutgoing,
});
/** `notTried`: there is no server of its own to ask. */
export type MailTestOutcome = 'ok' | 'notTried' | MailProblem;
export interface MailTestView {
  incoming: MailTestOutcome;
  outgoing: MailTestOutcome;
  /** What a server showed where the outcome is `certificateUnknown` or `certificateName`: an admin may take it for good. */
  certificates: Partial<Record<'incoming' | 'outgoing', CertificateView>>;
  /** The name that stands first in Authentication-Results of all of the newest mails: it may be that of the mailbox's own server. */
  authservId?: string;
}
export interface CertificateView {
  /** As a mailbox's settings take it. */
  pem: string;
  /** Whose it says it is, and who signed it. */
  subject: string;
  issuer: string;
  /** Empty where it names no date. */
  validTo: string;
  /** SHA-256, as `AB:CD:…`. */
  fingerprint: string;
}

export const MailRulesTryRequest = z.strictObject({
  rules: z.array(MailRule).max(50),
  /** A mail as it came, or its headers alone. */
  text: z.string().max(100_000),
});
/** What was read of the mail, and which rule fits first: its place from 0, or null. */
export interface MailRulesTryView {
  from: MailAddress[];
  recipients: string[];
  subject: string;
  rule: number | null;
}

/** An answer by mail. Without `to` it goes to whoever wrote last, else to the address that is known best. */
export const MailReply = z.strictObject({
  /** From which mailbox; absent: as the conversation has it, else the one of its queue. */
  mailboxId: z
    .string()
    .regex(/^[0-9a-f]{24}$/, 'not an id')
    .optional(),
  to: z.array(Address).max(50).optional(),
  cc: z.array(Address).max(50).default([]),
  bcc: z.array(Address).max(50).default([]),
  /** Absent: as the conversation has it. */
  subject: z.string().trim().max(500).optional(),
  /** Formatted text, made safe before anything is done with it; the plain text stands beside it. */
  html: z.string().max(200_000).optional(),
  /** Whether the mail that is answered is quoted below. */
  quote: z.boolean().default(true),
  /** Not before; absent: after the time to take it back. */
  sendAt: z.iso.datetime().optional(),
});
export type MailReply = z.infer<typeof MailReply>;
