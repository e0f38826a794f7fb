import { Snapshot } from '../snapshot.js';
import { checkStore, type StoreReport } from './check.js';
import { beside } from './settle.js';

/** Checks a directory as it is at this moment, in use or not. */
export const checkDirectory = (directory: string): Promise<StoreReport> => beside(directory, () => check(directory));

async function check(directory: string): Promise<StoreReport> {
  const snapshot = new Snapshot(directory);
  try {
    return checkStore(snapshot);
  } finally {
    await snapshot.close();
  }
}
