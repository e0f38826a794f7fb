import { ObjectId } from 'bson';
import { evalExpr } from 'mingo/core';
import * as mingo from 'mingo/operators/expression';
import { add, toLocal, truncate } from './dates.js';
import { StoreError } from './errors.js';
import { compareValues, type Doc, isNumber, isPlainObject, sameValue, toNumber, typeName } from './value.js';

export type Options = Parameters<typeof evalExpr>[2];
export type Operator = (obj: unknown, expr: unknown, options: Options) => unknown;

const unwrapped = (expr: unknown): unknown => (Array.isArray(expr) && expr.length === 1 ? expr[0] : expr);
const isNothing = (value: unknown): boolean => value === null || value === undefined;

/** An operator of one argument, which may come in an array of its own. */
const unary =
  (run: (value: unknown) => unknown): Operator =>
  (obj, expr, options) =>
    run(evalExpr(obj, unwrapped(expr), options));

const many =
  (run: (args: unknown[]) => unknown): Operator =>
  (obj, expr, options) =>
    run(evalExpr(obj, expr, options) as unknown[]);

/** Comparison as BSON does it; a missing field is below null, and only MinKey below a missing field. */
function compareMissing(a: unknown, b: unknown): number {
  if (a !== undefined && b !== undefined) return compareValues(a, b);
  return a === b ? 0 : a === undefined ? -1 : 1;
}

const compared = (holds: (order: number) => boolean): Operator => many(([a, b]) => holds(compareMissing(a, b)));

/** The values of an operator that takes a list, or one array. */
const listed =
  (run: (values: unknown[]) => unknown): Operator =>
  (obj, expr, options) => {
    const value = evalExpr(obj, unwrapped(expr), options);
    return run(Array.isArray(value) ? value : [value]);
  };

const extreme = (wanted: 1 | -1): Operator =>
  listed((values) => {
    const present = values.filter((value) => !isNothing(value));
    if (present.length === 0) return null;
    return present.reduce((best, value) => (compareValues(value, best) * wanted > 0 ? value : best));
  });

const numbersIn = (values: unknown[]): number[] => values.filter(isNumber).map(toNumber);
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  throw new StoreError('Location17124', `The argument to $size must be an array, but was of type: ${typeName(value)}`);
}

function toText(value: unknown): string | null {
  if (isNothing(value)) return null;
  return value instanceof Date ? value.toISOString() : String(value);
}

function toObjectId(value: unknown): ObjectId | null {
  if (isNothing(value)) return null;
  if (value instanceof ObjectId) return value;
  if (typeof value === 'string' && ObjectId.isValid(value)) return new ObjectId(value);
  throw new StoreError('Location241', `Failed to parse objectId '${String(value)}' in $convert with no onError value`);
}

const convert: Operator = (obj, expr, options) => {
  const { input, to, onError, onNull } = expr as Doc;
  if (to !== 'objectId' && to !== 'string') return mingo.$convert(obj as never, expr as never, options as never);
  const value = evalExpr(obj, input, options);
  if (isNothing(value)) return onNull === undefined ? null : evalExpr(obj, onNull, options);
  try {
    return to === 'string' ? toText(value) : toObjectId(value);
  } catch (error) {
    if (onError === undefined) throw error;
    return evalExpr(obj, onError, options);
  }
};

/** `$round` and `$trunc` may be given the number alone; mingo asks for a list. */
const placed =
  (run: unknown): Operator =>
  (obj, expr, options) =>
    (run as Operator)(obj, Array.isArray(expr) ? expr : [expr], options);

function dateTrunc(obj: unknown, expr: unknown, options: Options): Date | null {
  const { date, ...rest } = evalExpr(obj, expr, options) as Doc;
  return date instanceof Date ? truncate(date, rest as never) : null;
}

const dateAdd =
  (direction: 1 | -1): Operator =>
  (obj, expr, options) => {
    const { startDate, unit, amount, timezone } = evalExpr(obj, expr, options) as Doc;
    if (!(startDate instanceof Date) || isNothing(amount)) return null;
    return add(startDate, String(unit), direction * toNumber(amount), timezone as string | undefined);
  };

/** mingo is given local time as if it were UTC: its own reckoning with zones is slow. */
const localized =
  (run: unknown): Operator =>
  (obj, expr, options) => {
    const value = evalExpr(obj, expr, options);
    const { date, timezone, ...rest } = (
      isPlainObject(value) ? value : { date: Array.isArray(value) ? value[0] : value }
    ) as Doc;
    if (isNothing(date)) return rest.onNull ?? null;
    const moment = date instanceof ObjectId ? date.getTimestamp() : date;
    if (!(moment instanceof Date))
      throw new StoreError('Location16006', `can't convert from BSON type ${typeName(date)} to Date`);
    return (run as Operator)(obj, { ...rest, date: toLocal(moment, timezone as string | undefined) }, options);
  };

const dateDiff: Operator = (obj, expr, options) => {
  const { startDate, endDate, timezone, ...rest } = evalExpr(obj, expr, options) as Doc;
  if (!(startDate instanceof Date) || !(endDate instanceof Date)) return null;
  const [from, to] = [startDate, endDate].map((date) => toLocal(date, timezone as string | undefined));
  return mingo.$dateDiff(obj as never, { ...rest, startDate: from, endDate: to } as never, options as never);
};

/** Operators on one date, in a time zone. */
const DATE_PARTS = {
  $year: mingo.$year,
  $month: mingo.$month,
  $dayOfMonth: mingo.$dayOfMonth,
  $dayOfWeek: mingo.$dayOfWeek,
  $dayOfYear: mingo.$dayOfYear,
  $hour: mingo.$hour,
  $minute: mingo.$minute,
  $second: mingo.$second,
  $millisecond: mingo.$millisecond,
  $week: mingo.$week,
  $isoWeek: mingo.$isoWeek,
  $isoWeekYear: mingo.$isoWeekYear,
  $isoDayOfWeek: mingo.$isoDayOfWeek,
  $dateToParts: mingo.$dateToParts,
  $dateToString: mingo.$dateToString,
};

/** Operators that replace mingo's, whose answers differ from MongoDB's. */
export const OVERRIDES: Record<string, Operator> = {
  $eq: compared((order) => order === 0),
  $ne: compared((order) => order !== 0),
  $gt: compared((order) => order > 0),
  $gte: compared((order) => order >= 0),
  $lt: compared((order) => order < 0),
  $lte: compared((order) => order <= 0),
  $cmp: many(([a, b]) => Math.sign(compareMissing(a, b))),
  $in: many(([value, list]) => {
    if (Array.isArray(list)) return list.some((item) => sameValue(item, value));
    throw new StoreError('Location40081', `$in requires an array as a second argument, found: ${typeName(list)}`);
  }),
  $max: extreme(1),
  $min: extreme(-1),
  $sum: listed((values) => sum(numbersIn(values))),
  $avg: listed((values) => {
    const numbers = numbersIn(values);
    return numbers.length > 0 ? sum(numbers) / numbers.length : null;
  }),
  $size: unary(sizeOf),
  $type: unary(typeName),
  $toString: unary(toText),
  $toObjectId: unary(toObjectId),
  $toUpper: unary((value) => (toText(value) ?? '').toUpperCase()),
  $toLower: unary((value) => (toText(value) ?? '').toLowerCase()),
  $convert: convert,
  $round: placed(mingo.$round),
  $trunc: placed(mingo.$trunc),
  $dateTrunc: dateTrunc,
  $dateAdd: dateAdd(1),
  $dateSubtract: dateAdd(-1),
  $dateDiff: dateDiff,
  ...Object.fromEntries(Object.entries(DATE_PARTS).map(([name, run]) => [name, localized(run)])),
};
