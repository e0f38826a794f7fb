import { Long, serialize } from 'bson';
import { StoreError } from './errors.js';
import { element, rawArray, rawElement, wrap } from './raw.js';
import { type Doc, isPlainObject } from './value.js';

/** Part of a reply that is encoded already. */
export class Raw {
  constructor(
    readonly bytes: Uint8Array,
    readonly isArray = false,
  ) {}
}

/** Encodes a reply; stored documents in it go out as the bytes they are. */
export function encodeReply(reply: Doc): Buffer {
  const parts = Object.entries(reply).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (value instanceof Raw) return [rawElement(name, value.bytes, value.isArray)];
    if (isPlainObject(value)) return [rawElement(name, encodeReply(value))];
    return [element(name, value)];
  });
  return wrap(parts);
}

export function cursorReply(ns: string, id: Long, docs: Uint8Array[], batch: 'firstBatch' | 'nextBatch'): Doc {
  return { cursor: { [batch]: new Raw(rawArray(docs), true), id, ns }, ok: 1 };
}

/** A cursor that needs no second batch. */
export function wholeCursor(ns: string, docs: Doc[]): Doc {
  const encoded = docs.map((doc) => serialize(doc, { ignoreUndefined: true }));
  return cursorReply(ns, Long.ZERO, encoded, 'firstBatch');
}

export function errorReply(error: unknown): Doc {
  const known =
    error instanceof StoreError ? error : new StoreError('InternalError', String((error as Error)?.stack ?? error));
  return { ok: 0, errmsg: known.message, code: known.code, codeName: known.codeName, ...known.extra };
}
