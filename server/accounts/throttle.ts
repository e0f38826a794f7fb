import mongoose from 'mongoose';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { hashSecret } from '../platform/index.js';

const QUARTER_HOUR_SECONDS = 900;
/** Many people may share one address (an office behind one router); few share one account. */
const ADDRESS_FACTOR = 5;

export interface Throttle {
  /** Counts a try before the password is looked at, so that parallel guesses all count. Null: go on. */
  count(email: string, ip: string): Promise<Refusal | null>;
  /** The password was right: the account's count begins anew, and the address gets its try back. */
  good(email: string, ip: string): Promise<void>;
}

export interface Refusal {
  retryAfterSeconds: number;
  /** The first refusal of its window; the later ones are no news. */
  first: boolean;
}

/** The counts are in the store: they outlive restarts and hold for all nodes together. */
export function makeThrottle(triesPerQuarterHour: number): Throttle {
  let limits: Promise<[RateLimiterMongo, RateLimiterMongo]> | null = null;
  const open = () =>
    Promise.all([
      limiter('signin_emails', triesPerQuarterHour),
      limiter('signin_addresses', triesPerQuarterHour * ADDRESS_FACTOR),
    ]);
  const ready = () => {
    limits ??= open();
    limits.catch(() => {
      limits = null;
    });
    return limits;
  };
  return {
    count: async (email, ip) => {
      const [emails, addresses] = await ready();
      const refusals = await Promise.all([tryOne(emails, email), tryOne(addresses, ip)]);
      return refusals.find((refusal) => refusal) ?? null;
    },
    good: async (email, ip) => {
      const [emails, addresses] = await ready();
      await Promise.all([emails.delete(hashSecret(email)), addresses.reward(hashSecret(ip), 1)]);
    },
  };
}

async function limiter(tableName: string, points: number): Promise<RateLimiterMongo> {
  const made = new RateLimiterMongo({
    storeClient: mongoose.connection.db,
    tableName,
    points,
    duration: QUARTER_HOUR_SECONDS,
    disableIndexesCreation: true, // by itself it would not wait for them
  });
  await made.createIndexes();
  return made;
}

async function tryOne(limits: RateLimiterMongo, key: string): Promise<Refusal | null> {
  try {
    await limits.consume(hashSecret(key));
    return null;
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    const retryAfterSeconds = Math.max(1, Math.ceil(reason.msBeforeNext / 1_000));
    return { retryAfterSeconds, first: reason.consumedPoints === limits.points + 1 };
  }
}
