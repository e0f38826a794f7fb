import type { MailboxRecord } from '../contract/index.js';

type Claiming = Pick<MailboxRecord, '_id' | 'address' | 'aliases' | 'active' | 'incoming'>;

const FOLDER = 'imap: ';

/** What a mailbox has for itself. One out of use has a word that is no address: an empty list would clash with another. */
export const claimsOf = ({ _id, address, aliases, active, incoming }: Claiming): string[] =>
  active ? [...new Set([address, ...aliases]), ...folderOf(incoming)] : [`unused:${_id}`];

/** Two that fetch from one folder would each take in all of its mail. With a space in it, which no address has. */
function folderOf(incoming: MailboxRecord['incoming']): string[] {
  if (incoming.kind !== 'imap') return [];
  const { host, port, signIn, folder } = incoming;
  const user = signIn.kind === 'none' ? '' : signIn.user;
  const name = /^inbox$/i.test(folder) ? 'INBOX' : folder; // the one name whose case is nothing
  return [`${FOLDER}${user}@${host.toLowerCase()}:${port}/${name}`];
}

export const isFolder = (claim: string): boolean => claim.startsWith(FOLDER);

/** Without what follows a plus in its local part: that is for whoever has the mailbox. */
export function bareAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  return plus > 0 && plus < at ? address.slice(0, plus) + address.slice(at) : address;
}
