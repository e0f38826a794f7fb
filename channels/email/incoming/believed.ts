import type { MailboxRecord, MailRecord } from '../../../server/contract/index.js';
import type { ReadMail } from '../reading/index.js';
import { domainOf, isVouched, senderOf } from './vouched.js';

/** Reports of what goes out by Gmail come from there. */
const OTHER_NAMES: Record<string, string[]> = { 'gmail.com': ['googlemail.com'] };

export interface Reporting {
  mail: MailRecord;
  /** It came to the return path of the copy that went to this address; null where it came elsewhere. */
  copyFor: string | null;
  /** The domain that is proved to have written it; null where nothing proves one. */
  speaker: string | null;
}

/** Who reports, where the mailbox's own mail server vouches for it. */
export function speakerOf(read: ReadMail, { authservId }: Pick<MailboxRecord, 'authservId'>): string | null {
  const sender = senderOf(read);
  return sender !== null && isVouched(read, authservId, sender) ? domainOf(sender) : null;
}

/**
 * Whether a report on an address may have consequences. Whoever got the mail, or an answer to it, knows its ids: a report that only
 * names those is believed from the server of that address, from ours, and from the one that carries our mails. What comes to the
 * return path of that one's copy is believed: nobody else has seen it, and our own carrier's reports bear no proof at all.
 */
export function isBelieved(
  address: string,
  { copyFor, speaker }: Omit<Reporting, 'mail'>,
  mailbox: Pick<MailboxRecord, 'address' | 'outgoing'>,
): boolean {
  if (copyFor?.toLowerCase() === address.toLowerCase()) return true;
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
