import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError, coalesced } from '../platform/index.js';
import { SNIFF_BYTES } from './sniff.js';

export interface Kept {
  sha256: string;
  sizeBytes: number;
  /** The first bytes, for sniffing. */
  head: Uint8Array;
}

/** Bytes of a file, counted from 0. */
export interface Span {
  start: number;
  end: number;
}

/** Looks at the first bytes, and rejects what shall not be kept. */
type Accept = (head: Uint8Array) => Promise<void>;

const REST_MS = 3_600_000;

/** Bytes on disk under their own digest: the same file twice takes its room once, and nothing is ever overwritten. */
export function makeKeep(directory: string) {
  let ready: Promise<unknown> | undefined;
  const pathOf = (sha256: string) => join(directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

  /**
   * Takes a stream in, whole or not at all.
   * @throws AppError file.tooLarge as soon as the limit is passed
   */
  async function keep(stream: Readable, maxBytes: number, accept: Accept): Promise<Kept> {
    return placed((temporary) => write(stream, temporary, maxBytes, accept));
  }

  /**
   * The same for what is in memory, with fewer calls of the system.
   * @throws AppError file.tooLarge
   */
  async function keepBytes(bytes: Uint8Array, maxBytes: number, accept: Accept): Promise<Kept> {
    if (bytes.length > maxBytes) throw tooLarge(maxBytes);
    if (bytes.length === 0) throw empty();
    const head = bytes.subarray(0, SNIFF_BYTES);
    await accept(head);
    return placed(async (temporary) => {
      await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600, flush: true });
      return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length, head };
    });
  }

  /** What was written under another name takes its place, or leaves nothing. */
  async function placed(written: (temporary: string) => Promise<Kept>): Promise<Kept> {
    const temporary = join(directory, 'tmp', randomUUID());
    ready ??= mkdir(dirname(temporary), { recursive: true }).catch((error: unknown) => {
      ready = undefined; // what failed once, as on a full disk, is not failed for good
      throw error;
    });
    await ready;
    try {
      const kept = await written(temporary);
      const path = pathOf(kept.sha256);
      const made = await mkdir(dirname(path), { recursive: true });
      await rename(temporary, path);
      await syncFolders(dirname(path), made ? dirname(made) : dirname(path));
      return kept;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** A file is there after a power cut only if the folders that name it are on disk as well. */
  async function syncFolders(from: string, upTo: string): Promise<void> {
    const folders: string[] = [];
    for (let folder = from; folder.length >= upTo.length; folder = dirname(folder)) folders.push(folder);
    await Promise.all(folders.map(syncFolder));
  }

  async function write(stream: Readable, path: string, maxBytes: number, accept: Accept): Promise<Kept> {
    const file = await open(path, 'wx', 0o600);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    let head = Buffer.alloc(0);
    let accepted = false;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        sizeBytes += chunk.length;
        if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
        if (head.length < SNIFF_BYTES) head = Buffer.concat([head, chunk]).subarray(0, SNIFF_BYTES);
        if (!accepted && head.length === SNIFF_BYTES) {
          await accept(head);
          accepted = true;
        }
        hash.update(chunk);
        await file.write(chunk);
      }
      if (sizeBytes === 0) throw empty();
      if (!accepted) await accept(head);
      await file.sync();
    } finally {
      await file.close();
    }
    return { sha256: hash.digest('hex'), sizeBytes, head };
  }

  /** `open` reads all of it, or from one byte to another, both included. */
  async function read(sha256: string): Promise<{ open: (span?: Span) => Readable; sizeBytes: number } | null> {
    const path = pathOf(sha256);
    const found = await stat(path).catch(() => null);
    return found && { open: (span) => createReadStream(path, span), sizeBytes: found.size };
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

  return { keep, keepBytes, read, has, lazily, remove };
}

/** One that several files were put in at the same time is brought to disk once for all of them. */
const syncFolder = coalesced(async (folders: string[]) => {
  await Promise.all([...new Set(folders)].map(sync));
  return folders.map(() => null);
});

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null); // some systems open no folders
  await handle?.sync().catch(() => {});
  await handle?.close();
}

const tooLarge = (maxBytes: number) => new AppError('file.tooLarge', 'The file is larger than allowed.', { maxBytes });
const empty = () => new AppError('file.refused', 'The file is empty.');
