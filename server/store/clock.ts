import mongoose from 'mongoose';
import type { Clock, Log } from '../platform/index.js';

/** How often the store is asked, and how long an answer may take to be believed. */
const EVERY_MS = 5_000;
const SLOW_MS = 1_000;
/** Closer than this, apart from the way there and back, our own count goes on: time is to run evenly. */
const SLACK_MS = 50;
const FIRST_LOOKS = 3;

/**
 * One time for all nodes: the store's. Between two looks it is counted by a clock that nobody sets, so a machine whose own clock is
 * wrong, or is set while we run, neither takes a lease too early nor holds everybody for gone.
 * @throws when the store does not answer
 */
export async function storeClock(log: Log): Promise<{ clock: Clock; stop(): void }> {
  let ahead = Date.now() - performance.now();

  async function look(): Promise<{ ahead: number; doubtMs: number }> {
    const { db } = mongoose.connection;
    if (!db) throw new Error('not connected');
    const sent = performance.now();
    const { localTime } = (await db.command({ hello: 1 })) as { localTime: Date };
    const doubtMs = (performance.now() - sent) / 2;
    return { ahead: +localTime - (sent + doubtMs), doubtMs };
  }

  async function follow(): Promise<void> {
    const seen = await look();
    const offMs = seen.ahead - ahead;
    if (seen.doubtMs > SLOW_MS || Math.abs(offMs) <= SLACK_MS + seen.doubtMs) return;
    log.warn({ offMs: Math.round(offMs) }, "the time here was not the store's; the store's counts");
    ahead = seen.ahead;
  }

  const looks = [];
  for (let n = 0; n < FIRST_LOOKS; n += 1) looks.push(await look());
  const best = looks.reduce((one, other) => (other.doubtMs < one.doubtMs ? other : one));
  if (Math.abs(best.ahead - ahead) > SLACK_MS + best.doubtMs) ahead = best.ahead;
  // A store that is not there is told by everything else.
  const timer = setInterval(() => void follow().catch(() => {}), EVERY_MS).unref();
  return {
    clock: { now: () => new Date(Math.floor(ahead + performance.now())) },
    stop: () => clearInterval(timer),
  };
}
