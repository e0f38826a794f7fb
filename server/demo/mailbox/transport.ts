import { Readable } from 'node:stream';
import { simpleParser } from 'mailparser';
import type { MailMessage, SentMessageInfo, Transport } from 'nodemailer';
import type { Clock } from '../../platform/index.js';
import { keepMail, MOST_KEPT } from './keep.js';
import type { KeptFile } from './kept-mail.model.js';

/**
 * A mail server that sends nothing anywhere: it keeps the newest mails for the page to show.
 * @param keep how many
 */
export function demoMailTransport({
  clock,
  keep = MOST_KEPT,
}: {
  clock: Clock;
  keep?: number;
}): Transport<SentMessageInfo> {
  return {
    name: 'demo mailbox',
    version: '1',
    send(message, done) {
      take(message, clock.now(), keep).then(
        (info) => done(null, info),
        (error: Error) => done(error),
      );
    },
  };
}

async function take(message: MailMessage<SentMessageInfo>, at: Date, keep: number): Promise<SentMessageInfo> {
  const { from, replyTo, to, cc, bcc, subject, text, html, raw, references } = message.data;
  const envelope = message.message.getEnvelope();
  const messageId = message.data.messageId ?? message.message.messageId();
  const content = {
    from: addressOf(from),
    replyTo: addressOf(replyTo ?? from),
    to: [to ?? envelope.to, cc ?? [], bcc ?? []].flat().map(addressOf).join(', '), // once for all: it comes to each apart
    subject: String(subject ?? ''),
    text: String(text ?? ''),
    html: String(html ?? ''),
    files: raw instanceof Readable ? await filesIn(raw) : [],
    references: [references ?? []].flat().map(String),
  };
  await keepMail({ messageId, at, written: false, ...content }, keep);
  return { envelope, messageId };
}

/** What goes with a mail is in its bytes only. */
async function filesIn(raw: Readable): Promise<KeptFile[]> {
  const { attachments } = await simpleParser(raw, { skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true });
  return attachments
    .filter(({ related }) => !related)
    .map(({ filename = '', size }) => ({ name: filename, sizeBytes: size }));
}

/** Of one who is named as text, `Shop <shop@company.example>`, or in parts. */
function addressOf(given: unknown): string {
  if (typeof given === 'string') return /<([^<>]+)>\s*$/.exec(given)?.[1] ?? given.trim();
  return (given as { address?: string } | undefined)?.address ?? '';
}
