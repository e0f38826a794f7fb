import { setImmediate as nextTurn } from 'node:timers/promises';

/** What the carrier is doing at the moment: requests out to the company, and theirs to it. */
export interface UnderWay {
  during<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is under way and nothing follows from what was. */
  settled(): Promise<void>;
}

export function makeUnderWay(): UnderWay {
  const running = new Set<Promise<unknown>>();
  return {
    during(work) {
      const ended = work.then(
        () => void running.delete(ended),
        () => void running.delete(ended),
      );
      running.add(ended);
      return work;
    },
    async settled() {
      for (;;) {
        // What follows from an answer runs as microtasks, all of them before the next turn.
        await nextTurn();
        if (running.size === 0) return;
        await Promise.all(running);
      }
    },
  };
}
