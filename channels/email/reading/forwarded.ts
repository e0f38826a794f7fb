import type { MailAddress } from '../../../server/contract/index.js';
import { addressesOf } from './addresses.js';
import type { Line } from './cut.js';
import { isForwardedLine } from './divider.js';
import { headerBlock } from './header-block.js';

const SUBJECT =
  /^\s*(?:fwd?|wg|tr|rv|enc|i|doorst|vs|vb|pd|továbbítás|ynt|πρθ|إعادة توجيه|ارجاع|بازارسال|هدایت|فوروارد|پاسخ به ارجاع|转发|轉寄|전달)\s?[:：]/iu;
const FURTHEST = 400;
/** Between the line that says "forwarded" and the header below it. */
const NEAR = 4;

export const isForwardSubject = (subject: string): boolean => SUBJECT.test(subject);

/** Who wrote first what is handed on here: by the header that the forwarding program wrote above it. A claim, as is all text. */
export function forwardedFrom(lines: readonly Line[], subject: string): MailAddress | null {
  const isForward = isForwardSubject(subject);
  let near = 0;
  for (let at = 0; at < Math.min(lines.length, FURTHEST); at += 1) {
    if (isForwardedLine(lines[at]!.text)) near = NEAR + 1;
    const block = isForward || near > 0 ? headerBlock(lines, at) : null;
    if (block) return addressIn(block.from);
    near -= 1;
  }
  return null;
}

/** `Ali <a@b>`, `a@b`, and Outlook's `Ali [mailto:a@b]`. */
function addressIn(value: string): MailAddress | null {
  const plain = value.replace(/\[(?:mailto:)?([^\]\s]+@[^\]\s]+)\]/i, '<$1>').replace(/<mailto:/i, '<');
  return addressesOf(plain.replace(/\*/g, '')).at(0) ?? null;
}
