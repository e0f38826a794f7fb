import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../platform/index.js';
import { SNIFF_BYTES } from './sniff.js';

export interface Kept {
  sha256: string;
  sizeBytes: number;
  /** The first bytes, for sniffing. */
  head: Uint8Array;
}

const REST_MS = 3_600_000;

/** Bytes on disk under their own digest: the same file twice takes its room once, and nothing is ever overwritten. */
export function makeKeep(directory: string) {
  const pathOf = (sha256: string) => join(directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

  /**
   * Takes a stream in, whole or not at all.
   * @throws AppError file.tooLarge as soon as the limit is passed
   */
  async function keep(stream: Readable, maxBytes: number, accept: (head: Uint8Array) => Promise<void>): Promise<Kept> {
    const temporary = join(directory, 'tmp', randomUUID());
    await mkdir(dirname(temporary), { recursive: true });
    try {
      const kept = await write(stream, temporary, maxBytes, accept);
      const path = pathOf(kept.sha256);
      const made = await mkdir(dirname(path), { recursive: true });
      await rename(temporary, path);
      await syncFolders(dirname(path), made ? directory : dirname(path));
      return kept;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** A file is there after a power cut only if the folders that name it are on disk as well. */
  async function syncFolders(from: string, upTo: string): Promise<void> {
    for (let folder = from; folder.length >= upTo.length; folder = dirname(folder)) {
      const handle = await open(folder, 'r').catch(() => null); // some systems open no folders
      await handle?.sync().catch(() => {});
      await handle?.close();
    }
  }

  async function write(stream: Readable, path: string, maxBytes: number, accept: (head: Uint8Array) => Promise<void>) {
    const file = await open(path, 'wx', 0o600);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    let head = Buffer.alloc(0);
    let accepted = false;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        sizeBytes += chunk.length;
        if (sizeBytes > maxBytes) throw new AppError('file.tooLarge', 'The file is larger than allowed.', { maxBytes });
        if (head.length < SNIFF_BYTES) head = Buffer.concat([head, chunk]).subarray(0, SNIFF_BYTES);
        if (!accepted && head.length === SNIFF_BYTES) {
          await accept(head);
          accepted = true;
        }
        hash.update(chunk);
        await file.write(chunk);
      }
      if (sizeBytes === 0) throw new AppError('file.refused', 'The file is empty.');
      if (!accepted) await accept(head);
      await file.sync();
    } finally {
      await file.close();
    }
    return { sha256: hash.digest('hex'), sizeBytes, head };
  }

  async function read(sha256: string): Promise<{ stream: Readable; sizeBytes: number } | null> {
    const path = pathOf(sha256);
    const found = await stat(path).catch(() => null);
    return found ? { stream: createReadStream(path), sizeBytes: found.size } : null;
  }

  const has = async (sha256: string): Promise<boolean> => (await stat(pathOf(sha256)).catch(() => null)) !== null;

  /** A stream that may never be read must hold nothing open. */
  function lazily(sha256: string): Readable {
    return Readable.from(
      (async function* () {
        yield* createReadStream(pathOf(sha256));
      })(),
      { objectMode: false },
    );
  }

  /** Not what was written lately: somebody may be about to say that they need it. */
  async function remove(sha256: string): Promise<void> {
    const found = await stat(pathOf(sha256)).catch(() => null);
    if (found && Date.now() - found.mtimeMs > REST_MS) await rm(pathOf(sha256), { force: true });
  }

  return { keep, read, has, lazily, remove };
}
