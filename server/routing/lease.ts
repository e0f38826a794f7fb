import type { Clock } from '../platform/index.js';
import { LeaseModel } from './models.js';

const NAME = 'router';

export type Lease = ReturnType<typeof makeLease>;

/** Shares of the time after which somebody else is to route at the latest. */
const RENEWED_AFTER = 1 / 5;
const DECIDES_FOR = 2 / 3;
/** Less than all of it: whoever waits looks every tenth, and then has to read everything. */
const HELD_FOR = 4 / 5;

/**
 * Who may decide: one holder at a time, for a limited time. Renewed each fifth of it; from two thirds on without a renewal the
 * holder no longer decides. That keeps two routers apart almost always; what keeps them apart always is the epoch, which every
 * write of a router carries and the desks compare.
 * @param seconds after the death of the holder, by when another is to decide
 */
export function makeLease({ node, clock, seconds }: { node: string; clock: Clock; seconds: number }) {
  let held: { epoch: number; since: number } | null = null;
  const until = () => new Date(+clock.now() + seconds * HELD_FOR * 1_000);
  const ageMs = () => (held ? +clock.now() - held.since : 0);

  /** Takes it when it is free or has run out. @returns the new epoch, or null while somebody else has it */
  async function tryTake(): Promise<number | null> {
    const since = +clock.now();
    const taken = await LeaseModel.findOneAndUpdate(
      { _id: NAME, until: { $lte: new Date(since) } },
      { $set: { holder: node, until: until() }, $inc: { epoch: 1 } },
      { returnDocument: 'after' },
    ).lean();
    const lease = taken ?? (await firstEver());
    if (lease) held = { epoch: lease.epoch, since };
    return lease?.epoch ?? null;
  }

  async function firstEver() {
    if (await LeaseModel.exists({ _id: NAME })) return null;
    try {
      return await LeaseModel.create({ _id: NAME, holder: node, epoch: 1, until: until() });
    } catch (error) {
      if ((error as { code?: unknown }).code === 11_000) return null;
      throw error;
    }
  }

  /** @returns false when it is another's by now */
  async function renew(): Promise<boolean> {
    if (!held) return false;
    const { epoch } = held;
    const since = +clock.now();
    const { matchedCount } = await LeaseModel.updateOne(
      { _id: NAME, holder: node, epoch },
      { $set: { until: until() } },
    );
    if (matchedCount === 0) held = null;
    else if (held) held = { epoch, since };
    return matchedCount > 0;
  }

  /** Gives it back, so that another need not wait for it to run out. */
  async function release(): Promise<void> {
    if (!held) return;
    const { epoch } = held;
    held = null;
    await LeaseModel.updateOne({ _id: NAME, holder: node, epoch }, { $set: { until: new Date(0) } });
  }

  return {
    tryTake,
    renew,
    release,
    lost: () => {
      held = null;
    },
    /** The epoch to write with, or null when this node must not decide now. */
    epoch: (): number | null => (held && ageMs() < seconds * DECIDES_FOR * 1_000 ? held.epoch : null),
    /** Whether it is time to renew; also when time went backwards. */
    ages: (): boolean => ageMs() < 0 || ageMs() >= seconds * RENEWED_AFTER * 1_000,
    holds: () => held !== null,
    /** Whether anybody has it, here or elsewhere. */
    isTaken: async () => Boolean(await LeaseModel.exists({ _id: NAME, until: { $gt: clock.now() } })),
  };
}
