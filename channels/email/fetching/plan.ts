/** What to fetch: decided from what is known, without a connection. */

/** Up to where a folder has been read. */
export interface Cursor {
  /** Whose folder on which server, as `user@host`. */
  account: string;
  folder: string;
  /** A 32-bit number. Another one means that the server numbers its mails anew. */
  uidValidity: string;
  /** All up to it are taken in. */
  lastUid: number;
  /** Below it are mails that were there before: only what came since the mailbox is fetched counts, and may be known already. */
  rescanBelow: number;
}

/** A folder as the server describes it now. */
export interface FolderState extends Pick<Cursor, 'account' | 'folder' | 'uidValidity'> {
  /** 2^32 where the server does not say: then all that is there counts as old. */
  uidNext: number;
}

/** A mail before it is fetched. */
export interface Head {
  uid: number;
  /** As the server says; may lie. Null: it does not say. */
  bytes: number | null;
  /** When it came to the server (INTERNALDATE), by the server's clock. */
  at: Date | null;
}

/** Raw mails beyond it are not fetched whole. */
export const LARGEST_BYTES = 35_000_000;
const BATCH_BYTES = 8_000_000;
const BATCH_MAILS = 20;

/**
 * Where to go on. In a folder that was never read, or whose numbers no longer hold, all of it is looked through once: what is
 * older than the mailbox stays out by its date, what is known already is told from new by its content.
 */
export function goOnFrom(cursor: Cursor | null, now: FolderState): Cursor {
  const { account, folder, uidValidity, uidNext } = now;
  const same = cursor?.account === account && cursor.folder === folder && cursor.uidValidity === uidValidity;
  return same ? cursor : { account, folder, uidValidity, lastUid: 0, rescanBelow: uidNext };
}

/** Dates of searches are days, in whichever time zone the server counts them. */
const TWO_DAYS_MS = 172_800_000;

/** What to ask the server for next: first what was there before, by its date, then all that is new. */
export function searchOf({ lastUid, rescanBelow }: Cursor, since: Date): { uid: string; since?: Date } {
  if (lastUid + 1 >= rescanBelow) return { uid: `${lastUid + 1}:*` };
  return { uid: `${lastUid + 1}:${rescanBelow - 1}`, since: new Date(since.getTime() - TWO_DAYS_MS) };
}

/** Where a search that found nothing more leaves the cursor. */
export const pastSearch = (cursor: Cursor): Cursor => ({
  ...cursor,
  lastUid: Math.max(cursor.lastUid, cursor.rescanBelow - 1),
});

/** Whether a mail is to be taken in. `UID n:*` always names the newest mail too, even one before n. */
export function isWanted({ uid, at }: Head, { lastUid, rescanBelow }: Cursor, since: Date): boolean {
  if (uid <= lastUid) return false;
  return uid >= rescanBelow || !at || at >= since;
}

/** Together as many as do not weigh much; one that may be too large, or broke the connection before, by itself. */
export function inBatches(heads: readonly Head[], alone: ReadonlySet<number>): Head[][] {
  const batches: Head[][] = [];
  let bytes = 0;
  for (const head of heads) {
    const batch = batches.at(-1);
    const weight = alone.has(head.uid) ? BATCH_BYTES : (head.bytes ?? BATCH_BYTES);
    bytes += weight;
    if (batch && batch.length < BATCH_MAILS && bytes <= BATCH_BYTES) batch.push(head);
    else {
      batches.push([head]);
      bytes = weight;
    }
  }
  return batches;
}
