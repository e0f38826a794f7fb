import { setTimeout as rest, setImmediate as turn } from 'node:timers/promises';
import Bull, { type Queue } from 'bull';
import type { Log } from '../log.js';
import type { Jobs } from './index.js';
import { runJob } from './run-job.js';

/** For so long closing waits for handlers, and for a Redis that does not answer; sweeps find again what was cut off. */
const CLOSES_WITHIN_MS = 5_000;

export function bullJobs(redisUrl: string, prefix: string, log: Log): Jobs {
  const queues = new Map<string, Queue>();
  const running = new Set<Promise<void>>();
  let closed = false;

  function queueOf(name: string): Queue {
    const known = queues.get(name);
    if (known) return known;
    const queue = new Bull(name, redisUrl, { prefix });
    queue.on('error', (error) => log.error({ error, job: name }, 'redis does not answer'));
    queues.set(name, queue);
    return queue;
  }

  /** Bull ignores a new job whose id still waits; an earlier time must win all the same. */
  async function bringForward(queue: Queue, id: string, delayMs: number): Promise<void> {
    const waiting = await queue.getJob(id);
    if (!waiting || !(await waiting.isDelayed())) return;
    const dueAt = waiting.timestamp + (waiting.opts.delay ?? 0);
    if (Date.now() + delayMs >= dueAt) return;
    // Taken up by a worker in between: then it runs, which is what was wanted.
    await waiting.remove().catch(() => {});
  }

  async function run(handled: Promise<void>): Promise<void> {
    running.add(handled);
    await handled.finally(() => running.delete(handled));
  }

  /**
   * Bull could wait for its handlers itself, but leaves an error to nobody where Redis is away meanwhile, of which a process dies;
   * and it waits for an answer of Redis without end.
   */
  async function closeQueues(): Promise<void> {
    const all = [...queues.values()];
    await Promise.allSettled(all.map((queue) => queue.pause(true, true)));
    while (running.size > 0) await Promise.all(running);
    await turn(); // what they came to is on its way to Redis
    await Promise.allSettled(all.map((queue) => queue.close(true)));
  }

  return {
    defineJob(name, handler, { concurrency = 1 } = {}) {
      queueOf(name)
        .process(concurrency, (job) => run(runJob(name, String(job.id), handler, log)))
        .catch((error: unknown) => log.error({ error, job: name }, 'a worker could not start'));
    },
    async nudge(name, id, { delayMs = 0 } = {}) {
      if (closed) return;
      const queue = queueOf(name);
      try {
        await bringForward(queue, id, delayMs);
        // Kept jobs would make bull ignore the next nudge for the same id, so none is kept.
        await queue.add({}, { jobId: id, delay: delayMs, removeOnComplete: true, removeOnFail: true });
      } catch (error) {
        log.warn({ error, job: name }, 'a nudge was lost');
      }
    },
    async close() {
      closed = true;
      await Promise.race([closeQueues(), rest(CLOSES_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}
