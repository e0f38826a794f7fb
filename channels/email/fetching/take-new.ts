import type { Clock } from '../../../server/platform/index.js';
import type { Connection } from './connection.js';
import { cutMail } from './cut-mail.js';
import type { Lease } from './lease.js';
import type { FetchedMail } from './needs.js';
import { type Cursor, goOnFrom, type Head, inBatches, isWanted, LARGEST_BYTES, pastSearch, searchOf } from './plan.js';
import { NotStored } from './problem-of.js';
import { returnPathOf } from './return-path.js';

export interface TakeNeeds {
  mailbox: { id: string; address: string };
  connection: Connection;
  lease: Lease;
  clock: Clock;
  stopped: AbortSignal;
  /** Resolves once the mail is where nothing can lose it. */
  takeRaw: (mail: FetchedMail) => Promise<'new' | 'known'>;
  /** How often fetching each of these broke the connection. */
  trouble: Map<number, number>;
}

const UIDS_AT_ONCE = 500;
/** So often a mail is asked for whole; then its headers stand in for it. As often again, and a word without them does. */
const TRIES = 5;

/**
 * Takes in all that is new in the folder. Each batch is stored, then marked, then passed by the cursor: whatever stops this in
 * between, what was not passed is fetched again and found to be known.
 * @throws LeaseLost, NotStored, and what the connection and the store throw
 */
export async function takeNew(needs: TakeNeeds): Promise<void> {
  const { connection, lease, stopped } = needs;
  while (!stopped.aborted) {
    const cursor = goOnFrom(lease.cursor(), connection.folder());
    const query = searchOf(cursor, lease.since);
    const uids = (await connection.search(query)).filter((uid) => uid > cursor.lastUid).slice(0, UIDS_AT_ONCE);
    if (uids.length > 0) await takeThese(uids, cursor, needs);
    else if (query.since) await lease.moveTo(pastSearch(cursor));
    else return;
  }
}

async function takeThese(uids: number[], cursor: Cursor, needs: TakeNeeds): Promise<void> {
  const { connection, lease, stopped, trouble } = needs;
  const heads = await connection.heads(uids);
  const wanted = heads.filter((head) => isWanted(head, cursor, lease.since));
  for (const batch of inBatches(wanted, new Set(trouble.keys()))) {
    if (stopped.aborted) return;
    await takeBatch(batch, cursor, needs);
    await lease.moveTo({ ...cursor, lastUid: (batch.at(-1) as Head).uid });
  }
  const lastUid = uids.at(-1) as number;
  if (wanted.at(-1)?.uid !== lastUid) await lease.moveTo({ ...cursor, lastUid });
}

async function takeBatch(batch: Head[], cursor: Cursor, needs: TakeNeeds): Promise<void> {
  const { connection, lease, clock, mailbox, takeRaw } = needs;
  const { whole, mails } = await rawMails(batch, needs);
  const folder = `${cursor.account}/${cursor.folder}`;
  await Promise.all(
    [...mails].map(([head, raw]) =>
      takeRaw({
        mailboxId: mailbox.id,
        raw,
        envelope: { from: returnPathOf(raw), to: [mailbox.address] },
        at: earlier(head.at, clock.now()),
        position: { folder, uidValidity: cursor.uidValidity, uid: head.uid },
      }).catch((cause: unknown) => {
        throw new NotStored('a mail cannot be stored', { cause });
      }),
    ),
  );
  // Whoever was away for too long learns here that another fetches now.
  await lease.renew();
  await connection.mark(whole);
}

/** Also which of them are whole: the others stay on the server as they are, where they can be found. */
async function rawMails(batch: Head[], needs: TakeNeeds): Promise<{ whole: number[]; mails: Map<Head, Buffer> }> {
  const { trouble } = needs;
  const [only] = batch;
  const tries = only && batch.length === 1 ? (trouble.get(only.uid) ?? 0) : 0;
  if (only && ((only.bytes ?? 0) > LARGEST_BYTES || tries >= TRIES))
    return { whole: [], mails: new Map([[only, await standIn(only, tries, needs)]]) };
  const uids = batch.map(({ uid }) => uid);
  const sources = await noting(uids, needs, () => needs.connection.sources(uids));
  const there = batch.filter(({ uid }) => sources.has(uid)); // the rest was removed meanwhile
  for (const uid of uids) trouble.delete(uid);
  return { whole: there.map(({ uid }) => uid), mails: new Map(there.map((head) => [head, sources.get(head.uid)!])) };
}

async function standIn({ uid, bytes }: Head, tries: number, needs: TakeNeeds): Promise<Buffer> {
  const tooLarge = (bytes ?? 0) > LARGEST_BYTES;
  const headers = tries >= 2 * TRIES ? null : await noting([uid], needs, () => needs.connection.headers(uid));
  return cutMail(headers ?? Buffer.alloc(0), tooLarge ? bytes : null);
}

/** Remembers what was being fetched when it failed, so that one mail the server chokes on does not keep back all others. */
async function noting<T>(uids: number[], { trouble, stopped }: TakeNeeds, fetch: () => Promise<T>): Promise<T> {
  try {
    return await fetch();
  } catch (error) {
    if (!stopped.aborted) for (const uid of uids) trouble.set(uid, (trouble.get(uid) ?? 0) + 1);
    throw error;
  }
}

const earlier = (at: Date | null, now: Date): Date => (at && at < now ? at : now);
