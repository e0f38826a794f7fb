import type { Clock } from '../../platform/index.js';

/** What happens later, on a clock that is either the real one or turned by hand. */
export interface Time extends Clock {
  /** Runs it after that many milliseconds. @returns takes it back */
  after(ms: number, run: () => void): () => void;
  stop(): void;
}

/** Time that stands until it is turned. */
export interface VirtualTime extends Time {
  /** Turns it on, one due thing after another; `settled` is awaited after each. */
  advance(ms: number, settled: () => Promise<void>): Promise<void>;
}

export function realTime(): Time {
  const waiting = new Set<NodeJS.Timeout>();
  return {
    now: () => new Date(),
    after(ms, run) {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        run();
      }, ms);
      waiting.add(timer);
      return () => {
        clearTimeout(timer);
        waiting.delete(timer);
      };
    },
    stop: () => waiting.forEach((timer) => void clearTimeout(timer)),
  };
}

interface Due {
  at: number;
  run: () => void;
}

/** @param start ISO 8601 */
export function virtualTime(start = '2030-01-01T09:00:00Z'): VirtualTime {
  let now = Date.parse(start);
  let waiting: Due[] = [];
  /** The earliest; of two at the same moment the one that was asked for first. */
  const next = () => waiting.reduce<Due | null>((first, due) => (first && first.at <= due.at ? first : due), null);
  const takeBack = (due: Due) => {
    waiting = waiting.filter((other) => other !== due);
  };
  return {
    now: () => new Date(now),
    after(ms, run) {
      const due = { at: now + Math.max(0, ms), run };
      waiting.push(due);
      return () => takeBack(due);
    },
    async advance(ms, settled) {
      const until = now + ms;
      await settled();
      for (let due = next(); due && due.at <= until; due = next()) {
        takeBack(due);
        now = Math.max(now, due.at);
        due.run();
        await settled();
      }
      now = Math.max(now, until);
    },
    stop() {
      waiting = [];
    },
  };
}
