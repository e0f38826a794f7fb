import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { WorkerNews, WorkerOptions } from './worker.js';

export interface EmbeddedStoreOptions {
  /** Where the data is; made when missing, and held by one process at a time. */
  directory: string;
  /** false answers before the data is on the disk: for tests. */
  sync?: boolean;
}

export interface EmbeddedStore {
  /** For mongoose or the driver, within this process. */
  uri: string;
  /** Answers what was asked, writes everything down and gives the directory free. */
  close(): Promise<void>;
}

/** Directories this process already serves; the lock in the store itself tells only processes apart. */
const open = new Set<string>();

/**
 * Starts the store in a worker thread, on a socket that only this user can reach.
 * @throws Error when another process holds the directory; its message names that process
 */
export async function startEmbeddedStore({ directory, sync = true }: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const real = realpathSync(directory);
  if (open.has(real)) throw new Error(`${directory} is in use by process ${process.pid}, this one`);
  open.add(real);
  const home = socketHome();
  const socket = join(home, 'store.sock');
  const release = (): void => {
    rmSync(home, { recursive: true, force: true });
    open.delete(real);
  };
  const worker = new Worker(workerFile(), {
    // Whatever flags started this process are not for the worker.
    execArgv: [],
    workerData: { directory: real, socket, sync } satisfies WorkerOptions,
  });
  const ended = once(worker, 'exit').then(release);
  const [news] = (await once(worker, 'message')) as [WorkerNews];
  if ('failed' in news) {
    await ended;
    throw new Error(news.failed);
  }
  return {
    uri: `mongodb://${encodeURIComponent(socket)}/payvand`,
    async close() {
      worker.postMessage('close');
      await ended;
    },
  };
}

/**
 * A short directory only this user can enter: a socket's path has at most 108 bytes, and drivers write the addresses
 * of a replica set in lower case.
 */
function socketHome(): string {
  const base = tmpdir();
  const usable = base === base.toLowerCase() && base.length < 70;
  const home = join(usable ? base : '/tmp', `payvand-${randomBytes(6).toString('hex')}`);
  mkdirSync(home, { mode: 0o700 });
  return home;
}

/** Beside this file once built; from the sources, as tests run, the built one. */
function workerFile(): string {
  const here = fileURLToPath(new URL('./worker.js', import.meta.url));
  if (existsSync(here)) return here;
  return fileURLToPath(new URL('../../../dist/server/store/embedded/worker.js', import.meta.url));
}
