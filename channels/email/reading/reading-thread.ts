import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ReadMail } from './read-mail.types.js';
import type { WorkerSays } from './worker.js';

/**
 * `tooLong`: more time or memory than allowed; `ended`: the thread fell over something, perhaps of an earlier mail; `neverBegan`: there
 * was no thread, which is no mail's doing.
 */
export type NotRead = 'broken' | 'tooLong' | 'ended' | 'neverBegan';

export interface ReadingThread {
  /** One mail at a time. After anything but `broken` the thread is gone, and `isGone` says so. */
  read(raw: Buffer, limitMs: number): Promise<ReadMail | NotRead>;
  isGone(): boolean;
  end(): Promise<void>;
}

/** By so much later than it was set a timer tells that nothing could run meanwhile. */
const LATE_MS = 1_000;

/** A thread that reads mails and does not keep the process alive while it has none. */
export function startThread(memoryMb: number): ReadingThread {
  const worker = new Worker(workerFile(), { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  worker.unref();
  let gone = false;
  let begun = false;
  let settle: (outcome: ReadMail | NotRead) => void = () => undefined;
  worker.on('message', ({ ready, mail }: WorkerSays & { mail?: ReadMail }) => {
    if (ready) begun = true;
    else settle(mail ?? 'broken');
  });
  worker.on('error', (error) => settle(begun ? (isOutOfMemory(error) ? 'tooLong' : 'ended') : 'neverBegan'));
  worker.on('exit', () => {
    gone = true;
    settle(begun ? 'ended' : 'neverBegan');
  });

  async function end(): Promise<void> {
    gone = true;
    await worker.terminate();
  }

  async function read(raw: Buffer, limitMs: number): Promise<ReadMail | NotRead> {
    worker.ref();
    const outcome = await new Promise<ReadMail | NotRead>((resolve) => {
      const stopTiming = after(limitMs, () => resolve('tooLong'));
      settle = (found) => {
        stopTiming();
        resolve(found);
      };
      // A copy, which the thread then owns: the mail itself stays as it came.
      const copy = Uint8Array.from(raw);
      worker.postMessage(copy, [copy.buffer]);
    });
    worker.unref();
    if (typeof outcome === 'string' && outcome !== 'broken') await end();
    return outcome;
  }

  return { read, isGone: () => gone, end };
}

/** A process that was stopped, or busy, for all that time hears of it first, and only then of what its thread has done: once more, then. */
function after(limitMs: number, act: () => void): () => void {
  const began = performance.now();
  let timer = setTimeout(() => {
    if (performance.now() - began < limitMs + LATE_MS) return act();
    timer = setTimeout(act, limitMs);
  }, limitMs);
  return () => clearTimeout(timer);
}

const isOutOfMemory = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** Beside this file once built; from the sources, as tests run, the built one. */
function workerFile(): string {
  const here = fileURLToPath(new URL('./worker.js', import.meta.url));
  if (existsSync(here)) return here;
  return fileURLToPath(new URL('../../../dist/channels/email/reading/worker.js', import.meta.url));
}
