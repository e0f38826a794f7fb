import { createTransport, type SentMessageInfo, type Transport } from 'nodemailer';
import type { Config, Log } from '../../server/platform/index.js';
import { ChannelError } from '../channel.js';
import { asChannelError } from './mail-error.js';

export interface OutgoingMail {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  headers: Record<string, string>;
}

/** What carries our mails away, whichever it is. */
export interface MailTransport {
  /** Resolves once the next mail server, or the demo mailbox, has taken it. @throws ChannelError */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

interface TransportOptions {
  log: Log;
  /** Keeps mails instead of sending them: what a demo does as long as no mail server is named. */
  demo?: Transport<SentMessageInfo>;
}

/** The mail server of SMTP_URL through a few kept connections; else the demo's mailbox; else nothing, and the log says so. */
export function mailTransport({ SMTP_URL }: Pick<Config, 'SMTP_URL'>, { log, demo }: TransportOptions): MailTransport {
  if (SMTP_URL) {
    const limits = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 };
    return carriedBy(createTransport({ url: SMTP_URL, pool: true, maxConnections: 3, ...limits }));
  }
  return demo ? carriedBy(createTransport(demo)) : missing(log);
}

interface Mailer {
  sendMail(mail: object): Promise<unknown>;
  close(): void;
}

function carriedBy(mailer: Mailer): MailTransport {
  return {
    async send({ to, ...mail }) {
      // As an object, so that an address is never read as a list of them.
      const addressed = { ...mail, to: { name: '', address: to }, disableFileAccess: true, disableUrlAccess: true };
      await mailer.sendMail(addressed).catch((error: unknown) => {
        throw asChannelError(error);
      });
    },
    close: () => mailer.close(),
  };
}

function missing(log: Log): MailTransport {
  return {
    async send() {
      log.error('a mail cannot be sent: SMTP_URL names no mail server');
      throw new ChannelError('refused');
    },
    close: () => {},
  };
}
