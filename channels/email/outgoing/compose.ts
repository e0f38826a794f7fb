import type { Locale, MailTold } from '../../../server/contract/index.js';
import type { MailFile, OutgoingMail } from '../transport.js';
import { domainOf, type SendingMailbox } from './mailbox.js';
import { type Original, quotedHtml, quotedText } from './quote.js';
import { htmlOf, safeHtml, textOf } from './safe-html.js';
import type { ThreadIds } from './thread-ids.js';

/** A mail of ours, as one composes it: everything is known, nothing is looked up. */
export interface Letter {
  mailbox: SendingMailbox;
  locale: Locale;
  timeZone: string;
  told: Pick<MailTold, 'to' | 'cc' | 'bcc' | 'subject'>;
  text: string;
  /** Safe, its pictures as `cid:` and a file's id; null where only plain text was written. */
  html: string | null;
  original: Original | null;
  /** Without brackets, as all ids here. */
  messageId: string;
  thread: ThreadIds;
  /** Where answers go; the mailbox itself where it can have no such address. */
  replyTo: string | null;
  loopMark: string;
  /** Nobody wrote it, and nothing shall answer it (RFC 3834; Exchange has its own header). */
  automatic: boolean;
  files: MailFile[];
}

const AUTOMATIC = { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' };
const bracketed = (id: string) => `<${id}>`;

export function composeMail(letter: Letter): OutgoingMail {
  const { mailbox, locale, told, messageId, thread, replyTo, loopMark, automatic, files } = letter;
  const name = mailbox.senderName[locale] || mailbox.name;
  const { dkim } = mailbox;
  const { to, cc, bcc = [] } = told;
  return {
    from: { name, address: mailbox.address },
    ...{ to, cc, bcc },
    ...(replyTo && { replyTo: { name, address: replyTo } }),
    subject: told.subject,
    text: textPart(letter),
    html: htmlPart(letter),
    messageId: bracketed(messageId),
    ...(thread.inReplyTo && { inReplyTo: bracketed(thread.inReplyTo) }),
    references: thread.references.map(bracketed),
    headers: { 'X-Loop': loopMark, ...(automatic && AUTOMATIC) },
    attachments: files,
    ...(dkim && { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } }),
  };
}

function textPart({ mailbox, locale, timeZone, text, original }: Letter): string {
  const signature = textOf(mailbox.signature[locale]);
  const parts = [text.trimEnd()];
  if (signature) parts.push(`-- \n${signature}`); // the space belongs to it: so readers know a signature
  if (original) parts.push(quotedText(original, locale, timeZone));
  return `${parts.join('\n\n')}\n`;
}

function htmlPart({ mailbox, locale, timeZone, text, html, original }: Letter): string {
  const signature = safeHtml(mailbox.signature[locale]);
  const parts = [`<div dir="auto">${html ?? htmlOf(text)}</div>`];
  if (signature) parts.push(`<div dir="auto" class="payvand_signature" style="margin-top:16px">${signature}</div>`);
  if (original) parts.push(quotedHtml(original, locale, timeZone));
  const body = parts.join('\n').replace(/\bcid:([0-9a-f]{24})\b/g, `cid:$1@${domainOf(mailbox.address)}`);
  return `<!doctype html>\n<html lang="${locale}"><head><meta charset="utf-8"></head><body>\n${body}\n</body></html>\n`;
}

/** The name by which a text shows a file of the mail. */
export const cidOf = (fileId: string, mailbox: SendingMailbox): string => `${fileId}@${domainOf(mailbox.address)}`;
