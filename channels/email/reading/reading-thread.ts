import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ReadMail } from './read-mail.types.js';
import type { ReadDone } from './worker.js';

/** `tooLong`: more time or memory than allowed; `ended`: the thread fell over something, perhaps of an earlier mail. */
export type NotRead = 'broken' | 'tooLong' | 'ended';

export interface ReadingThread {
  /** One mail at a time. After `tooLong` or `ended` the thread is gone, and `isGone` says so. */
  read(raw: Buffer, limitMs: number): Promise<ReadMail | NotRead>;
  isGone(): boolean;
  end(): Promise<void>;
}

/** A thread that reads mails and does not keep the process alive while it has none. */
export function startThread(memoryMb: number): ReadingThread {
  const worker = new Worker(workerFile(), { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  worker.unref();
  let gone = false;
  let settle: (outcome: ReadMail | NotRead) => void = () => undefined;
  worker.on('message', ({ mail }: ReadDone) => settle(mail ?? 'broken'));
  worker.on('error', (error) => settle(isOutOfMemory(error) ? 'tooLong' : 'ended'));
  worker.on('exit', () => {
    gone = true;
    settle('ended');
  });

  async function end(): Promise<void> {
    gone = true;
    await worker.terminate();
  }

  async function read(raw: Buffer, limitMs: number): Promise<ReadMail | NotRead> {
    worker.ref();
    const outcome = await new Promise<ReadMail | NotRead>((resolve) => {
      const timer = setTimeout(resolve, limitMs, 'tooLong');
      settle = (found) => {
        clearTimeout(timer);
        resolve(found);
      };
      // A copy, which the thread then owns: the mail itself stays as it came.
      const copy = Uint8Array.from(raw);
      worker.postMessage(copy, [copy.buffer]);
    });
    worker.unref();
    if (outcome === 'tooLong' || outcome === 'ended') await end();
    return outcome;
  }

  return { read, isGone: () => gone, end };
}

const isOutOfMemory = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** Beside this file once built; from the sources, as tests run, the built one. */
function workerFile(): string {
  const here = fileURLToPath(new URL('./worker.js', import.meta.url));
  if (existsSync(here)) return here;
  return fileURLToPath(new URL('../../../dist/channels/email/reading/worker.js', import.meta.url));
}
