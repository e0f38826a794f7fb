import type { Bus, Clock } from '../platform/index.js';
import type { Picture } from './picture.js';
import { versionsSince } from './reads.js';
import { makeRounds } from './rounds.js';

/** A change is in the store at most so much later than it says: nodes' clocks differ, and a write takes its time. */
const LATE_MS = 3_000;
/** Whoever has not looked for so long reads them all instead. */
const LONG_MS = 60_000;

interface Heard {
  version: number;
  at: number;
}

/**
 * Which conversations have changed without being heard of here: what another node said may have been lost. A look reads what changed
 * since the one before, however many wait. What is stored later than `LATE_MS`, or by a clock that was set back, is found by the round.
 */
export function makeNews({ bus, clock, picture }: { bus: Bus; clock: Clock; picture: Picture }) {
  const heard = new Map<string, Heard>();
  let lookedAt = +clock.now();

  /** In this version it is known. @returns false where it was known in a newer one: this was read before that was heard */
  function note({ _id, version }: { _id: string; version: number }): boolean {
    const known = heard.get(_id)?.version ?? 0;
    heard.set(_id, { version: Math.max(version, known), at: +clock.now() });
    return version >= known;
  }
  bus.on('conversation.changed', ({ conversation }) => void note(conversation));

  /** Whether it was heard of lately, in this version or a newer one. */
  const heardOf = ({ _id, version }: { _id: string; version: number }): boolean =>
    version <= (heard.get(_id)?.version ?? 0);

  const rounds = makeRounds(picture, heardOf);

  /** @returns the ids of those that may be otherwise than is known of them; null when all are to be read */
  async function look(): Promise<string[] | null> {
    const [lately, doubted] = await Promise.all([lookLately(), rounds.next()]);
    return lately && [...new Set([...lately, ...doubted])];
  }

  async function lookLately(): Promise<string[] | null> {
    const now = +clock.now();
    if (now - lookedAt > LONG_MS) {
      lookedAt = now;
      return null;
    }
    const since = Math.min(lookedAt, now) - LATE_MS;
    const found = await versionsSince(new Date(since));
    const news = found.filter((one) => !heardOf(one));
    const newer = new Set(news);
    for (const one of found) if (!newer.has(one)) note(one);
    for (const [id, { at }] of heard) if (at < since) heard.delete(id);
    lookedAt = now;
    return news.map(({ _id }) => _id);
  }

  return { note, look };
}
