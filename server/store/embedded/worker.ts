// The embedded store in a thread of its own, so that a long read does not hold up the application.
import { parentPort, workerData } from 'node:worker_threads';
import { syncByDefault } from './engine.js';
import { run } from './running.js';
import type { SlowQuery } from './slow-queries.js';

export interface WorkerOptions {
  directory: string;
  socket: string;
  /** Turns from 0 to 1 when this thread does nothing more. */
  still: Int32Array<SharedArrayBuffer>;
  /** Undefined leaves it to the environment. */
  sync?: boolean;
  slowDocs?: number;
  slowMs?: number;
  ttlSeconds?: number;
}
export type WorkerNews = { listening: true } | { failed: string } | { slow: SlowQuery };

const { directory, socket, still, slowDocs, slowMs, ttlSeconds, sync = syncByDefault() } = workerData as WorkerOptions;
const port = parentPort!;

function isStill(): void {
  Atomics.store(still, 0, 1);
  Atomics.notify(still, 0);
}
process.once('exit', isStill);
// Between two writes: whoever exits waits for that, and ends this thread where it stands.
port.on('message', (asked) => {
  if (asked !== 'still') return;
  isStill();
  Atomics.wait(still, 0, 1);
});

try {
  const running = await run({
    directory,
    sync,
    ttlSeconds,
    identity: { setName: 'embedded', me: socket },
    where: { path: socket },
    slow: { slowDocs, slowMs, onSlowQuery: (slow) => port.postMessage({ slow } satisfies WorkerNews) },
  });
  port.on('message', (asked) => {
    if (asked === 'close') void running.close().then(() => port.close());
  });
  port.postMessage({ listening: true } satisfies WorkerNews);
} catch (error) {
  port.postMessage({ failed: error instanceof Error ? error.message : String(error) } satisfies WorkerNews);
  port.close();
}
