import { closeSync, existsSync, fsyncSync, mkdtempSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DATA_FILE, type Database, openDatabase, syncFolder } from '../disk.js';
import type { StoreReport } from './check.js';
import { checkDirectory } from './check-directory.js';
import type { Progress } from './progress.js';
import { tell } from './report.js';
import { beside } from './settle.js';

const LOOK_MS = 100;

/**
 * Copies a directory as it is at this moment into one file, while the application goes on writing: LMDB shows a reader
 * in another process the state it began with. The file appears under its name when it is whole, checked and on the disk.
 * @param to the file, or a folder in which it is named after the time
 * @throws Error when there is such a file, or the copy is not sound
 */
export async function backUp(directory: string, to: string, progress: Progress): Promise<[string, StoreReport]> {
  const file = isFolder(to)
    ? join(to, `payvand-store-${new Date().toISOString().replaceAll(':', '-')}.mdb`)
    : resolve(to);
  if (existsSync(file)) throw new Error(`${file} exists already`);
  const part = mkdtempSync(`${file}.part-`);
  try {
    await beside(directory, () => copy(directory, part, progress));
    const report = await checkDirectory(part);
    if (!report.isSound) throw new Error(`the copy is not sound, and neither is the store:\n${tell(report)}`);
    syncFile(join(part, DATA_FILE));
    renameSync(join(part, DATA_FILE), file);
    syncFolder(dirname(file));
    return [file, report];
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

async function copy(directory: string, part: string, progress: Progress): Promise<void> {
  const source = openDatabase(directory, { readOnly: true });
  try {
    await copyPages(source, part, progress);
  } finally {
    await source.close();
  }
}

async function copyPages(source: Database, part: string, progress: Progress): Promise<void> {
  const { pageSize, lastPageNumber } = source.getStats() as { pageSize: number; lastPageNumber: number };
  const written = () => statSync(join(part, DATA_FILE), { throwIfNoEntry: false })?.size ?? 0;
  const look = setInterval(() => progress.at(written(), pageSize * (lastPageNumber + 1)), LOOK_MS);
  try {
    // Only pages that hold something: the file may become smaller.
    await source.backup(part, true);
  } finally {
    clearInterval(look);
  }
  progress.at(1, 1);
  progress.end();
}

export function syncFile(path: string): void {
  const handle = openSync(path, 'r+');
  fsyncSync(handle);
  closeSync(handle);
}
