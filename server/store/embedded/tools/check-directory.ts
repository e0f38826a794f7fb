import { Snapshot } from '../snapshot.js';
import { checkStore, type StoreReport } from './check.js';

/** Checks a directory as it is at this moment, in use or not. */
export async function checkDirectory(directory: string): Promise<StoreReport> {
  const snapshot = new Snapshot(directory);
  try {
    return checkStore(snapshot);
  } finally {
    await snapshot.close();
  }
}
