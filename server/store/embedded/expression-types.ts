import { Binary, Decimal128, Long, ObjectId, Timestamp } from 'bson';
import { parseDate } from './date-text.js';
import { StoreError, unsupported } from './errors.js';
import { isNothing, isTrue, namedArgs, type Operator, unary, unaryOrNull } from './expression-scope.js';
import { encode } from './raw.js';
import { type Doc, isInt32, isLong, isNumber, isPlainObject, toNumber, typeName } from './value.js';

/** Fails as $convert does, which `onError` may catch. */
export class ConversionFailure extends StoreError {
  constructor(what: string) {
    super('ConversionFailure', `${what} in $convert with no onError value`);
  }
}

const cannot = (value: unknown, to: string): ConversionFailure =>
  new ConversionFailure(`Unsupported conversion from ${typeName(value)} to ${to}`);

const OVERFLOW = 'Conversion would overflow target type';

/** The text of a value where MongoDB makes text of it. */
export function textOf(value: unknown, to: string): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (typeof value === 'boolean' || value instanceof Decimal128 || isLong(value)) return String(value);
  if (typeof value === 'number') return numberText(value);
  throw cannot(value, to);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return String(value);
}

const WHOLE = /^[+-]?\d+$/;
const REAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function parsed(text: string, pattern: RegExp): number {
  if (pattern.test(text)) return Number(text);
  throw new ConversionFailure(`Failed to parse number '${text}'`);
}

function toDouble(value: unknown): number {
  if (typeof value === 'string') return parsed(value, REAL);
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.getTime();
  if (isNumber(value)) return toNumber(value);
  throw cannot(value, 'double');
}

function toInt(value: unknown): number {
  if (typeof value === 'string') return checkedInt(parsed(value, WHOLE));
  if (value instanceof Date) throw cannot(value, 'int');
  return checkedInt(Math.trunc(toDouble(value)));
}

function checkedInt(value: number): number {
  if (isInt32(value) || value === 0) return value + 0;
  throw new ConversionFailure(OVERFLOW);
}

function toLong(value: unknown): Long {
  if (isLong(value)) return value;
  if (typeof value === 'string') {
    if (!WHOLE.test(value)) throw new ConversionFailure(`Failed to parse number '${value}'`);
    return checkedLong(BigInt(value.replace('+', '')));
  }
  const number = toDouble(value);
  if (!Number.isFinite(number))
    throw new ConversionFailure('Attempt to convert an infinite value or NaN to an integer');
  return checkedLong(BigInt(Math.trunc(number)));
}

function checkedLong(value: bigint): Long {
  if (BigInt.asIntN(64, value) === value) return Long.fromBigInt(value);
  throw new ConversionFailure(OVERFLOW);
}

function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1_000);
  if (typeof value === 'string') {
    const date = parseDate(value);
    if (date) return date;
    throw new ConversionFailure(`Error parsing date string '${value}'`);
  }
  // An int is refused: it cannot hold the milliseconds of a date of this century.
  if (isLong(value) || (typeof value === 'number' && !isInt32(value))) return new Date(toNumber(value));
  if (typeof value === 'number') throw cannot(value, 'date');
  throw cannot(value, 'date');
}

function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value === 'string' && /^[0-9a-fA-F]{24}$/.test(value)) return new ObjectId(value);
  if (typeof value === 'string') throw new ConversionFailure(`Failed to parse objectId '${value}'`);
  throw cannot(value, 'objectId');
}

function toDecimal(value: unknown): Decimal128 {
  if (value instanceof Decimal128) return value;
  if (typeof value === 'string') parsed(value, REAL);
  if (typeof value === 'string' || isLong(value)) return Decimal128.fromString(String(value));
  return Decimal128.fromString(numberText(toDouble(value)));
}

const CONVERSIONS: Record<string, (value: unknown) => unknown> = {
  double: toDouble,
  string: (value) => textOf(value, 'string'),
  objectId: toObjectId,
  bool: isTrue,
  date: toDate,
  int: toInt,
  long: toLong,
  decimal: toDecimal,
};
const TYPE_NUMBERS: Record<number, string> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
  19: 'decimal',
};

function conversionTo(to: unknown): (value: unknown) => unknown {
  const name = isNumber(to) ? TYPE_NUMBERS[toNumber(to)] : to;
  const run = typeof name === 'string' && Object.hasOwn(CONVERSIONS, name) ? CONVERSIONS[name] : undefined;
  if (run) return run;
  if (isPlainObject(to)) throw unsupported('a subtype in $convert');
  throw new StoreError('BadValue', `Unknown type name: ${String(to)}`);
}

const convert: Operator = (arg, compile, name) => {
  const { input, to, onError, onNull } = namedArgs(arg, compile, name, ['input', 'to'], ['onError', 'onNull']);
  return (scope) => {
    const value = input!(scope);
    if (isNothing(value)) return onNull ? onNull(scope) : null;
    const target = to!(scope);
    if (isNothing(target)) return null;
    const run = conversionTo(target);
    try {
      return run(value);
    } catch (error) {
      if (!onError || !(error instanceof ConversionFailure)) throw error;
      return onError(scope);
    }
  };
};

const of = (to: string): Operator => unaryOrNull(CONVERSIONS[to]!);

export const types: Record<string, Operator> = {
  $type: unary(typeName),
  $isNumber: unary(isNumber),
  $toString: of('string'),
  $toObjectId: of('objectId'),
  $toBool: of('bool'),
  $toDate: of('date'),
  $toInt: of('int'),
  $toLong: of('long'),
  $toDouble: of('double'),
  $toDecimal: of('decimal'),
  $convert: convert,
  $binarySize: unaryOrNull((value) => {
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (value instanceof Binary) return value.length();
    throw new StoreError(
      'Location51276',
      `$binarySize requires a string or BinData argument, found: ${typeName(value)}`,
    );
  }),
  $bsonSize: unaryOrNull((value) => {
    if (isPlainObject(value)) return encode(value as Doc).length;
    throw new StoreError('Location31393', `$bsonSize requires a document input, found: ${typeName(value)}`);
  }),
};
