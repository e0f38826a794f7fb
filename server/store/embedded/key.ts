import { createHash } from 'node:crypto';
import type { Binary, BSONRegExp, ObjectId, Timestamp } from 'bson';
import { type Doc, isLong, Rank, rankOf, toNumber } from './value.js';

/** Longer keys are cut and end in a hash of the whole; LMDB takes at most 1,978 bytes. */
const MAX_KEY_BYTES = 1_800;
const HASH_BYTES = 32;

/** Stands for an empty array in an index: below null, and unlike any stored value. */
export const EMPTY_ARRAY = Symbol('empty array');

let scratch = Buffer.allocUnsafe(8_192);
let at = 0;

function room(bytes: number): void {
  if (at + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, at + bytes));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
}

function putByte(byte: number): void {
  room(1);
  scratch[at++] = byte;
}

/** Bytes with every 00 written as 00 FF, ended by 00 01: no encoded string is a prefix of another. */
function putText(text: string): void {
  const bytes = Buffer.byteLength(text);
  room(bytes * 2 + 2);
  const from = at;
  at += scratch.write(text, at, 'utf8');
  if (scratch.subarray(from, at).includes(0)) escapeZeros(from);
  scratch[at++] = 0;
  scratch[at++] = 1;
}

function escapeZeros(from: number): void {
  const plain = Buffer.from(scratch.subarray(from, at));
  at = from;
  for (const byte of plain) {
    scratch[at++] = byte;
    if (byte === 0) scratch[at++] = 0xff;
  }
}

/** A double whose bytes sort as its value; -0 is 0 and NaN the lowest. */
function putDouble(value: number): void {
  room(8);
  if (Number.isNaN(value)) {
    scratch.fill(0, at, at + 8);
  } else {
    scratch.writeDoubleBE(value === 0 ? 0 : value, at);
    if (scratch[at]! & 0x80) for (let i = 0; i < 8; i += 1) scratch[at + i]! ^= 0xff;
    else scratch[at]! |= 0x80;
  }
  at += 8;
}

/** The nearest double, then what a Long beyond 2^53 differs from it by. */
function putNumber(value: unknown): void {
  const rough = toNumber(value);
  putDouble(rough);
  const rest = isLong(value) && !Number.isSafeInteger(rough) ? Number(value.toBigInt() - BigInt(rough)) : 0;
  room(2);
  scratch.writeUInt16BE(rest + 0x8000, at);
  at += 2;
}

function putBytes(bytes: Uint8Array): void {
  room(bytes.length);
  scratch.set(bytes, at);
  at += bytes.length;
}

function putBinary(value: Binary): void {
  const bytes = value.value();
  room(5);
  at = scratch.writeUInt32BE(bytes.length, at);
  putByte(value.sub_type);
  putBytes(bytes);
}

function putObject(value: Doc): void {
  for (const [name, field] of Object.entries(value)) {
    putByte(rankOf(field));
    putText(name);
    putBody(rankOf(field), field);
  }
  putByte(0);
}

function putTimestamp(value: Timestamp): void {
  room(8);
  at = scratch.writeUInt32BE(value.t, at);
  at = scratch.writeUInt32BE(value.i, at);
}

function putBody(rank: number, value: unknown): void {
  if (rank === Rank.number) putNumber(value);
  else if (rank === Rank.string) putText(String(value));
  else if (rank === Rank.objectId) putBytes((value as ObjectId).id);
  else if (rank === Rank.date) putDouble((value as Date).getTime());
  else if (rank === Rank.boolean) putByte(value ? 1 : 0);
  else if (rank === Rank.object) putObject(value as Doc);
  else if (rank === Rank.array) putArray(value as unknown[]);
  else if (rank === Rank.binary) putBinary(value as Binary);
  else if (rank === Rank.timestamp) putTimestamp(value as Timestamp);
  else if (rank === Rank.regex) {
    putText((value as BSONRegExp).pattern);
    putText((value as BSONRegExp).options);
  } else if (rank === Rank.code) putText(JSON.stringify(value));
}

function putArray(values: unknown[]): void {
  for (const value of values) putValue(value);
  putByte(0);
}

function putValue(value: unknown): void {
  const rank = value === EMPTY_ARRAY ? Rank.emptyArray : rankOf(value);
  putByte(rank);
  putBody(rank, value);
}

/**
 * Encodes one field so that comparing bytes compares values as BSON does.
 * @param descending inverts every byte
 */
export function encodeValue(value: unknown, descending = false): Buffer {
  at = 0;
  putValue(value);
  const bytes = Buffer.from(scratch.subarray(0, at));
  if (descending) invert(bytes);
  return bytes;
}

/** Encodes the fields of a key, one behind the other, behind the bytes it begins with. */
export function encodeKey(
  prefix: Buffer,
  values: readonly unknown[],
  fields: readonly { descending: boolean }[],
): Buffer {
  at = 0;
  putBytes(prefix);
  for (const [i, value] of values.entries()) {
    const from = at;
    putValue(value);
    if (fields[i]!.descending) invert(scratch.subarray(from, at));
  }
  return Buffer.from(scratch.subarray(0, at));
}

function invert(bytes: Buffer): void {
  for (let i = 0; i < bytes.length; i += 1) bytes[i]! ^= 0xff;
}

/** The bytes of a type's rank, to begin or end a range over all values of that type. */
export function encodeRank(rank: number, descending: boolean): Buffer {
  return Buffer.from([descending ? rank ^ 0xff : rank]);
}

/** The lowest key above every key that begins with `prefix`; undefined when there is none. */
export function successor(prefix: Buffer): Buffer | undefined {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end -= 1;
  if (end === 0) return undefined;
  const next = Buffer.from(prefix.subarray(0, end));
  next[end - 1]! += 1;
  return next;
}

/** Whether a bound, `more` bytes behind it, reaches beyond what is left of a cut key. */
export const isTooLong = (bound: Buffer, more = 0): boolean => bound.length + more > MAX_KEY_BYTES - HASH_BYTES;

/** Fits a key into LMDB's limit; two long keys still differ when their values do, but no longer sort as those. */
export function fitKey(key: Buffer): Buffer {
  if (key.length <= MAX_KEY_BYTES) return key;
  const hash = createHash('sha256').update(key).digest();
  return Buffer.concat([key.subarray(0, MAX_KEY_BYTES - HASH_BYTES), hash]);
}
