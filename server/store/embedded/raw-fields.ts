import { Long, ObjectId } from 'bson';
import { StoreError } from './errors.js';
import { wrap } from './raw.js';
import { type Doc, decode } from './value.js';

/** Reads some fields of encoded documents and leaves the others undecoded. */
export function picker(names: Iterable<string>): (raw: Buffer) => Doc {
  const wanted = Array.from(names, (name) => ({ name, bytes: Buffer.from(name) }));
  return (raw) => {
    const doc: Doc = {};
    let [at, found] = [4, 0];
    while (found < wanted.length && raw[at] !== 0) {
      const nameEnd = raw.indexOf(0, at + 1);
      const field = wanted.find(({ bytes }) => isName(raw, at + 1, nameEnd, bytes));
      const end = endOf(raw, at, nameEnd + 1);
      if (field) {
        doc[field.name] = readValue(raw, at, nameEnd + 1, end, field.name);
        found += 1;
      }
      at = end;
    }
    return doc;
  };
}

/** Leaves some fields of encoded documents, in their order, and copies them as they are. */
export function keeper(names: Iterable<string>): (raw: Buffer) => Buffer {
  const wanted = new Map<number, Buffer[]>();
  let count = 0;
  for (const bytes of Array.from(names, (name) => Buffer.from(name))) {
    wanted.set(bytes.length, [...(wanted.get(bytes.length) ?? []), bytes]);
    count += 1;
  }
  const isWanted = (raw: Buffer, from: number, to: number) =>
    wanted.get(to - from)?.some((bytes) => isName(raw, from, to, bytes)) ?? false;
  return (raw) => {
    const parts: Buffer[] = [];
    let [at, found, begin] = [4, 0, 0];
    while (found < count && raw[at] !== 0) {
      const nameEnd = raw.indexOf(0, at + 1);
      const keeps = isWanted(raw, at + 1, nameEnd);
      if (keeps) {
        found += 1;
        begin ||= at;
      } else if (begin) {
        parts.push(raw.subarray(begin, at));
        begin = 0;
      }
      at = endOf(raw, at, nameEnd + 1);
    }
    if (begin) parts.push(raw.subarray(begin, at));
    return wrap(parts);
  };
}

function isName(raw: Buffer, from: number, to: number, bytes: Buffer): boolean {
  if (to - from !== bytes.length) return false;
  for (let i = 0; i < bytes.length; i += 1) if (raw[from + i] !== bytes[i]) return false;
  return true;
}

/** Bytes of a value, by its type's number; below zero for those that begin with their length. */
const SIZES: Record<number, number> = {
  1: 8, // double
  6: 0, // undefined
  7: 12, // ObjectId
  8: 1, // boolean
  9: 8, // date
  10: 0, // null
  16: 4, // int32
  17: 8, // timestamp
  18: 8, // int64
  19: 16, // Decimal128
  127: 0, // MaxKey
  255: 0, // MinKey
};
/** What is to be added to the length that such a value begins with. */
const MORE: Record<number, number> = { 2: 4, 3: 0, 4: 0, 5: 5, 12: 16, 13: 4, 14: 4, 15: 0 };
const REGEX = 11;

/** Where the element at `at` ends, whose value begins at `from`. */
function endOf(raw: Buffer, at: number, from: number): number {
  const type = raw[at]!;
  const size = SIZES[type];
  if (size !== undefined) return from + size;
  const more = MORE[type];
  if (more !== undefined) return from + raw.readInt32LE(from) + more;
  if (type === REGEX) return raw.indexOf(0, raw.indexOf(0, from) + 1) + 1;
  throw new StoreError('InternalError', `a stored document has a field of the unknown type ${type}`);
}

/** As `decode` gives it. */
function readValue(raw: Buffer, at: number, from: number, end: number, name: string): unknown {
  switch (raw[at]) {
    case 1:
      return raw.readDoubleLE(from);
    case 2:
      return raw.toString('utf8', from + 4, end - 1);
    case 7:
      return new ObjectId(Buffer.from(raw.subarray(from, end)));
    case 8:
      return raw[from] === 1;
    case 9:
      return new Date(raw.readInt32LE(from + 4) * 2 ** 32 + raw.readUInt32LE(from));
    case 10:
      return null;
    case 16:
      return raw.readInt32LE(from);
    case 18:
      return new Long(raw.readInt32LE(from), raw.readInt32LE(from + 4));
    default:
      return decode(wrap([raw.subarray(at, end)]))[name];
  }
}
