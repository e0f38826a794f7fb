import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { isSuitableSocket } from './address.js';
import type { SlowOptions, SlowQuery } from './slow-queries.js';
import type { WorkerNews, WorkerOptions } from './worker.js';

export interface EmbeddedStoreOptions extends SlowOptions {
  /** Where the data is; made when missing, and held by one process at a time. */
  directory: string;
  /** false answers before the data is on the disk: for tests. EMBEDDED_STORE_SYNC=false changes the default. */
  sync?: boolean;
  /** How often expired documents are looked for; 60 when absent. */
  ttlSeconds?: number;
}

export interface EmbeddedStore {
  /** For mongoose or the driver, within this process. */
  uri: string;
  /** Answers what was asked, writes everything down and gives the directory free. */
  close(): Promise<void>;
}

/** A thread that takes longer to come out of what it is doing is ended with the whole process, as by `kill -9`. */
const STILL_LIMIT_MS = 5_000;

/** Directories this process already serves; the lock in the store itself tells only processes apart. */
const open = new Set<string>();

/**
 * Starts the store in a worker thread, on a socket that only this user can reach. Should that thread ever fail, the
 * process ends: without its store it could only lose what it is told.
 * @throws Error when another process holds the directory; its message names that process
 */
export async function startEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const { directory, sync, slowDocs, slowMs, ttlSeconds, onSlowQuery } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const real = realpathSync(directory);
  if (open.has(real)) throw new Error(`${directory} is in use by process ${process.pid}, this one`);
  open.add(real);
  const socket = socketFor(real);
  const still = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(workerFile(), {
    // Whatever flags started this process are not for the worker.
    execArgv: [],
    workerData: { directory: real, socket, still, sync, slowDocs, slowMs, ttlSeconds } satisfies WorkerOptions,
  });
  // Ended in the middle of a write, the thread would wait for its own lock for ever, and the process that exits for the thread.
  function standStill(): void {
    worker.postMessage('still');
    if (Atomics.wait(still, 0, 0, STILL_LIMIT_MS) === 'timed-out') process.kill(process.pid, 'SIGKILL');
  }
  process.on('exit', standStill);
  let serving = false;
  const ended = new Promise<void>((done) => worker.once('exit', () => done())).then(() => {
    open.delete(real);
    process.off('exit', standStill);
    if (dirname(socket) !== real) rmSync(dirname(socket), { recursive: true, force: true });
    if (serving) throw new Error('the embedded store ended by itself');
  });
  // A worker that fails says why and ends at once: what it said counts, also when both are heard in the same breath.
  let news: Exclude<WorkerNews, { slow: SlowQuery }> | undefined;
  worker.on('message', (said: WorkerNews) => {
    if ('slow' in said) onSlowQuery?.(said.slow);
    else news = said;
  });
  await Promise.race([firstMessage(worker), ended]);
  if (!news || 'failed' in news) {
    await ended;
    throw new Error(news?.failed ?? 'the embedded store ended before it listened');
  }
  serving = true;
  return {
    uri: `mongodb://${encodeURIComponent(socket)}/payvand`,
    async close() {
      serving = false;
      worker.postMessage('close');
      await ended;
    },
  };
}

/** Rejects on the worker's error until then; afterwards an error has no listener, and so ends the process. */
async function firstMessage(worker: Worker): Promise<void> {
  await once(worker, 'message');
}

/** Where the data directory's name does not suit, the socket is in a private directory of its own. */
function socketFor(directory: string): string {
  const beside = join(directory, 'store.sock');
  if (isSuitableSocket(beside)) return beside;
  const base = isSuitableSocket(join(tmpdir(), 'x'.repeat(40))) ? tmpdir() : '/tmp';
  const home = join(base, `payvand-${randomBytes(6).toString('hex')}`);
  mkdirSync(home, { mode: 0o700 });
  return join(home, 'store.sock');
}

/** Beside this file once built; from the sources, as tests run, the built one. */
function workerFile(): string {
  const here = fileURLToPath(new URL('./worker.js', import.meta.url));
  if (existsSync(here)) return here;
  return fileURLToPath(new URL('../../../dist/server/store/embedded/worker.js', import.meta.url));
}
