import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from './clock.js';

const DAY_MS = 86_400_000;

interface SigningNeeds {
  secretKey: string;
  clock: Clock;
  /** What it opens; an address for one thing opens no other. */
  purpose: string;
}

/** Addresses that open one thing for one to two days. They stay the same for a day, so that browsers can keep what they led to. */
export function makeSignedAddresses({ secretKey, clock, purpose }: SigningNeeds) {
  const sign = (id: string, expires: number) =>
    createHmac('sha256', secretKey).update(`${purpose}:${id}:${expires}`).digest('base64url');

  return {
    /** What stands behind the question mark. */
    queryFor(id: string): string {
      const expires = (Math.floor(clock.now().getTime() / DAY_MS) + 2) * DAY_MS;
      return `e=${expires}&s=${sign(id, expires)}`;
    },
    isGenuine(id: string, { e, s }: { e?: unknown; s?: unknown }): boolean {
      const expires = Number(e);
      const good = Buffer.from(sign(id, expires));
      const given = Buffer.from(String(s ?? ''));
      return good.length === given.length && timingSafeEqual(good, given) && expires > clock.now().getTime();
    },
  };
}
