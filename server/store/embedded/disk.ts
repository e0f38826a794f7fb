import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';

/** The one file everything is in; `lock.mdb` beside it is LMDB's table of readers. */
export const DATA_FILE = 'data.mdb';

/** Address space, not memory. LMDB outgrows it by mapping the file anew, and keeps the old mapping's pages beside the new. */
const MAP_BYTES = 4 * 1024 ** 3;

const { EACCES, EDQUOT, EFBIG, ENOSPC, ENOTDIR, EPERM, EROFS } = constants.errno;
const NO_ROOM = [ENOSPC, EFBIG, EDQUOT, -30_792]; // the last is MDB_MAP_FULL
const NO_ACCESS = [EACCES, EPERM, EROFS, ENOTDIR];

const ROOM_BYTES = 64 * 1024;

/** Two head pages, and LMDB's sign in the first. */
const HEAD_BYTES = 8_192;
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;

export type Database = RootDatabase<Buffer, Uint8Array>;

export interface OpenOptions {
  /** For a look from beside, while another process may be writing. */
  readOnly?: boolean;
}

/**
 * Opens LMDB in a directory, which is made when it is missing. It leaves it to `Checkpoints` to bring what it commits onto the disk.
 * @throws Error in plain words when the directory cannot be used
 */
export function openDatabase(directory: string, { readOnly = false }: OpenOptions = {}): Database {
  try {
    const isNew = !existsSync(join(directory, DATA_FILE));
    if (readOnly && isNew) throw new Error(`there is no store in ${directory}`);
    if (!readOnly) mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (isNew) checkRoom(join(directory, 'room'));
    else checkHead(join(directory, DATA_FILE));
    const database = open<Buffer, Uint8Array>({
      path: directory,
      noSubdir: false,
      encoding: 'binary',
      keyEncoding: 'binary',
      readOnly,
      noSync: true,
      overlappingSync: false,
      maxReaders: 126,
      mapSize: MAP_BYTES,
    });
    // The file is safe only when its name is.
    if (isNew) for (const folder of [directory, dirname(directory)]) syncFolder(folder);
    return database;
  } catch (error) {
    throw inPlainWords(error, directory);
  }
}

/** What tells the data file from one that takes its place; undefined when there is none. */
export const fileNumber = (directory: string): number | undefined =>
  existsSync(join(directory, DATA_FILE)) ? statSync(join(directory, DATA_FILE)).ino : undefined;

export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** LMDB would end the process over a file that is not its own. An empty one it takes for new. */
function checkHead(file: string): void {
  const head = Buffer.alloc(HEAD_BYTES);
  const handle = openSync(file, 'r');
  const bytes = readSync(handle, head);
  closeSync(handle);
  if (bytes > 0 && (bytes < HEAD_BYTES || head.readUInt32LE(MAGIC_AT) !== MAGIC))
    throw new Error(`${file} is not a store, or it is damaged`);
}

/** Nor does LMDB survive that its first pages find no room. */
function checkRoom(probe: string): void {
  try {
    writeFileSync(probe, Buffer.alloc(ROOM_BYTES));
  } finally {
    rmSync(probe, { force: true });
  }
}

function inPlainWords(error: unknown, directory: string): unknown {
  const { message } = error as Error;
  if (NO_ACCESS.includes(numberOf(error)))
    return new Error(`${directory} cannot be written, and the store needs to write there: ${message}`);
  if (hasNoRoom(error)) return new Error(`the disk of ${directory} is full: ${message}`);
  return error;
}

/** Whether the system refused to write because there is no room, be it the disk's or what somebody may use of it. */
export const hasNoRoom = (error: unknown): boolean => NO_ROOM.includes(numberOf(error));

/** LMDB gives errors by their number in `code`, Node.js in `errno`, there negative. */
function numberOf(error: unknown): number {
  const { code, errno } = error as { code?: unknown; errno?: number };
  return typeof code === 'number' ? code : Math.abs(errno ?? 0);
}
