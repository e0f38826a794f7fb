import type { Clock } from '../../../server/platform/index.js';
import type { Cursor } from './plan.js';
import { FetchModel, type FetchRecord } from './state.model.js';

/** What is older counts as sent before: clocks differ, and the server's dates are whole seconds. */
const SLACK_MS = 60_000;

/** Another node fetches this mailbox now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export interface LeaseNeeds {
  clock: Clock;
  node: string;
  leaseMs: number;
}

export type Lease = NonNullable<Awaited<ReturnType<typeof takeLease>>>;

/**
 * Takes a mailbox for this node, when nobody has it. Every write of the holder carries the epoch, so that one who was away too
 * long learns of it before anything is marked; what both may have taken in is told apart by its content.
 * @returns null while another node has it
 */
export async function takeLease(mailboxId: string, { clock, node, leaseMs }: LeaseNeeds) {
  const until = () => new Date(clock.now().getTime() + leaseMs);
  await begin(mailboxId, clock.now());
  const taken = await FetchModel.findOneAndUpdate(
    { _id: mailboxId, until: { $lte: clock.now() } },
    { $set: { holder: node, until: until() }, $inc: { epoch: 1 } },
    { returnDocument: 'after' },
  ).lean<FetchRecord>();
  if (!taken) return null;
  const { epoch, since, refused } = taken;
  let { cursor } = taken;

  async function write(fields: Partial<FetchRecord>): Promise<void> {
    const { matchedCount } = await FetchModel.updateOne({ _id: mailboxId, holder: node, epoch }, { $set: fields });
    if (matchedCount === 0) throw new LeaseLost();
  }

  return {
    since,
    refused,
    /** Up to where this mailbox has been read. */
    cursor: () => cursor,
    /** @throws LeaseLost */
    renew: () => write({ until: until() }),
    /** @throws LeaseLost */
    async moveTo(next: Cursor): Promise<void> {
      await write({ cursor: next, until: until() });
      cursor = next;
    },
    /** @throws LeaseLost */
    saveRefused: (refused: FetchRecord['refused']) => write({ refused }),
    /** So that another need not wait for its end. */
    release: () => write({ until: new Date(0) }).catch(() => {}),
  };
}

/** From its first fetching on a mailbox has a beginning, whether or not the connection comes about. */
async function begin(mailboxId: string, now: Date): Promise<void> {
  const fresh = { since: new Date(now.getTime() - SLACK_MS), cursor: null, holder: null, epoch: 0, refused: null };
  await FetchModel.updateOne(
    { _id: mailboxId },
    { $setOnInsert: { ...fresh, until: new Date(0) } },
    { upsert: true },
  ).catch((error: { code?: unknown }) => {
    if (error.code !== 11_000) throw error; // another node was first
  });
}

/** A mailbox that is no longer fetched; should it be once more, it begins anew. */
export const forget = (mailboxId: string): Promise<unknown> => FetchModel.deleteOne({ _id: mailboxId });
