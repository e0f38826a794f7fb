import type { Locale } from '../../../server/contract/index.js';
import { MAIL_WORDS } from '../words.js';
import { escaped, htmlOf, withoutOwnPictures } from './safe-html.js';

/** The mail that is answered, as the answer repeats it. */
export interface Original {
  /** Who wrote it: a name, else an address. */
  writer: string;
  at: Date;
  text: string;
  /** Safe, or null where it had none. */
  html: string | null;
}

const QUOTED_LENGTH = 20_000;

/** Below our own line, by which the answer to this is cut again when it comes back. */
export function quotedText(original: Original, locale: Locale, timeZone: string): string {
  const lines = original.text.slice(0, QUOTED_LENGTH).trimEnd().split('\n');
  const quoted = lines.map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd()));
  return [MAIL_WORDS[locale].reply.marker, '', wrote(original, locale, timeZone), ...quoted].join('\n');
}

export function quotedHtml(original: Original, locale: Locale, timeZone: string): string {
  const { direction, reply } = MAIL_WORDS[locale];
  const body = original.html ? withoutOwnPictures(original.html) : htmlOf(original.text.slice(0, QUOTED_LENGTH));
  return `<div dir="${direction}" class="payvand_marker" style="margin-top:24px;color:#6b7a78;font-size:12px">${escaped(reply.marker)}</div>
<div dir="${direction}" class="payvand_quote">${escaped(wrote(original, locale, timeZone))}
<blockquote type="cite" dir="auto" style="margin:8px 0 0;padding:0;padding-inline-start:12px;border-inline-start:2px solid #c9d3d1">${body}</blockquote></div>`;
}

function wrote({ writer, at }: Original, locale: Locale, timeZone: string): string {
  const { format, reply } = MAIL_WORDS[locale];
  const time = new Intl.DateTimeFormat(format, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  return reply.wrote(time.format(at), writer);
}
