import { readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/**
 * LMDB's head of a state: where its trees begin, in one of the file's first two pages, by turns. LMDB takes the newest that it finds.
 * A checkpoint is a copy of a head, written once everything that the head names is on the disk. It lies behind the head in the same two
 * pages, in a sector of its own (so one torn write never hits both), where LMDB neither reads nor writes.
 */
export interface Head {
  /** Counts LMDB's commits. */
  commit: bigint;
  bytes: Buffer;
}

export interface Checkpoint {
  head: Head;
  /** In which of the two pages. */
  place: Place;
  /** How often the file was taken back to a checkpoint so far: whoever reads beside it loses what they read. */
  takenBack: number;
}

export type Place = 0 | 1;
export const otherPlace = (place: Place): Place => (place === 0 ? 1 : 0);
const PLACES: readonly Place[] = [0, 1];

/** Of LMDB's `MDB_page_header` and `MDB_meta`, from the beginning of a page. */
const HEAD_AT = 24;
const PAGE_SIZE_AT = 48;
const COMMIT_AT = 152;
const HEAD_END = 168;
const HEAD_BYTES = HEAD_END - HEAD_AT;

const CHECKPOINT_AT = 2_048;
const SIGN = Buffer.from('payvckpt');
const TAKEN_BACK_AT = SIGN.length;
const COPY_AT = TAKEN_BACK_AT + 4;
const SUM_AT = COPY_AT + HEAD_BYTES;
const CHECKPOINT_BYTES = SUM_AT + 4;

/** LMDB's file, open, with pages as large as the system had them when it was made. */
export interface HeadFile {
  file: number;
  pageSize: number;
}

export function headsIn(file: number): HeadFile {
  const bytes = Buffer.alloc(4);
  readSync(file, bytes, 0, bytes.length, PAGE_SIZE_AT);
  return { file, pageSize: bytes.readUInt32LE() };
}

/** What LMDB takes when it is opened. */
export function newestHead(heads: HeadFile): Head {
  const [first, second] = PLACES.map((place) => headOf(readAt(heads, place, HEAD_AT, HEAD_BYTES))) as [Head, Head];
  return second.commit > first.commit ? second : first;
}

/** The newest checkpoint that is whole. */
export function checkpointOf(heads: HeadFile): Checkpoint | undefined {
  const [first, second] = PLACES.map((place) => readCheckpoint(heads, place));
  return !first || (second && isNewer(second, first)) ? second : first;
}

export function writeCheckpoint(heads: HeadFile, { head, place, takenBack }: Checkpoint): void {
  const bytes = Buffer.alloc(CHECKPOINT_BYTES);
  SIGN.copy(bytes);
  bytes.writeUInt32LE(takenBack, TAKEN_BACK_AT);
  head.bytes.copy(bytes, COPY_AT);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, SUM_AT)), SUM_AT);
  writeAt(heads, place, CHECKPOINT_AT, bytes);
}

/** What is written from now on is not brought onto the disk in order: no checkpoint may outlive that. */
export function forgetCheckpoints(heads: HeadFile): void {
  for (const place of PLACES) writeAt(heads, place, CHECKPOINT_AT, Buffer.alloc(CHECKPOINT_BYTES));
}

/** Makes a head the one that LMDB takes, whichever of its two pages it looks into. */
export function putHead(heads: HeadFile, { bytes }: Head): void {
  for (const place of PLACES) writeAt(heads, place, HEAD_AT, bytes);
}

const isNewer = (one: Checkpoint, other: Checkpoint): boolean =>
  one.head.commit > other.head.commit || (one.head.commit === other.head.commit && one.takenBack > other.takenBack);

const headOf = (bytes: Buffer): Head => ({ commit: bytes.readBigUInt64LE(COMMIT_AT - HEAD_AT), bytes });

function readCheckpoint(heads: HeadFile, place: Place): Checkpoint | undefined {
  const bytes = readAt(heads, place, CHECKPOINT_AT, CHECKPOINT_BYTES);
  if (bytes.length < CHECKPOINT_BYTES || !bytes.subarray(0, SIGN.length).equals(SIGN)) return undefined;
  if (crc32(bytes.subarray(0, SUM_AT)) !== bytes.readUInt32LE(SUM_AT)) return undefined;
  return { head: headOf(bytes.subarray(COPY_AT, SUM_AT)), place, takenBack: bytes.readUInt32LE(TAKEN_BACK_AT) };
}

function readAt({ file, pageSize }: HeadFile, place: Place, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, place * pageSize + at));
}

function writeAt({ file, pageSize }: HeadFile, place: Place, at: number, bytes: Buffer): void {
  const written = writeSync(file, bytes, 0, bytes.length, place * pageSize + at);
  if (written < bytes.length) throw new Error('the disk took a part of a checkpoint');
}
