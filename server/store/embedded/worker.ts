// The embedded store in a thread of its own, so that a long read does not hold up the application.
import { parentPort, workerData } from 'node:worker_threads';
import { syncByDefault } from './engine.js';
import { run } from './running.js';
import type { SlowQuery } from './slow-queries.js';

export interface WorkerOptions {
  directory: string;
  socket: string;
  /** Undefined leaves it to the environment. */
  sync?: boolean;
  slowDocs?: number;
  slowMs?: number;
  ttlSeconds?: number;
}
export type WorkerNews = { listening: true } | { failed: string } | { slow: SlowQuery };

const { directory, socket, slowDocs, slowMs, ttlSeconds, sync = syncByDefault() } = workerData as WorkerOptions;
const port = parentPort!;

try {
  const running = await run({
    directory,
    sync,
    ttlSeconds,
    identity: { setName: 'embedded', me: socket },
    where: { path: socket },
    slow: { slowDocs, slowMs, onSlowQuery: (slow) => port.postMessage({ slow } satisfies WorkerNews) },
  });
  port.once('message', () => void running.close().then(() => port.close()));
  port.postMessage({ listening: true } satisfies WorkerNews);
} catch (error) {
  port.postMessage({ failed: error instanceof Error ? error.message : String(error) } satisfies WorkerNews);
  port.close();
}
