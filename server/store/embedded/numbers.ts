import { Decimal128, Long } from 'bson';
import { StoreError, unsupported } from './errors.js';
import { isInt32, isLong, isNumber, toNumber, typeName } from './value.js';

/** int and double are JavaScript's numbers, long is a Long. */
export type Num = number | Long;

/**
 * The value as a number to reckon with.
 * @throws StoreError TypeMismatch for another type, CommandNotSupported for a Decimal128, which would lose digits
 */
export function numberOf(value: unknown, op: string): Num {
  if (typeof value === 'number' || isLong(value)) return value;
  if (value instanceof Decimal128) throw unsupported(`${op} on a Decimal128`);
  if (isNumber(value)) return toNumber(value);
  throw new StoreError('TypeMismatch', `${op} only supports numeric types, not ${typeName(value)}`);
}

/** Whether all are ints or longs, for whose results a double may be too narrow. */
const areLong = (...values: Num[]): boolean => values.every((value) => isLong(value) || isInt32(value));

export const bigOf = (value: Num): bigint => (isLong(value) ? value.toBigInt() : BigInt(value));

/** A long, or the nearest double when 64 bits do not hold it. */
export function longOrDouble(value: bigint): Num {
  return BigInt.asIntN(64, value) === value ? Long.fromBigInt(value) : Number(value);
}

const reckoning =
  (exact: (a: bigint, b: bigint) => bigint, rough: (a: number, b: number) => number) =>
  (a: Num, b: Num): Num => {
    const near = rough(toNumber(a), toNumber(b));
    if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(near)) return near;
    return areLong(a, b) ? longOrDouble(exact(bigOf(a), bigOf(b))) : near;
  };

export const add = reckoning(
  (a, b) => a + b,
  (a, b) => a + b,
);
export const subtract = reckoning(
  (a, b) => a - b,
  (a, b) => a - b,
);
export const multiply = reckoning(
  (a, b) => a * b,
  (a, b) => a * b,
);

/** The remainder has the sign of the dividend. */
export function remainder(a: Num, b: Num): Num {
  if (toNumber(b) === 0) throw new StoreError('Location16610', "can't $mod by zero");
  return reckoning(
    (x, y) => x % y,
    (x, y) => x % y,
  )(a, b);
}

export function divide(a: Num, b: Num): number {
  if (toNumber(b) === 0) throw new StoreError('BadValue', "can't $divide by zero");
  return toNumber(a) / toNumber(b);
}

export type Rounding = 'round' | 'trunc';

/** Rounds half to even or cuts, at a decimal place; a negative one is before the point. Doubles count with all their digits. */
export function roundTo(value: Num, place: number, how: Rounding): Num {
  if (isLong(value)) return place < 0 ? longOrDouble(roundInteger(value.toBigInt(), -place, how)) : value;
  if (!Number.isFinite(value) || (Number.isInteger(value) && place >= 0)) return value;
  if (place < 0) return Number(roundInteger(BigInt(Math.trunc(value)), -place, how));
  return roundDouble(value, place, how);
}

/** No double has more digits behind the point that matter to a place that MongoDB allows. */
const DIGITS = 100;

function roundDouble(value: number, place: number, how: Rounding): number {
  const [whole, part] = Math.abs(value).toFixed(DIGITS).split('.') as [string, string];
  const kept = BigInt(whole + part.slice(0, place));
  const rest = part.slice(place);
  const half = `5${'0'.repeat(rest.length - 1)}`;
  const up = how === 'round' && (rest > half || (rest === half && kept % 2n === 1n));
  return Math.sign(value) * Number(`${kept + (up ? 1n : 0n)}e-${place}`);
}

function roundInteger(value: bigint, zeros: number, how: Rounding): bigint {
  const size = 10n ** BigInt(zeros);
  const kept = value / size;
  const rest = value < 0n ? kept * size - value : value - kept * size;
  const up = how === 'round' && (rest * 2n > size || (rest * 2n === size && kept % 2n !== 0n));
  return (up ? kept + (value < 0n ? -1n : 1n) : kept) * size;
}

/** A power; of whole numbers exact as long as 64 bits hold it. */
export function power(base: Num, exponent: Num): Num {
  const [a, b] = [toNumber(base), toNumber(exponent)];
  if (a === 0 && b < 0) throw new StoreError('Location28764', '$pow cannot take a base of 0 and a negative exponent');
  const rough = a ** b;
  if (b < 0 || ![base, exponent].every((value) => isLong(value) || isInt32(value))) return rough;
  if (!isLong(base) && !isLong(exponent) && Number.isSafeInteger(rough)) return rough;
  return Number.isFinite(rough) ? longOrDouble(bigOf(base) ** bigOf(exponent)) : rough;
}
