import { safeName } from '../../../server/files/index.js';
import { readHead } from './mail-head.js';
import type { ReadMail, Unreadable } from './read-mail.types.js';
import { type NotRead, type ReadingThread, startThread } from './reading-thread.js';

const MEGABYTE = 1024 * 1024;

export interface ReaderOptions {
  /**
   * How long one mail may take, on the wall's clock, and a second more for each megabyte of it: well above what any takes, as a busy
   * machine is no fault of the mail.
   */
  limitMs?: number;
  /** How much the reading may hold beside the mail's own bytes. */
  memoryMb?: number;
}

interface Waiting {
  raw: Buffer;
  resolve(read: ReadMail | Unreadable): void;
  reject(error: unknown): void;
}

/**
 * Reads mails in a worker thread. Parsers have been brought to a standstill by mails made for it, and no promise with a time limit
 * helps where the one thread is busy; a thread can be ended from outside. So there is one that reads, and mails wait for it in
 * order. When a mail takes too long or too much memory the thread is ended, the mail is unreadable, and a new thread takes the
 * next. The thread begins with the first mail.
 */
export function makeReader({ limitMs = 15_000, memoryMb = 768 }: ReaderOptions = {}) {
  const queue: Waiting[] = [];
  let thread: ReadingThread | null = null;
  let busy = false;

  async function workOff(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let next = queue.shift(); next; next = queue.shift()) await readOne(next.raw).then(next.resolve, next.reject);
    busy = false;
  }

  async function readOne(raw: Buffer): Promise<ReadMail | Unreadable> {
    const read = await inThread(raw);
    // What an earlier mail left behind may have ended the thread: this one has a second try, in a new one.
    const sure = read === 'ended' ? await inThread(raw) : read;
    if (sure === 'neverBegan') throw new Error('the thread that reads mails does not begin');
    if (typeof sure !== 'string') return received(sure);
    return unreadable(raw, sure === 'tooLong' ? 'tooLong' : 'broken');
  }

  async function inThread(raw: Buffer): Promise<ReadMail | NotRead> {
    if (!thread || thread.isGone()) thread = startThread(memoryMb);
    return thread.read(raw, limitMs + Math.floor(raw.length / MEGABYTE) * 1_000);
  }

  return {
    /**
     * Reads a mail, however it was made, and never changes `raw`.
     * @returns of one that cannot be read, what its header says
     * @throws Error when no mail can be read now, as while the program's files are replaced: another time it may be
     */
    readMail(raw: Buffer): Promise<ReadMail | Unreadable> {
      return new Promise((resolve, reject) => {
        queue.push({ raw, resolve, reject });
        void workOff();
      });
    },
    close: async () => thread?.end(),
  };
}

/** Buffers come from a thread as plain bytes. Names are made safe here, where files are known. */
function received(mail: ReadMail): ReadMail {
  const attachments = mail.attachments.map(({ name, content, ...rest }) => ({
    ...rest,
    name: safeName(name),
    content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  }));
  return { ...mail, attachments };
}

function unreadable(raw: Buffer, reason: Unreadable['unreadable']): Unreadable {
  const head = readHead(raw);
  return { ...head, signs: ['unreadable', ...head.signs], unreadable: reason };
}
