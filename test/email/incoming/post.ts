/** Mails as a test writes them, and how they are brought to our own mail server. */
import { createTransport } from 'nodemailer';

export interface Letter {
  from?: string;
  to?: string;
  subject?: string;
  id?: string | null;
  headers?: Record<string, string>;
  body?: string;
}

let written = 0;

/** A whole mail, as its writer's side hands it over. */
export function aLetter({
  from = 'Sara <sara@home.example>',
  to = 'support@shop.example',
  ...about
}: Letter = {}): string {
  written += 1;
  const {
    subject = 'Order',
    id = `<letter-${written}@home.example>`,
    headers = {},
    body = 'Where is my order?',
  } = about;
  const all = { From: from, To: to, Subject: subject, ...(id !== null && { 'Message-ID': id }), ...headers };
  const typed = 'Content-Type' in all ? {} : { 'Content-Type': 'text/plain; charset=utf-8' };
  const lines = Object.entries({ Date: 'Tue, 01 Jan 2030 09:00:00 +0000', ...all, ...typed, 'MIME-Version': '1.0' });
  return `${lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}\r\n`;
}

/** A mail server's report that a mail of ours did not arrive (RFC 3464). */
export function aReport(about: {
  recipient: string;
  status: string;
  action?: string;
  reported: string;
  to?: string;
  /** As the mailbox's own mail server says that it is of there. */
  vouched?: string;
}): string {
  const { recipient, status, action = 'failed', reported, to = 'support@shop.example', vouched } = about;
  const body = [
    '--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.',
    '--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.home.example\r\n',
    `Final-Recipient: rfc822; ${recipient}\r\nAction: ${action}\r\nStatus: ${status}`,
    `Diagnostic-Code: smtp; 550 ${status} no such user\r\n`,
    `--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <${reported}>\r\n\r\n--b--`,
  ].join('\r\n');
  const type = 'multipart/report; report-type=delivery-status; boundary=b';
  const trace = vouched && { 'Authentication-Results': `mx.shop.example; dmarc=pass header.from=${vouched}` };
  const headers = { ...trace, 'Content-Type': type, 'Auto-Submitted': 'auto-replied' };
  return aLetter({ from: `MAILER-DAEMON@${vouched ?? 'mx.home.example'}`, to, subject: 'Undelivered', headers, body });
}

/** Brings mails by SMTP over one connection; rejects with what the server answered. */
export function aCarrier(port: number) {
  const carrier = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, pool: true, maxConnections: 1 });
  return {
    async post(
      raw: string | Buffer,
      { from = 'sara@home.example', to = ['support@shop.example'] }: { from?: string; to?: string[] } = {},
    ): Promise<void> {
      await carrier.sendMail({ envelope: { from, to }, raw });
    },
    close: () => carrier.close(),
  };
}
