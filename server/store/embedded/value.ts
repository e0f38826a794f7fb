import {
  type Binary,
  type BSONRegExp,
  Decimal128,
  Double,
  deserialize,
  Int32,
  Long,
  type ObjectId,
  Timestamp,
} from 'bson';

export type Doc = Record<string, unknown>;

/** BSON's order of types; the numbers are also the first byte of an encoded key. */
export const Rank = {
  minKey: 0x01,
  emptyArray: 0x0f,
  null: 0x10,
  number: 0x20,
  string: 0x30,
  object: 0x40,
  array: 0x50,
  binary: 0x60,
  objectId: 0x70,
  boolean: 0x80,
  date: 0x90,
  timestamp: 0xa0,
  regex: 0xb0,
  code: 0xc0,
  maxKey: 0xf0,
} as const;

const RANK_OF_CLASS: Record<string, number> = {
  ObjectId: Rank.objectId,
  Long: Rank.number,
  Double: Rank.number,
  Int32: Rank.number,
  Decimal128: Rank.number,
  Binary: Rank.binary,
  Timestamp: Rank.timestamp,
  BSONRegExp: Rank.regex,
  BSONSymbol: Rank.string,
  Code: Rank.code,
  MinKey: Rank.minKey,
  MaxKey: Rank.maxKey,
};

/** Longs stay Longs and buffers stay Binaries, so that a document survives being read and written. */
const DECODING = { promoteLongs: false, promoteBuffers: false, bsonRegExp: true } as const;

export function decode(bytes: Uint8Array): Doc {
  return deserialize(bytes, DECODING);
}

export function isPlainObject(value: unknown): value is Doc {
  if (typeof value !== 'object' || value === null) return false;
  const proto: unknown = Object.getPrototypeOf(value);
  return proto === Object.prototype || proto === null;
}

export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return Rank.number;
    case 'string':
      return Rank.string;
    case 'boolean':
      return Rank.boolean;
    case 'object':
      return value === null ? Rank.null : rankOfObject(value);
    default:
      return Rank.null;
  }
}

function rankOfObject(value: object): number {
  if (isPlainObject(value)) return Rank.object;
  if (Array.isArray(value)) return Rank.array;
  if (value instanceof Date) return Rank.date;
  return RANK_OF_CLASS[(value as { _bsontype?: string })._bsontype ?? ''] ?? Rank.object;
}

/** Whether a Long takes part, so that plain numbers cannot hold the result exactly. */
export function isLong(value: unknown): value is Long {
  return value instanceof Long && !(value instanceof Timestamp);
}

/** The value as a JavaScript number; a Long beyond 2^53 loses its last digits. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (isLong(value)) return value.toNumber();
  if (value instanceof Decimal128) return Number(value.toString());
  return Number(value);
}

export function isNumber(value: unknown): boolean {
  return typeof value === 'number' || rankOf(value) === Rank.number;
}

/** BSON comparison: negative, zero or positive. Missing (undefined) equals null. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  return (COMPARE[rank] ?? compareText)(a as never, b as never);
}

export function sameValue(a: unknown, b: unknown): boolean {
  return compareValues(a, b) === 0;
}

const COMPARE: Record<number, (a: never, b: never) => number> = {
  [Rank.null]: () => 0,
  [Rank.minKey]: () => 0,
  [Rank.maxKey]: () => 0,
  [Rank.number]: compareNumbers,
  [Rank.string]: (a: unknown, b: unknown) => compareStrings(String(a), String(b)),
  [Rank.object]: compareObjects,
  [Rank.array]: compareArrays,
  [Rank.binary]: compareBinaries,
  [Rank.objectId]: (a: ObjectId, b: ObjectId) => Buffer.compare(a.id, b.id),
  [Rank.boolean]: (a: boolean, b: boolean) => Number(a) - Number(b),
  [Rank.date]: (a: Date, b: Date) => a.getTime() - b.getTime(),
  [Rank.timestamp]: (a: Timestamp, b: Timestamp) => a.compare(b),
  [Rank.regex]: (a: BSONRegExp, b: BSONRegExp) =>
    compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options),
};

function compareText(a: unknown, b: unknown): number {
  return compareStrings(JSON.stringify(a), JSON.stringify(b));
}

function compareNumbers(a: unknown, b: unknown): number {
  if (isLong(a) && isLong(b)) return a.compare(b);
  if (isLong(a) || isLong(b)) {
    const rough = sign(toNumber(a), toNumber(b));
    return rough !== 0 || !Number.isFinite(toNumber(a)) ? rough : Number(exact(a) - exact(b));
  }
  return sign(toNumber(a), toNumber(b));
}

const exact = (value: unknown): bigint => (isLong(value) ? value.toBigInt() : BigInt(Math.trunc(toNumber(value))));

/** NaN is the lowest number and equals itself. */
function sign(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is exactly what is asked
const ASCII = /^[\x00-\x7f]*$/;

/** JavaScript orders strings by UTF-16 units, BSON by UTF-8 bytes; the two differ beyond ASCII. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  if (ASCII.test(a) && ASCII.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function compareObjects(a: Doc, b: Doc): number {
  const left = Object.keys(a);
  const right = Object.keys(b);
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const [l, r] = [left[i]!, right[i]!];
    const order = rankOf(a[l]) - rankOf(b[r]) || compareStrings(l, r) || compareValues(a[l], b[r]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareArrays(a: unknown[], b: unknown[]): number {
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const order = compareValues(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareBinaries(a: Binary, b: Binary): number {
  return (
    a.length() - b.length() || a.sub_type - b.sub_type || Buffer.compare(Buffer.from(a.value()), Buffer.from(b.value()))
  );
}

/** The name `$type` and error messages use. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'number') return isInt32(value) ? 'int' : 'double';
  if (value instanceof Int32) return 'int';
  if (value instanceof Double) return 'double';
  if (value instanceof Decimal128) return 'decimal';
  if (isLong(value)) return 'long';
  return NAME_OF_RANK[rankOf(value)] ?? 'object';
}

const NAME_OF_RANK: Record<number, string> = {
  [Rank.null]: 'null',
  [Rank.string]: 'string',
  [Rank.object]: 'object',
  [Rank.array]: 'array',
  [Rank.binary]: 'binData',
  [Rank.objectId]: 'objectId',
  [Rank.boolean]: 'bool',
  [Rank.date]: 'date',
  [Rank.timestamp]: 'timestamp',
  [Rank.regex]: 'regex',
  [Rank.code]: 'javascript',
  [Rank.minKey]: 'minKey',
  [Rank.maxKey]: 'maxKey',
};

export const isInt32 = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);
