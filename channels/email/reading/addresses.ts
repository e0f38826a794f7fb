import { domainToASCII } from 'node:url';
import { type Address, addressParser } from 'postal-mime';
import type { MailAddress } from '../../../server/contract/index.js';
import { cleanLine, clip } from './clean.js';
import { joinedWords } from './encoded-words.js';
import { MAIL_LIMITS } from './limits.js';

const LONGEST_ADDRESS = 254;
const LONGEST_NAME = 200;

/** The mailboxes of an address field, groups dissolved; what is no address is passed over. */
export function addressesOf(value: string): MailAddress[] {
  const found = addressParser(joinedWords(value)).slice(0, MAIL_LIMITS.addresses);
  const mailboxes = found.flatMap((each: Address) => each.group ?? [each]).slice(0, MAIL_LIMITS.addresses);
  return mailboxes.flatMap(({ name, address }) => {
    const known = plainAddress(address ?? '');
    return known ? [{ name: clip(cleanLine(name), LONGEST_NAME), address: known }] : [];
  });
}

/** Lower case, the domain in its ASCII form, so that one address is written in one way; null for what no mail can go to. */
export function plainAddress(given: string): string | null {
  const [, local, domain] = /^([^\s@<>(),;:"[\]\\]+)@([^\s@<>(),;:"\\/]+)$/u.exec(given.trim()) ?? [];
  const ascii = domain && domainToASCII(domain);
  if (!local || !ascii) return null;
  const address = `${local}@${ascii}`.toLowerCase();
  return address.length <= LONGEST_ADDRESS ? address : null;
}

/** Names that read as somebody else's address: what many programs show alone. */
export function namesAnother({ name, address }: MailAddress): boolean {
  const inName = name.toLowerCase().match(/[^\s@<>"'()]+@[^\s@<>"'(),;]+\.[^\s@<>"'(),;]+/g) ?? [];
  return inName.some((each) => plainAddress(each) !== address);
}
