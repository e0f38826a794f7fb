import type { Connection } from '../fetching/connection.js';
import { readHead } from '../reading/mail-head.js';

/** The newest mails are looked at, and fewer than so many prove nothing. */
const LOOKED_AT = 5;
const FEWEST = 3;
/** Among the last so many uids. */
const RANGE = 200;

/**
 * Who checks senders for this mailbox: the name that stands first in Authentication-Results of its newest mails (RFC 8601). A sender
 * can write such a field too, and it stands first where no server adds one: so it is a proposal, and only where all of them agree.
 */
export async function checkerOf(connection: Pick<Connection, 'folder' | 'search' | 'headers'>): Promise<string | null> {
  const from = Math.max(1, connection.folder().uidNext - RANGE);
  const newest = (await connection.search({ uid: `${from}:*` })).slice(-LOOKED_AT);
  if (newest.length < FEWEST) return null;
  const names = new Set<string | null>();
  for (const uid of newest) {
    const header = await connection.headers(uid);
    names.add((header && readHead(header).authentication[0]?.authservId) ?? null);
  }
  const [name = null, another] = names;
  return another === undefined ? name : null;
}
