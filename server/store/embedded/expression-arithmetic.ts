import { Long } from 'bson';
import { StoreError } from './errors.js';
import { isNothing, listed, type Operator, unaryOrNull, withArgs } from './expression-scope.js';
import {
  add,
  bigOf,
  divide,
  longOrDouble,
  multiply,
  type Num,
  numberOf,
  power,
  type Rounding,
  remainder,
  roundTo,
  subtract,
} from './numbers.js';
import { compareValues, isInt32, isLong, isNumber, toNumber, typeName } from './value.js';

const number = (run: (value: Num) => unknown): Operator => unaryOrNull((value) => run(numberOf(value, 'arithmetic')));
const real = (run: (value: number) => number): Operator => number((value) => run(toNumber(value)));

const two = (run: (a: Num, b: Num) => unknown): Operator =>
  withArgs(2, 2, (a: unknown, b: unknown) =>
    isNothing(a) || isNothing(b) ? null : run(numberOf(a, 'arithmetic'), numberOf(b, 'arithmetic')),
  );

const moved = (date: Date, ms: number): Date => new Date(date.getTime() + Math.round(ms));

/** A sum, of which one part may be a date: then the others are milliseconds. */
function total(values: unknown[]): unknown {
  if (values.some(isNothing)) return null;
  const dates = values.filter((value) => value instanceof Date);
  if (dates.length > 1) throw new StoreError('Location16612', 'only one date allowed in an $add expression');
  const numbers = values.filter((value) => !(value instanceof Date)).map((value) => numberOf(value, '$add'));
  const sum = numbers.reduce<Num>(add, 0);
  return dates[0] ? moved(dates[0] as Date, toNumber(sum)) : sum;
}

function difference(a: unknown, b: unknown): unknown {
  if (isNothing(a) || isNothing(b)) return null;
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date) return moved(a, -toNumber(numberOf(b, '$subtract')));
  return subtract(numberOf(a, '$subtract'), numberOf(b, '$subtract'));
}

function product(values: unknown[]): Num | null {
  if (values.some(isNothing)) return null;
  return values.map((value) => numberOf(value, '$multiply')).reduce<Num>(multiply, 1);
}

function absolute(value: Num): Num {
  if (!isLong(value)) return Math.abs(value);
  if (value.equals(Long.MIN_VALUE)) throw new StoreError('Location28680', "can't take $abs of long long min");
  return value.isNegative() ? value.negate() : value;
}

const whole = (run: (value: number) => number): Operator => number((value) => (isLong(value) ? value : run(value)));

const MOST_PLACES = 100;
const LEAST_PLACES = -20;

const rounded = (how: Rounding): Operator =>
  withArgs(1, 2, (value: unknown, place: unknown = 0) => {
    if (isNothing(value) || isNothing(place)) return null;
    const at = toNumber(place);
    if (!Number.isInteger(at) || at >= MOST_PLACES || at < LEAST_PLACES)
      throw new StoreError(
        'Location51083',
        `cannot apply $${how} with precision value ${at}: it must be in [-20, 100)`,
      );
    return roundTo(numberOf(value, `$${how}`), at, how);
  });

/** A function that is defined for some numbers only. */
const defined = (
  test: (value: number) => boolean,
  code: `Location${number}`,
  what: string,
  run: (value: number) => number,
) =>
  real((value) => {
    if (test(value) || Number.isNaN(value)) return run(value);
    throw new StoreError(code, `${what}, but is ${value}`);
  });

function logarithm(value: Num, base: Num): number {
  const [a, b] = [toNumber(value), toNumber(base)];
  if (a <= 0) throw new StoreError('Location28758', `$log's argument must be a positive number, but is ${a}`);
  if (b <= 0 || b === 1)
    throw new StoreError('Location28759', `$log's base must be a positive number not equal to 1, but is ${b}`);
  return Math.log(a) / Math.log(b);
}

/** Reckons with the numbers alone; what is none does not count. */
const numbersIn = (values: unknown[], op: string): Num[] => values.filter(isNumber).map((value) => numberOf(value, op));

function average(values: Num[]): number | null {
  return values.length > 0 ? toNumber(values.reduce<Num>(add, 0)) / values.length : null;
}

function deviation(values: number[], degrees: 0 | 1): number | null {
  if (values.length <= degrees) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - degrees));
}

const deviating = (op: string, degrees: 0 | 1): Operator =>
  listed((values) => deviation(numbersIn(values, op).map(toNumber), degrees));

const extreme = (wanted: 1 | -1): Operator =>
  listed((values) => {
    const present = values.filter((value) => !isNothing(value));
    if (present.length === 0) return null;
    return present.reduce((best, value) => (compareValues(value, best) * wanted > 0 ? value : best));
  });

function bitsOf(value: unknown, op: string): Num {
  const bits = numberOf(value, op);
  if (isLong(bits) || isInt32(bits)) return bits;
  throw new StoreError('TypeMismatch', `${op} only supports int and long operands, not ${typeName(value)}`);
}

const bitwise = (op: string, start: bigint, run: (a: bigint, b: bigint) => bigint): Operator =>
  listed((values) => {
    if (values.some(isNothing)) return null;
    const all = values.map((value) => bitsOf(value, op));
    const bits = all.map(bigOf).reduce(run, start);
    return all.some(isLong) ? longOrDouble(bits) : Number(bits);
  });

export const arithmetic: Record<string, Operator> = {
  $add: (arg, compile) => {
    const args = (Array.isArray(arg) ? arg : [arg]).map(compile);
    return (scope) => total(args.map((value) => value(scope)));
  },
  $subtract: withArgs(2, 2, difference),
  $multiply: (arg, compile) => {
    const args = (Array.isArray(arg) ? arg : [arg]).map(compile);
    return (scope) => product(args.map((value) => value(scope)));
  },
  $divide: two(divide),
  $mod: two(remainder),
  $pow: two(power),
  $log: two(logarithm),
  $abs: number(absolute),
  $ceil: whole(Math.ceil),
  $floor: whole(Math.floor),
  $round: rounded('round'),
  $trunc: rounded('trunc'),
  $exp: real(Math.exp),
  $sqrt: defined(
    (value) => value >= 0,
    'Location28714',
    "$sqrt's argument must be greater than or equal to 0",
    Math.sqrt,
  ),
  $ln: defined((value) => value > 0, 'Location28766', "$ln's argument must be a positive number", Math.log),
  $log10: defined((value) => value > 0, 'Location28761', "$log10's argument must be a positive number", Math.log10),
  $sum: listed((values) => numbersIn(values, '$sum').reduce<Num>(add, 0)),
  $avg: listed((values) => average(numbersIn(values, '$avg'))),
  $stdDevPop: deviating('$stdDevPop', 0),
  $stdDevSamp: deviating('$stdDevSamp', 1),
  $max: extreme(1),
  $min: extreme(-1),
  $bitAnd: bitwise('$bitAnd', -1n, (a, b) => a & b),
  $bitOr: bitwise('$bitOr', 0n, (a, b) => a | b),
  $bitXor: bitwise('$bitXor', 0n, (a, b) => a ^ b),
  $bitNot: unaryOrNull((value) => {
    const bits = bitsOf(value, '$bitNot');
    return isLong(bits) ? bits.not() : ~bits;
  }),
};
