import type { Part } from './body.js';
import { cleanLine } from './clean.js';
import { readHead } from './mail-head.js';
import type { MailAttachment } from './read-mail.types.js';

/** What a mail server puts into its report; the original has it. */
const OF_REPORT = /^(message\/(global-)?delivery-status|message\/(rfc822|global|global-headers)|text\/rfc822-headers)$/;
const NAMES: Record<string, string> = { 'text/calendar': 'invite.ics', 'application/ics': 'invite.ics' };

/**
 * What comes with a mail as files. A picture that the text shows is inline; one that it does not, though it has an id, is below.
 * @param shown ids that the formatted text refers to, lower case
 */
export function attachmentsOf(parts: readonly Part[], shown: Set<string>, isBounce: boolean): MailAttachment[] {
  const files = parts.filter(({ type }) => !(isBounce && OF_REPORT.test(type)));
  return files.filter(isFirstOfItsKind).map((part, at) => ({
    name: cleanLine(part.name) || nameFor(part, at),
    type: part.type,
    content: part.content,
    cid: part.cid,
    inline: part.cid !== null && shown.has(part.cid),
  }));
}

/** An invitation comes twice from many programs: to be answered, and as a file. */
function isFirstOfItsKind({ type, content }: Part, at: number, files: readonly Part[]): boolean {
  if (!(type in NAMES)) return true;
  return !files.slice(0, at).some((earlier) => earlier.type in NAMES && earlier.content.equals(content));
}

function nameFor({ type, content }: Part, at: number): string {
  if (type === 'message/rfc822') return `${readHead(content).subject.slice(0, 100) || 'mail'}.eml`;
  if (NAMES[type]) return NAMES[type];
  const [kind, ending = ''] = type.split('/');
  return kind === 'image' && /^[a-z]{2,5}$/.test(ending) ? `image-${at + 1}.${ending}` : `file-${at + 1}`;
}
