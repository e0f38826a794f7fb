import type { Log } from '../log.js';
import type { JobHandler, Jobs } from './index.js';
import { runJob } from './run-job.js';

interface Lane {
  handler: JobHandler;
  concurrency: number;
  /** Due now, in the order of their nudges. */
  ready: Set<string>;
  later: Map<string, { timer: NodeJS.Timeout; dueAt: number }>;
  running: Map<string, Promise<void>>;
}

/** setTimeout cannot wait longer; a nudge further ahead is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function localJobs(log: Log): Jobs {
  const lanes = new Map<string, Lane>();
  let closed = false;

  function pump(name: string, lane: Lane): void {
    for (const id of lane.ready) {
      if (closed || lane.running.size >= lane.concurrency) return;
      if (lane.running.has(id)) continue; // one at a time for one id
      lane.ready.delete(id);
      const work = runJob(name, id, lane.handler, log).finally(() => {
        lane.running.delete(id);
        pump(name, lane);
      });
      lane.running.set(id, work);
    }
  }

  function schedule(name: string, lane: Lane, id: string, dueAt: number): void {
    clearTimeout(lane.later.get(id)?.timer);
    lane.later.delete(id);
    const waitMs = dueAt - Date.now();
    if (waitMs <= 0) {
      lane.ready.add(id);
      pump(name, lane);
      return;
    }
    const timer = setTimeout(() => schedule(name, lane, id, dueAt), Math.min(waitMs, LONGEST_TIMER_MS));
    lane.later.set(id, { timer: timer.unref(), dueAt });
  }

  return {
    defineJob(name, handler, { concurrency = 1 } = {}) {
      lanes.set(name, { handler, concurrency, ready: new Set(), later: new Map(), running: new Map() });
    },
    async nudge(name, id, { delayMs = 0 } = {}) {
      const lane = lanes.get(name);
      if (!lane || closed || lane.ready.has(id)) return;
      const dueAt = Date.now() + delayMs;
      const waiting = lane.later.get(id);
      if (!waiting || dueAt < waiting.dueAt) schedule(name, lane, id, dueAt);
    },
    async close() {
      closed = true;
      for (const lane of lanes.values()) for (const { timer } of lane.later.values()) clearTimeout(timer);
      await Promise.all([...lanes.values()].flatMap((lane) => [...lane.running.values()]));
    },
  };
}
