import type { Clock, Log } from '../platform/index.js';

const LONGEST_MS = 60_000;

/** However long a task takes, it is begun again after this many times the time it is to be begun after. */
export const MOST_RARELY = 4;

interface Rhythm {
  everyMs: number;
  /** The largest share of the time it may take, 0 to 1; a task that grows slow is run less often, down to `MOST_RARELY`. */
  share?: number;
}

interface Repeated extends Rhythm {
  name: string;
  task: () => Promise<void>;
}

/**
 * Milliseconds from the end of one run to the next. What was slow only once says nothing about the task: the process stood still, or
 * the store did.
 * @param took the last two runs, in milliseconds
 */
export function restMs({ everyMs, share = 1 }: Rhythm, took: readonly [number, number]): number {
  const cost = Math.min(...took);
  return Math.min(Math.max(everyMs, cost / share - cost), MOST_RARELY * everyMs);
}

/** Runs a task again and again, never twice at once. @returns a function that stops it and waits for the run under way */
export function repeating({ name, task, ...rhythm }: Repeated, log: Log): () => Promise<void> {
  let timer: NodeJS.Timeout | null = null;
  let current: Promise<void> = Promise.resolve();
  let stopped = false;
  let failing = false;
  let before = 0;

  async function run(): Promise<void> {
    const start = performance.now();
    try {
      await task();
      failing = false;
    } catch (error) {
      if (!failing) log.error({ error, task: name }, 'a repeated task failed; it goes on trying');
      failing = true;
    }
    const took = performance.now() - start;
    if (!stopped) timer = setTimeout(turn, restMs(rhythm, [before, took])).unref();
    before = took;
  }
  function turn(): void {
    current = run();
  }
  timer = setTimeout(turn, rhythm.everyMs).unref();

  return async function stop(): Promise<void> {
    stopped = true;
    if (timer) clearTimeout(timer);
    await current;
  };
}

/** Wakes once, at the earliest time it was asked for. */
export function alarm(clock: Clock, ring: () => void) {
  let timer: NodeJS.Timeout | null = null;
  let at = Number.POSITIVE_INFINITY;
  const clear = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    at = Number.POSITIVE_INFINITY;
  };
  return {
    set(wanted: number): void {
      if (wanted >= at || !Number.isFinite(wanted)) return;
      clear();
      at = wanted;
      const ms = Math.min(Math.max(0, wanted - +clock.now()), LONGEST_MS);
      timer = setTimeout(() => {
        clear();
        ring();
      }, ms).unref();
    },
    clear,
  };
}
