import type { Bounce, CalendarCard, MailAddress, MailSign } from '../../../server/contract/index.js';

/** A header field in its place, unfolded, encoded words decoded. */
export interface MailHeader {
  name: string;
  value: string;
}

export interface MailMachine {
  /** A machine wrote it (RFC 3834). */
  automatic: boolean;
  /** A mail server's report on a mail of ours. */
  bounce: boolean;
  /** Through a list or in bulk; a person may have written it. */
  list: boolean;
  /** Whether an automatic answer may go back to it. */
  mayAnswer: boolean;
  /** Passed more servers than any mail on its way does. */
  loop: boolean;
}

/** One Authentication-Results field (RFC 8601). Anybody can write one: believe only whom you know. */
export interface AuthenticationBlock {
  /** Lower case. */
  authservId: string;
  results: AuthenticationResult[];
}
export interface AuthenticationResult {
  /** As `dmarc`, `spf`, `dkim`; lower case. */
  method: string;
  /** As `pass`, `fail`, `none`; lower case. */
  result: string;
  /** Of `header.from`: the domain or address that it was judged by, lower case; null where it is not said. */
  from: string | null;
}

/** What the header says. All of it is the sender's claim, but for what our own servers put on top. */
export interface MailHead {
  /** Without brackets, as are all ids; null where there is none. */
  messageId: string | null;
  inReplyTo: string[];
  /** Newest last. */
  references: string[];
  /** What the id was before a relay put in its own. */
  originalMessageIds: string[];
  /** All mailboxes of all From fields: more than one is a sign. */
  from: MailAddress[];
  sender: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  /** Every address that it was handed to, where tokens are looked for. */
  recipients: string[];
  subject: string;
  /** As the sender's clock had it; null where it is missing or no date. */
  date: Date | null;
  headers: MailHeader[];
  signs: MailSign[];
  machine: MailMachine;
  /** What mail programs put in to know their own mails again; lower case. */
  loopMarks: string[];
  /** The topmost, that is the latest, first. */
  authentication: AuthenticationBlock[];
}

export interface MailAttachment {
  /** Fit for a disk and a screen. */
  name: string;
  /** As declared: a claim. */
  type: string;
  content: Buffer;
  /** Lower case, as `html` refers to it. */
  cid: string | null;
  /** Shown within the text, and so not below it. */
  inline: boolean;
}

/** What became of a mail of ours at one address. */
export interface BouncedRecipient {
  address: string;
  bounce: Bounce;
  /** RFC 3463, as 5.1.1. */
  status: string;
  diagnostic: string;
}

export interface ReadMail extends MailHead {
  text: string;
  /** Without quotes and signature; equal to `text` when in doubt. */
  visible: string;
  /** Safe to show: see `safe-html.ts`. Without the quoted part, if there is one. */
  html: string | null;
  quotedHtml: string | null;
  /** `html` shows pictures that came with it and are larger than those of signatures. */
  hasPictures: boolean;
  attachments: MailAttachment[];
  calendar: CalendarCard | null;
  /** Who wrote first what was forwarded here. */
  forwardedFrom: MailAddress | null;
  bounces: BouncedRecipient[];
  /** Of a bounce: the mail it is about, where it was given back. */
  reported: { messageId: string | null };
}

/** `broken`: nothing could parse it; `tooLong`: it took more time or memory than one mail may. Its header is read all the same. */
export interface Unreadable extends MailHead {
  unreadable: 'broken' | 'tooLong';
}
