import type { Clock } from '../platform/index.js';
import { LeaseModel, type LeaseRecord } from './models.js';

const NAME = 'router';

export type Lease = ReturnType<typeof makeLease>;

interface LeaseNeeds {
  node: string;
  clock: Clock;
  /** After the death of the holder, by when another is to decide. */
  seconds: number;
  /** Where nobody had it for longer than this before it is taken, nobody was there at all. */
  breakMs: number;
}

/** Shares of the time after which somebody else is to route at the latest. */
const RENEWED_AFTER = 1 / 5;
const DECIDES_FOR = 2 / 3;
/** Less than all of it: whoever waits looks every tenth, and then has to read everything. */
const HELD_FOR = 4 / 5;

/**
 * Who may decide: one holder at a time, for a limited time. Renewed each fifth of it; from two thirds on without a renewal the
 * holder no longer decides. That keeps two routers apart almost always; what keeps them apart always is the epoch, which every
 * write of a router carries and the desks compare.
 */
export function makeLease({ node, clock, seconds, breakMs }: LeaseNeeds) {
  let held: { epoch: number; since: number; routedSince: number } | null = null;
  const until = () => new Date(+clock.now() + seconds * HELD_FOR * 1_000);
  const ageMs = () => (held ? +clock.now() - held.since : 0);

  /** Takes it when it is free or has run out. @returns the new epoch, or null while somebody else has it */
  async function tryTake(): Promise<number | null> {
    const since = +clock.now();
    const before = await LeaseModel.findById(NAME).lean();
    if (!before) return firstEver(since);
    if (+before.until > since) return null;
    const { epoch } = before;
    const taken = { holder: node, epoch: epoch + 1, ...signed(since, before) };
    const { matchedCount } = await LeaseModel.updateOne({ _id: NAME, epoch, until: before.until }, { $set: taken });
    if (matchedCount > 0) held = { epoch: taken.epoch, since, routedSince: +taken.routedSince };
    return matchedCount > 0 ? taken.epoch : null;
  }

  async function firstEver(since: number): Promise<number | null> {
    try {
      await LeaseModel.create({ _id: NAME, holder: node, epoch: 1, ...signed(since, null) });
    } catch (error) {
      if ((error as { code?: unknown }).code === 11_000) return null;
      throw error;
    }
    held = { epoch: 1, since, routedSince: since };
    return 1;
  }

  /** @param before when it was last signed, and since when without a break; null: never */
  function signed(at: number, before: Partial<Pick<LeaseRecord, 'signedAt' | 'routedSince'>> | null) {
    const { signedAt, routedSince } = before ?? {};
    const unbroken = signedAt && routedSince && at - +signedAt <= breakMs;
    return { signedAt: new Date(at), until: until(), routedSince: unbroken ? routedSince : new Date(at) };
  }

  /** @returns false when it is another's by now */
  async function renew(): Promise<boolean> {
    if (!held) return false;
    const { epoch } = held;
    const since = +clock.now();
    const sign = { until: until(), signedAt: new Date(since) };
    const { matchedCount } = await LeaseModel.updateOne({ _id: NAME, holder: node, epoch }, { $set: sign });
    if (matchedCount === 0) held = null;
    else if (held) held = { ...held, epoch, since };
    return matchedCount > 0;
  }

  /** Gives it back, so that another need not wait for it to run out. */
  async function release(): Promise<void> {
    if (!held) return;
    const { epoch } = held;
    held = null;
    await LeaseModel.updateOne(
      { _id: NAME, holder: node, epoch },
      { $set: { until: new Date(0), signedAt: clock.now() } },
    );
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
    /** Since when this holder and those before it have routed without a break: who was cut off could come back since then. */
    routedSince: (): number => held?.routedSince ?? +clock.now(),
    /** Whether anybody has it, here or elsewhere. */
    isTaken: async () => Boolean(await LeaseModel.exists({ _id: NAME, until: { $gt: clock.now() } })),
  };
}
