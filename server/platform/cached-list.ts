/** A short list that is read all the time and changed seldom: users, queues, sites. */
export interface CachedList<T extends { _id: string }> {
  all(): Promise<readonly T[]>;
  byId(id: string): Promise<T | null>;
  /** After a change: the next read asks the store. */
  forget(): void;
}

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
  return {
    all: async () => [...(await read()).values()],
    byId: async (id) => (await read()).get(id) ?? null,
    forget: () => {
      kept = null;
    },
  };
}
