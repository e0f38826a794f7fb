import { Binary, BSONRegExp, MaxKey, MinKey } from 'bson';
import { StoreError } from './errors.js';
import type { Test } from './path.js';
import { toRegExp } from './regex.js';
import {
  compareValues,
  type Doc,
  isLong,
  isNumber,
  isPlainObject,
  Rank,
  rankOf,
  sameValue,
  toNumber,
  typeName,
} from './value.js';

/** Whether a condition is written with operators, as `{$gt: 5}`, and not a value to be equal to. */
export const isOperators = (arg: unknown): arg is Doc =>
  isPlainObject(arg) && Object.keys(arg)[0]?.startsWith('$') === true;

export const isThere: Test = (value) => value !== undefined;
export const truthy = (value: unknown): boolean => (isNumber(value) ? toNumber(value) !== 0 : Boolean(value));

export const COMPARISONS: Record<string, (arg: unknown) => Test> = {
  $eq: equals,
  $in: isIn,
  $gt: (arg) => ordered(arg, (order) => order > 0, false),
  $gte: (arg) => ordered(arg, (order) => order >= 0, true),
  $lt: (arg) => ordered(arg, (order) => order < 0, false),
  $lte: (arg) => ordered(arg, (order) => order <= 0, true),
  $mod: mod,
  $type: hasType,
  $bitsAllSet: (arg) => bits(arg, (set, mask) => (set & mask) === mask),
  $bitsAnySet: (arg) => bits(arg, (set, mask) => (set & mask) !== 0n),
  $bitsAllClear: (arg) => bits(arg, (set, mask) => (set & mask) === 0n),
  $bitsAnyClear: (arg) => bits(arg, (set, mask) => (set & mask) !== mask),
};

export function equals(arg: unknown): Test {
  if (arg === null || arg === undefined) return (value) => value === null || value === undefined;
  if (typeof arg === 'string' || typeof arg === 'boolean') return (value) => value === arg;
  return (value) => sameValue(value, arg);
}

/** $gt and its like compare only within one type, except against the ends of the order. */
function ordered(arg: unknown, holds: (order: number) => boolean, orEqual: boolean): Test {
  if (arg instanceof BSONRegExp) throw new StoreError('BadValue', "Can't have RegEx as arg to predicate over field.");
  if (arg === null || arg === undefined) return (value) => orEqual && (value === null || value === undefined);
  if (arg instanceof MinKey || arg instanceof MaxKey) return (value) => holds(compareValues(value, arg));
  const rank = rankOf(arg);
  if (rank === Rank.number && Number.isNaN(toNumber(arg))) return (value) => orEqual && sameValue(value, arg);
  return (value) =>
    value !== undefined && rankOf(value) === rank && !isNotANumber(value) && holds(compareValues(value, arg));
}

const isNotANumber = (value: unknown): boolean => typeof value === 'number' && Number.isNaN(value);

export function isIn(arg: unknown): Test {
  if (!Array.isArray(arg)) throw new StoreError('BadValue', '$in needs an array');
  if (arg.some(isOperators)) throw new StoreError('BadValue', 'cannot nest $ under $in');
  const plain = new Set(arg.filter((value) => typeof value === 'string'));
  const rest = arg
    .filter((value) => typeof value !== 'string')
    .map((value) => (value instanceof BSONRegExp ? either(matchesRegex(value), equals(value)) : equals(value)));
  return (value) => plain.has(value as string) || rest.some((test) => test(value));
}

const either =
  (a: Test, b: Test): Test =>
  (value) =>
    a(value) || b(value);

export function regexOf(arg: unknown, options: unknown): BSONRegExp {
  if (options !== undefined && typeof options !== 'string')
    throw new StoreError('BadValue', '$options has to be a string');
  if (arg instanceof BSONRegExp && arg.options && options)
    throw new StoreError('Location51075', 'options set in both $regex and $options');
  if (arg instanceof BSONRegExp) return options ? regex(arg.pattern, options) : arg;
  if (typeof arg !== 'string') throw new StoreError('BadValue', '$regex has to be a string');
  return regex(arg, options ?? '');
}

/** BSON refuses to hold options that are none. */
export function regex(pattern: string, options: string): BSONRegExp {
  const wrong = /[^imsxu]/.exec(options)?.[0];
  if (wrong) throw new StoreError('Location51108', `invalid flag in regex options: ${wrong}`);
  return new BSONRegExp(pattern, options);
}

export function matchesRegex(regex: BSONRegExp): Test {
  const pattern = toRegExp(regex);
  return (value) =>
    typeof value === 'string' ? pattern.test(value) : value instanceof BSONRegExp && sameValue(value, regex);
}

export function hasSize(arg: unknown): Test {
  const size = toNumber(arg);
  if (!isNumber(arg) || !Number.isInteger(size) || size < 0 || !isInt64(size))
    throw new StoreError(
      'BadValue',
      `Failed to parse $size. Expected a non-negative integer in: $size: ${String(arg)}`,
    );
  return (value) => Array.isArray(value) && value.length === size;
}

const isInt64 = (value: number): boolean => Math.abs(value) <= 2 ** 63;

function mod(arg: unknown): Test {
  if (!Array.isArray(arg) || arg.length !== 2 || !arg.every(isNumber))
    throw new StoreError('BadValue', 'malformed mod, needs to be an array of two numbers');
  const [divisor, remainder] = arg.map((value) => Math.trunc(toNumber(value))) as [number, number];
  if (!isInt64(divisor) || !isInt64(remainder))
    throw new StoreError('BadValue', 'malformed mod, divisor and remainder must be whole numbers of 64 bits');
  if (divisor === 0) throw new StoreError('BadValue', 'divisor cannot be 0');
  return (value) => isNumber(value) && wholeRemainder(value, divisor) === remainder;
}

/** A fraction is cut off first; the remainder has the sign of the value, and minus zero is zero. */
function wholeRemainder(value: unknown, divisor: number): number {
  if (isLong(value)) return Number(value.toBigInt() % BigInt(divisor));
  return (Math.trunc(toNumber(value)) % divisor) + 0;
}

const TYPE_NUMBERS: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  12: 'dbPointer',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  127: 'maxKey',
  [-1]: 'minKey',
};
const TYPE_NAMES = new Set([...Object.values(TYPE_NUMBERS), 'number']);

function typeOf(type: unknown): string {
  if (typeof type !== 'string' && !isNumber(type))
    throw new StoreError('TypeMismatch', 'type must be represented as a number or a string');
  const name = typeof type === 'string' ? type : TYPE_NUMBERS[toNumber(type)];
  if (name === undefined) throw new StoreError('BadValue', `Invalid numerical type code: ${String(type)}`);
  if (!TYPE_NAMES.has(name)) throw new StoreError('BadValue', `Unknown type name alias: ${name}`);
  return name;
}

function hasType(arg: unknown): Test {
  const names = (Array.isArray(arg) ? arg : [arg]).map(typeOf);
  if (names.length === 0) throw new StoreError('FailedToParse', '$type must match at least one type');
  return (value) => {
    const type = typeName(value);
    return names.includes(type) || (names.includes('number') && isNumber(value));
  };
}

function bits(arg: unknown, holds: (set: bigint, mask: bigint) => boolean): Test {
  const mask = Array.isArray(arg) ? arg.reduce((sum: bigint, bit) => sum | (1n << positionOf(bit)), 0n) : maskOf(arg);
  return (value) => {
    const set = bitsOf(value);
    return set !== undefined && holds(set, mask);
  };
}

/** Numbers as whole ones in two's complement, binaries from their lowest byte on; nothing else has bits. */
function bitsOf(value: unknown): bigint | undefined {
  if (value instanceof Binary) return BigInt(`0x0${Buffer.from(value.value()).reverse().toString('hex')}`);
  if (isLong(value)) return value.toBigInt();
  return isNumber(value) && Number.isInteger(toNumber(value)) ? BigInt(toNumber(value)) : undefined;
}

function maskOf(arg: unknown): bigint {
  const mask = bitsOf(arg);
  if (mask !== undefined && mask >= 0n && (arg instanceof Binary || mask < 1n << 63n)) return mask;
  throw new StoreError('BadValue', `a bit mask must be a whole number of at least 0 or a binary: ${String(arg)}`);
}

/** No document holds a binary of more; any place beyond says the same. */
const MOST_BITS = 16 * 1024 * 1024 * 8;

function positionOf(bit: unknown): bigint {
  const position = isNumber(bit) ? toNumber(bit) : -1;
  if (Number.isInteger(position) && position >= 0 && position <= 0x7fffffff)
    return BigInt(Math.min(position, MOST_BITS));
  throw new StoreError('BadValue', `a bit position must be a whole number of at least 0: ${String(bit)}`);
}
