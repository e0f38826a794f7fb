import type { Readable } from 'node:stream';
import { createTransport, type SentMessageInfo, type Transport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Config, Log } from '../../server/platform/index.js';
import { ChannelError } from '../channel.js';
import { asChannelError } from './mail-error.js';
import { LIMITS } from './outgoing/limits.js';

export interface NamedAddress {
  name: string;
  address: string;
}

/** What nodemailer makes a mail of. Addresses are objects, so that none is ever read as a list of them. */
export interface OutgoingMail {
  from: string | NamedAddress;
  to: NamedAddress[];
  cc?: NamedAddress[];
  bcc?: NamedAddress[];
  replyTo?: NamedAddress;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  inReplyTo?: string;
  references?: string[];
  headers?: Record<string, string>;
  /** Who really sends and receives; without it that is read from the header. A letter goes to one at a time. */
  envelope?: { from: string; to: string[] };
  attachments?: MailFile[];
  /** The mail as bytes, where it was composed before: then these go, and the rest says only what it is. */
  raw?: Readable;
  dkim?: { domainName: string; keySelector: string; privateKey: string };
}

export interface MailFile {
  filename: string;
  contentType: string;
  content: Readable;
  /** Shown within the text, by this name. */
  cid?: string;
  contentDisposition: 'attachment' | 'inline';
}

/** How the next server took a mail. */
export interface Handover {
  /** Its answer to the data; empty where there was no server. */
  response: string;
  /** Its name, as configured. */
  host: string;
}

/** What carries our mails away, whichever it is. */
export interface MailTransport {
  /** Resolves once the next mail server, or the demo mailbox, has taken it. @throws ChannelError */
  send(mail: OutgoingMail): Promise<Handover>;
  close(): void;
}

interface TransportOptions {
  log: Log;
  /** Keeps mails instead of sending them: what a demo does as long as no mail server is named. */
  demo?: Transport<SentMessageInfo>;
}

/** The mail server of SMTP_URL through a few kept connections; else the demo's mailbox; else nothing, and the log says so. */
export function mailTransport({ SMTP_URL }: Pick<Config, 'SMTP_URL'>, { log, demo }: TransportOptions): MailTransport {
  if (SMTP_URL) return carriedBy(createTransport({ url: SMTP_URL, ...LIMITS, pool: true }), new URL(SMTP_URL).hostname);
  return demo ? carriedBy(createTransport(demo)) : missing(log);
}

interface Mailer {
  sendMail(mail: object): Promise<unknown>;
  close(): void;
}

/** Whatever a mail says, it is not to make us read a disk or ask a server. */
const WITHIN = { disableFileAccess: true, disableUrlAccess: true };

/** A mail as bytes, read as they are made. Without blind copies, and not yet signed. */
export const composed = (mail: OutgoingMail): Readable =>
  new MailComposer({ ...mail, ...WITHIN, newline: 'windows' }).compile().createReadStream();

/** @param host of the server, for what is particular to some */
export function carriedBy(mailer: Mailer, host = ''): MailTransport {
  return {
    async send(mail) {
      const sent = (await mailer.sendMail({ ...mail, ...WITHIN }).catch((error: unknown) => {
        throw asChannelError(error);
      })) as { response?: string };
      return { response: sent.response ?? '', host };
    },
    close: () => mailer.close(),
  };
}

function missing(log: Log): MailTransport {
  return {
    async send() {
      log.error('a mail cannot be sent: SMTP_URL names no mail server');
      throw new ChannelError('refused', { detail: 'mail.noServer' });
    },
    close: () => {},
  };
}
