import { deserialize } from 'bson';
import { encodeReply } from './reply.js';
import type { Request } from './request.js';
import type { Doc } from './value.js';
import { newWork } from './work.js';

export const OP_REPLY = 1;
export const OP_QUERY = 2004;
export const OP_MSG = 2013;
export const HEADER_BYTES = 16;
export const MAX_MESSAGE_BYTES = 48_000_000;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;

export interface Message {
  requestId: number;
  opCode: number;
  body: Buffer;
}

/** Splits a byte stream into messages. Throws when a length cannot be true. */
export class Splitter {
  #parts: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer): Message[] {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    const messages: Message[] = [];
    for (let message = this.#take(); message; message = this.#take()) messages.push(message);
    return messages;
  }

  #take(): Message | undefined {
    if (this.#bytes < HEADER_BYTES) return undefined;
    if (this.#parts[0]!.length < HEADER_BYTES) this.#parts = [Buffer.concat(this.#parts)];
    const length = this.#parts[0]!.readInt32LE(0);
    if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) throw new Error(`impossible message length ${length}`);
    if (this.#bytes < length) return undefined;
    const all = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    const rest = all.subarray(length);
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#bytes -= length;
    return { requestId: all.readInt32LE(4), opCode: all.readInt32LE(12), body: all.subarray(HEADER_BYTES, length) };
  }
}

const DECODING = { promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

/** Inserted documents stay encoded, since they are stored as they come; a field of that name elsewhere is one as any other. */
const DECODING_INSERT = { ...DECODING, fieldsAsRaw: { documents: true } } as const;

const INSERT = Buffer.from('insert\0');
/** Where the name of a document's first field stands, behind its length and the field's type. */
const FIRST_NAME = 5;

function decodeBody(section: Buffer): Doc {
  const isInsert = section.subarray(FIRST_NAME, FIRST_NAME + INSERT.length).equals(INSERT);
  return deserialize(section, isInsert ? DECODING_INSERT : DECODING);
}

/** Reads an OP_MSG. */
export function parseMessage(body: Buffer): { request: Request; wantsReply: boolean } {
  const flags = body.readUInt32LE(0);
  const end = flags & CHECKSUM_PRESENT ? body.length - 4 : body.length;
  let doc: Doc = {};
  const sequences: [string, Buffer[]][] = [];
  for (let at = 4; at < end; ) {
    const kind = body[at]!;
    const size = body.readInt32LE(at + 1);
    const section = body.subarray(at + 1, at + 1 + size);
    if (size < 5 || at + 1 + size > end) throw new Error('impossible section length');
    if (kind === 0) doc = decodeBody(section);
    else sequences.push(parseSequence(section));
    at += 1 + size;
  }
  const request = toRequest(doc, sequences);
  request.bytes = body.length;
  return { request, wantsReply: (flags & MORE_TO_COME) === 0 };
}

function parseSequence(section: Buffer): [string, Buffer[]] {
  const nameEnd = section.indexOf(0, 4);
  const docs: Buffer[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length) throw new Error('impossible document length');
    docs.push(section.subarray(at, at + size));
    at += size;
  }
  return [section.toString('utf8', 4, nameEnd), docs];
}

function toRequest(body: Doc, sequences: [string, Buffer[]][]): Request {
  const name = Object.keys(body)[0] ?? '';
  const request: Request = { name, db: String(body.$db ?? 'admin'), body, work: newWork() };
  for (const [field, docs] of sequences) {
    if (name === 'insert' && field === 'documents') request.documents = docs;
    else body[field] = docs.map((raw) => deserialize(raw, DECODING));
  }
  const { documents } = body;
  if (name !== 'insert' || !Array.isArray(documents) || !documents.every((one) => one instanceof Uint8Array))
    return request;
  delete body.documents;
  request.documents = documents.map((raw) => Buffer.from(raw));
  return request;
}

/** Reads an OP_QUERY, with which older clients and the first handshake ask for hello. */
export function parseQuery(body: Buffer): Request {
  const nameEnd = body.indexOf(0, 4);
  const doc = deserialize(body.subarray(nameEnd + 9), DECODING) as Doc;
  const collection = body.toString('utf8', 4, nameEnd);
  const db = collection.slice(0, collection.indexOf('.'));
  return { name: Object.keys(doc)[0] ?? '', db, body: doc, work: newWork() };
}

const MESSAGE_BYTES = HEADER_BYTES + 5;
const REPLY_BYTES = HEADER_BYTES + 20;

/** An OP_MSG with one document. */
export function formatMessage(responseTo: number, reply: Doc): Buffer {
  const message = encodeReply(reply, MESSAGE_BYTES);
  message.fill(0, HEADER_BYTES, MESSAGE_BYTES);
  return withHeader(message, responseTo, OP_MSG);
}

/** An OP_REPLY with one document. */
export function formatReply(responseTo: number, reply: Doc): Buffer {
  const message = encodeReply(reply, REPLY_BYTES);
  message.fill(0, HEADER_BYTES, REPLY_BYTES);
  message.writeInt32LE(8, HEADER_BYTES);
  message.writeInt32LE(1, HEADER_BYTES + 16);
  return withHeader(message, responseTo, OP_REPLY);
}

let lastId = 0;

function withHeader(message: Buffer, responseTo: number, opCode: number): Buffer {
  lastId = (lastId + 1) & 0x7fffffff;
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(lastId, 4);
  message.writeInt32LE(responseTo, 8);
  message.writeInt32LE(opCode, 12);
  return message;
}
