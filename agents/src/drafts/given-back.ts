import type { Outgoing } from '../live/outgoing-item.js';
import { formattedText } from '../mail/compose/plain-text.js';
import type { Draft } from './drafts.js';

type GivenBack = Pick<Draft, 'text' | 'files' | 'mail'>;

/** What was refused as the draft it was, above what is being written there now. */
export function givenBack({ text, attachments, mail }: Outgoing, before: GivenBack): GivenBack {
  const words = [text, before.text].filter(Boolean).join('\n');
  if (!mail) return { text: words, files: [...attachments, ...before.files], mail: before.mail };
  const { to = null, cc = [], bcc = [], subject = null, html = formattedText(text), quote = true } = mail;
  const { html: below, files, set } = before.mail;
  const whole = { html: html + below, files: [...attachments, ...files], set: set + 1 };
  return { text: words, files: before.files, mail: { to, cc, bcc, subject, quote, ...whole } };
}
