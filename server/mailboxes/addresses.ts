import type { MailboxRecord } from '../contract/index.js';

type Addressed = Pick<MailboxRecord, '_id' | 'address' | 'aliases' | 'active'>;

/** What a mailbox has for itself. One out of use has a word that is no address: an empty list would clash with another. */
export const claimsOf = ({ _id, address, aliases, active }: Addressed): string[] =>
  active ? [...new Set([address, ...aliases])] : [`unused:${_id}`];

/** Without what follows a plus in its local part: that is for whoever has the mailbox. */
export function bareAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  return plus > 0 && plus < at ? address.slice(0, plus) + address.slice(at) : address;
}
