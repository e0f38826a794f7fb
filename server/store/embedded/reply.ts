import type { Long } from 'bson';
import { StoreError } from './errors.js';
import { element } from './raw.js';
import { type Doc, isInt32, isPlainObject } from './value.js';

/** A document in a reply that is encoded already, or a list of such. */
export class Raw {
  constructor(readonly bytes: Uint8Array | Uint8Array[]) {}
}

/** Replies are written here one after the other, and leave as a copy. */
let room = Buffer.allocUnsafe(64 * 1024);
/** A larger one is not kept. */
const KEPT_BYTES = 1024 * 1024;
let at = 0;

/**
 * Encodes a reply behind some bytes for its header; stored documents in it go out as the bytes they are.
 * @returns a buffer of its own
 */
export function encodeReply(reply: Doc, headerBytes = 0): Buffer {
  at = headerBytes;
  ensure(0);
  writeDocument(reply);
  const message = Buffer.allocUnsafe(at);
  room.copy(message, headerBytes, headerBytes, at);
  if (room.length > KEPT_BYTES) room = Buffer.allocUnsafe(KEPT_BYTES);
  return message;
}

function ensure(bytes: number): void {
  if (at + bytes <= room.length) return;
  const larger = Buffer.allocUnsafe(Math.max(room.length * 2, at + bytes));
  room.copy(larger, 0, 0, at);
  room = larger;
}

function writeDocument(doc: Doc): void {
  const begin = at;
  ensure(5);
  at += 4;
  for (const name in doc) writeField(name, doc[name]);
  endDocument(begin);
}

function endDocument(begin: number): void {
  ensure(1);
  room[at++] = 0;
  room.writeInt32LE(at - begin, begin);
}

function writeField(name: string, value: unknown): void {
  if (value === undefined) return;
  if (typeof value === 'number' && isInt32(value)) {
    writeName(16, name, 4);
    at = room.writeInt32LE(value, at);
  } else if (value instanceof Raw && Array.isArray(value.bytes)) {
    writeName(4, name, 0);
    writeList(value.bytes);
  } else if (value instanceof Raw) {
    writeName(3, name, 0);
    writeBytes(value.bytes as Uint8Array);
  } else if (isPlainObject(value)) {
    writeName(3, name, 0);
    writeDocument(value);
  } else writeBytes(element(name, value));
}

function writeName(type: number, name: string, more: number): void {
  ensure(2 + name.length * 3 + more);
  room[at++] = type;
  at += room.write(name, at);
  room[at++] = 0;
}

function writeBytes(bytes: Uint8Array): void {
  ensure(bytes.length);
  room.set(bytes, at);
  at += bytes.length;
}

function writeList(docs: Uint8Array[]): void {
  const begin = at;
  ensure(5);
  at += 4;
  for (let i = 0; i < docs.length; i += 1) {
    writeName(3, String(i), docs[i]!.length);
    writeBytes(docs[i]!);
  }
  endDocument(begin);
}

export function cursorReply(ns: string, id: Long, docs: Uint8Array[], batch: 'firstBatch' | 'nextBatch'): Doc {
  return { cursor: { [batch]: new Raw(docs), id, ns }, ok: 1 };
}

export function errorReply(error: unknown): Doc {
  const known =
    error instanceof StoreError ? error : new StoreError('InternalError', String((error as Error)?.stack ?? error));
  return { ok: 0, errmsg: known.message, code: known.code, codeName: known.codeName, ...known.extra };
}
