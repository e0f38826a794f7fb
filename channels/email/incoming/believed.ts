import type { MailboxRecord, MailRecord } from '../../../server/contract/index.js';
import type { ReadMail } from '../reading/index.js';
import { domainOf, isVouched, senderOf } from './vouched.js';

/** Reports of what goes out by Gmail come from there. */
const OTHER_NAMES: Record<string, string[]> = { 'gmail.com': ['googlemail.com'] };

export interface Reporting {
  mail: MailRecord;
  /** It came to the address that this mail alone went out with. */
  byReturnPath: boolean;
  /** The domain that is proved to have written it; null where nothing proves one. */
  speaker: string | null;
}

/** Who reports, where the mailbox's own mail server vouches for it. */
export function speakerOf(read: ReadMail, { authservId }: Pick<MailboxRecord, 'authservId'>): string | null {
  const sender = senderOf(read);
  return sender !== null && isVouched(read, authservId, sender) ? domainOf(sender) : null;
}

/**
 * Whether a report on an address may have consequences. All who got the mail know its ids and its return path, and all who got an
 * answer to it know its ids: any of them can write a report on any other. So it is believed of an address that the mail went to
 * alone, at its return path; and from the server there, from ours, and from the one that carries our mails.
 */
export function isBelieved(
  address: string,
  { mail, byReturnPath, speaker }: Reporting,
  mailbox: Pick<MailboxRecord, 'address' | 'outgoing'>,
): boolean {
  if (byReturnPath && mail.envelope.to.length === 1) return true;
  if (speaker === null) return false;
  const speakers = [domainOf(address), domainOf(mailbox.address), ...carriersOf(mailbox.outgoing)];
  return speakers.some((domain) => speaker === domain || speaker.endsWith(`.${domain}`));
}

/** `smtp.mail.example` carries for `mail.example`. */
function carriersOf(outgoing: MailboxRecord['outgoing']): string[] {
  if (outgoing.kind !== 'smtp') return [];
  const domain = outgoing.host.toLowerCase().split('.').slice(1).join('.');
  return domain.includes('.') ? [domain, ...(OTHER_NAMES[domain] ?? [])] : [];
}
