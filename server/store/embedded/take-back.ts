import { fdatasyncSync } from 'node:fs';
import {
  type Checkpoint,
  checkpointOf,
  type HeadFile,
  newestHead,
  otherPlace,
  putHead,
  writeCheckpoint,
} from './heads.js';

/** Whether a crash left more in a file than is safe. */
export const isUnsettled = (heads: HeadFile): boolean => toTakeBack(heads) !== undefined;

function toTakeBack(heads: HeadFile): Checkpoint | undefined {
  const last = checkpointOf(heads);
  return last && last.head.commit < newestHead(heads).commit ? last : undefined;
}

/**
 * Puts a file back to its checkpoint, where a crash left more.
 * @returns whether it did: what was read of it before is void
 */
export function takeBack(heads: HeadFile): boolean {
  const last = toTakeBack(heads);
  if (!last) return false;
  writeCheckpoint(heads, { head: last.head, place: otherPlace(last.place), takenBack: last.takenBack + 1 });
  putHead(heads, last.head);
  fdatasyncSync(heads.file);
  return true;
}
