import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FILE } from '../disk.js';
import { checkpointOf, type HeadFile, headsIn } from '../heads.js';
import { isInUse, lock } from '../lock.js';
import { Storage } from '../storage.js';
import { isUnsettled } from '../take-back.js';

/** Takes a directory that nobody uses back to what is safe, where a crash left more. Does nothing where there is no store. */
export async function settle(directory: string): Promise<void> {
  if (isInUse(directory) || !withHeads(directory, isUnsettled)) return;
  const storage = new Storage({ directory, sync: true, onRollback: () => {} });
  try {
    lock(storage, directory)();
  } finally {
    await storage.close();
  }
}

/**
 * Looks at a directory from beside.
 * @throws Error when its store was started after a crash meanwhile: what was read may be a mixture
 */
export async function beside<T>(directory: string, look: () => Promise<T>): Promise<T> {
  await settle(directory);
  const takenBack = () => withHeads(directory, checkpointOf)?.takenBack ?? 0;
  const before = takenBack();
  const seen = await look();
  if (takenBack() !== before) throw new Error(`${directory} was started again after a crash meanwhile; try again`);
  return seen;
}

function withHeads<T>(directory: string, look: (heads: HeadFile) => T): T | undefined {
  let file: number;
  try {
    file = openSync(join(directory, DATA_FILE), 'r');
  } catch {
    return undefined; // whoever opens it says why
  }
  try {
    return look(headsIn(file));
  } finally {
    closeSync(file);
  }
}
