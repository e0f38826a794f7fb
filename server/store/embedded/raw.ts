import { onDemand, serialize } from 'bson';
import { StoreError } from './errors.js';
import { tooDeep } from './memory.js';
import { type Doc, isPlainObject } from './value.js';

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

export function encode(doc: Doc): Buffer {
  const bytes = serialized(doc);
  if (bytes.length > MAX_DOCUMENT_BYTES) throw tooLarge(bytes.length);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The library writes into a buffer that no document can fill, and fails in its own way where one does. */
function serialized(doc: Doc): Uint8Array {
  try {
    return serialize(doc, { ignoreUndefined: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw error.message.includes('call stack') ? tooDeep(MAX_SENT_DEPTH) : tooLarge(MAX_DOCUMENT_BYTES + 1);
  }
}

export function tooLarge(bytes: number): StoreError {
  return new StoreError(
    'BSONObjectTooLarge',
    `BSONObj size: ${bytes} is invalid. Size must be between 0 and 16793600(16MB)`,
  );
}

const MAX_DEPTH = 100;
/** An object takes at least seven bytes inside another, so shorter documents cannot be too deep. */
const MIN_DEEP_BYTES = 7 * MAX_DEPTH;

/** Refuses a document that is larger or deeper than MongoDB stores. */
export function checkSize(bytes: number, doc: Doc): void {
  if (bytes > MAX_DOCUMENT_BYTES) throw tooLarge(bytes);
  if (bytes > MIN_DEEP_BYTES && isDeeper(doc, MAX_DEPTH)) throw tooDeep(MAX_DEPTH);
}

/** As deep as anything may be that a client sends. */
const MAX_SENT_DEPTH = 200;
const MIN_DEEP_MESSAGE_BYTES = 7 * MAX_SENT_DEPTH;

/** Refuses a command that is nested more deeply than MongoDB reads. */
export function checkDepth(bytes: number, body: Doc): void {
  if (bytes > MIN_DEEP_MESSAGE_BYTES && isDeeper(body, MAX_SENT_DEPTH)) throw tooDeep(MAX_SENT_DEPTH);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (Array.isArray(value)) return levels === 0 || value.some((item) => isDeeper(item, levels - 1));
  if (!isPlainObject(value)) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

/** Whether the first field is `_id`, as every stored document begins. */
export function startsWithId(raw: Buffer): boolean {
  return raw.length > 9 && raw[5] === 0x5f && raw[6] === 0x69 && raw[7] === 0x64 && raw[8] === 0;
}

/** The same document with its `_id` first, made when it has none; all bytes but its own are copied as they are. */
export function withIdFirst(raw: Buffer, newId: () => unknown): Buffer {
  if (startsWithId(raw)) return raw;
  const parts: Uint8Array[] = [];
  let id: Uint8Array | undefined;
  for (const [, nameOffset, nameLength, offset, length] of onDemand.parseToElements(raw)) {
    const bytes = raw.subarray(nameOffset - 1, offset + length);
    if (raw.toString('latin1', nameOffset, nameOffset + nameLength) === '_id') id = bytes;
    else parts.push(bytes);
  }
  return wrap([id ?? element('_id', newId()), ...parts]);
}

/** The bytes of a changed document: touched top-level fields are encoded anew, all others copied as they were. */
export function patch(raw: Buffer, doc: Doc, touched: ReadonlySet<string>): Buffer {
  const parts: Uint8Array[] = [];
  const seen = new Set<string>();
  for (const [, nameOffset, nameLength, offset, length] of onDemand.parseToElements(raw)) {
    const name = raw.toString('utf8', nameOffset, nameOffset + nameLength);
    seen.add(name);
    if (!touched.has(name)) parts.push(raw.subarray(nameOffset - 1, offset + length));
    else if (Object.hasOwn(doc, name)) parts.push(element(name, doc[name]));
  }
  for (const name of touched) if (!seen.has(name) && Object.hasOwn(doc, name)) parts.push(element(name, doc[name]));
  return wrap(parts);
}

/** One field as it stands in a document: type, name, value. */
export function element(name: string, value: unknown): Uint8Array {
  return serialized({ [name]: value }).subarray(4, -1);
}

/** A document made of encoded fields. */
export function wrap(parts: Uint8Array[]): Buffer {
  const bytes = 5 + parts.reduce((sum, part) => sum + part.length, 0);
  const out = Buffer.allocUnsafe(bytes);
  let at = out.writeInt32LE(bytes, 0);
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  out[at] = 0;
  return out;
}
