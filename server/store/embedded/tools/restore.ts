import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Catalog } from '../catalog.js';
import { DATA_FILE, syncFolder } from '../disk.js';
import { isInUse, lock } from '../lock.js';
import { Storage } from '../storage.js';
import { syncFile } from './backup.js';
import type { StoreReport } from './check.js';
import { checkDirectory } from './check-directory.js';
import type { Progress } from './progress.js';
import { tell } from './report.js';

/** What was there before a restore, until the next one. */
const BEFORE = 'before-restore.mdb';
const PART = 'restoring-';

export interface RestoreOptions {
  /** A file that a backup made. */
  from: string;
  directory: string;
  /** Also over a store that holds something. */
  force: boolean;
}

/**
 * Puts a backup in the place of a directory's store. It is copied and checked beside it and takes its place in one
 * step, so that a kill at any moment leaves the old store or the new one.
 * @throws Error when the backup is not sound, or the directory is in use, or it holds something and nobody forces it
 */
export async function restore({ from, directory, force }: RestoreOptions, progress: Progress): Promise<StoreReport> {
  if (!existsSync(from)) throw new Error(`there is no file ${from}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const release = await claim(directory, force);
  try {
    for (const left of readdirSync(directory).filter((name) => name.startsWith(PART)))
      rmSync(join(directory, left), { recursive: true });
    const part = mkdtempSync(join(directory, PART));
    try {
      await copyFile(from, join(part, DATA_FILE), progress);
      const report = await checkDirectory(part);
      if (!report.isSound) throw new Error(`${from} is not sound, nothing was changed:\n${tell(report)}`);
      syncFile(join(part, DATA_FILE));
      swap(join(part, DATA_FILE), directory);
      return report;
    } finally {
      rmSync(part, { recursive: true, force: true });
    }
  } finally {
    release();
  }
}

/** Takes the directory for this process, with nothing of it open. */
async function claim(directory: string, force: boolean): Promise<() => void> {
  let storage: Storage;
  try {
    storage = new Storage({ directory, sync: true, onRollback: () => {} });
  } catch (error) {
    // What cannot be opened is what one restores over; nobody else can have opened it.
    if (!force || isInUse(directory)) throw error;
    return () => {};
  }
  try {
    const release = lock(storage, directory);
    if (force || new Catalog(storage).all().length === 0) return release;
    release();
    throw new Error(
      `${directory} holds a store; --force puts the backup in its place and keeps the old one as ${BEFORE}`,
    );
  } finally {
    await storage.close();
  }
}

async function copyFile(from: string, to: string, progress: Progress): Promise<void> {
  const { size } = statSync(from);
  let done = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _, next) {
      done += chunk.length;
      progress.at(done, size);
      next(null, chunk);
    },
  });
  await pipeline(createReadStream(from, { highWaterMark: 1024 * 1024 }), counting, createWriteStream(to));
  progress.end();
  chmodSync(to, 0o600);
}

function swap(file: string, directory: string): void {
  const place = join(directory, DATA_FILE);
  rmSync(join(directory, BEFORE), { force: true });
  linkSync(place, join(directory, BEFORE));
  // The table of readers belongs to the old file: with it LMDB would go on counting from that file's changes.
  rmSync(join(directory, 'lock.mdb'), { force: true });
  renameSync(file, place);
  syncFolder(directory);
}
