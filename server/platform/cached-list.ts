import { setTimeout as sleep } from 'node:timers/promises';

/** A short list that is read all the time and changed seldom: users, queues, sites. */
export interface CachedList<T extends { _id: string }> {
  all(): Promise<readonly T[]>;
  byId(id: string): Promise<T | null>;
  /** The first that fits. When none does, the store is asked once more: another process may have made it just now. */
  find(fits: (item: T) => boolean): Promise<T | null>;
  /** After a change: the next read asks the store. */
  forget(): void;
}

/** Whoever asks for what is not there, again and again, has the store read no more often than this. */
const REREAD_MS = 200;

/**
 * Keeps what `load` gives. A change made by this process calls `forget`; one made by another is seen within `maxAgeMs`.
 * Age is counted on the machine's own clock, since it is about the cache and not about anything people see.
 */
export function cachedList<T extends { _id: string }>(load: () => Promise<T[]>, maxAgeMs = 5_000): CachedList<T> {
  let kept: { at: number; byId: Promise<Map<string, T>> } | null = null;
  const read = () => {
    if (!kept || performance.now() - kept.at > maxAgeMs) {
      const mine = {
        at: performance.now(),
        byId: load().then((list) => new Map(list.map((item) => [item._id, item]))),
      };
      mine.byId.catch(() => {
        if (kept === mine) kept = null; // a failed read is not kept
      });
      kept = mine;
    }
    return kept.byId;
  };
  const all = async () => [...(await read()).values()];
  const forget = () => {
    kept = null;
  };
  let rereading: Promise<T[]> | null = null;
  const reread = async () => {
    await sleep(kept ? Math.max(0, kept.at + REREAD_MS - performance.now()) : 0);
    rereading = null; // who asks from here on may want what is younger than this reading
    forget();
    return all();
  };
  return {
    all,
    byId: async (id) => (await read()).get(id) ?? null,
    find: async (fits) => {
      const known = (await all()).find(fits);
      if (known) return known;
      rereading ??= reread();
      return (await rereading).find(fits) ?? null;
    },
    forget,
  };
}
