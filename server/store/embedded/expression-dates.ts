import { Long, ObjectId, Timestamp } from 'bson';
import * as part from './date-parts.js';
import { formatDate, parseDate } from './date-text.js';
import { add, countUnits, fromLocal, toLocal, truncate } from './dates.js';
import { StoreError } from './errors.js';
import {
  type Compiled,
  isNothing,
  isTrue,
  namedArgs,
  type Operator,
  unaryOrNull,
  withNamed,
} from './expression-scope.js';
import { ConversionFailure } from './expression-types.js';
import { type Doc, isNumber, isPlainObject, toNumber, typeName } from './value.js';

/** A value that tells a moment. */
function dateOf(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.t * 1_000);
  throw new StoreError('Location16006', `can't convert from BSON type ${typeName(value)} to Date`);
}

function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new StoreError('Location40517', `${what} must evaluate to a string, found ${typeName(value)}`);
}

function wholeOf(value: unknown, what: string): number {
  const number = isNumber(value) ? toNumber(value) : Number.NaN;
  if (Number.isInteger(number)) return number;
  throw new StoreError('Location40515', `'${what}' must evaluate to an integer, found ${typeName(value)}`);
}

/** Reads one part of a date: given alone, or with its time zone. */
const partOf =
  (read: (local: Date) => unknown): Operator =>
  (arg, compile, name) => {
    const only = Array.isArray(arg) && arg.length === 1 ? arg[0] : arg;
    const spec = isPlainObject(only) && 'date' in only ? only : { date: only };
    const { date, timezone } = namedArgs(spec, compile, name, ['date'], ['timezone']);
    return (scope) => {
      const zone = timezone?.(scope);
      const at = date!(scope);
      if (isNothing(at) || (timezone && isNothing(zone))) return null;
      return read(toLocal(dateOf(at), timezone && textOf(zone, 'timezone')));
    };
  };

/** Evaluates named arguments; null where one of them is given but null or missing. */
const withDates = (needed: string[], optional: string[], run: (values: Doc) => unknown): Operator =>
  withNamed(needed, optional, (values) => (Object.values(values).some(isNothing) ? null : run(values)));

const zoneOf = ({ timezone }: Doc): string | undefined =>
  timezone === undefined ? undefined : textOf(timezone, 'timezone');

function timeOf(local: Date): Doc {
  const { hour, minute, second, millisecond } = part;
  return { hour: hour(local), minute: minute(local), second: second(local), millisecond: millisecond(local) };
}

function toParts({ date, iso8601 = false, ...rest }: Doc): Doc {
  const local = toLocal(dateOf(date), zoneOf(rest));
  const { isoWeekYear, isoWeek, isoDayOfWeek, year, month, dayOfMonth } = part;
  const day = isTrue(iso8601)
    ? { isoWeekYear: isoWeekYear(local), isoWeek: isoWeek(local), isoDayOfWeek: isoDayOfWeek(local) }
    : { year: year(local), month: month(local), day: dayOfMonth(local) };
  return { ...day, ...timeOf(local) };
}

const CALENDAR = ['year', 'month', 'day'];
const ISO_CALENDAR = ['isoWeekYear', 'isoWeek', 'isoDayOfWeek'];
const CLOCK = ['hour', 'minute', 'second', 'millisecond'];

function fromParts(values: Doc): Date {
  const isIso = 'isoWeekYear' in values;
  if (isIso ? CALENDAR.some((name) => name in values) : !('year' in values))
    throw new StoreError(
      'Location40489',
      "$dateFromParts needs either 'year' or 'isoWeekYear', with parts of the same calendar",
    );
  const [years, weeks, days] = (isIso ? ISO_CALENDAR : CALENDAR).map((name) => wholeOf(values[name] ?? 1, name)) as [
    number,
    number,
    number,
  ];
  if (years < 1 || years > 9_999)
    throw new StoreError('Location40523', `'${isIso ? ISO_CALENDAR[0] : CALENDAR[0]}' must be a year from 1 to 9999`);
  const [hour, minute, second, ms] = CLOCK.map((name) => wholeOf(values[name] ?? 0, name)) as [
    number,
    number,
    number,
    number,
  ];
  const day = isIso ? part.midnightOfIso(years, weeks, days) : part.midnight(years, weeks - 1, days);
  return fromLocal(new Date(day + ((hour * 60 + minute) * 60 + second) * 1_000 + ms), zoneOf(values));
}

const dateToString: Operator = (arg, compile, name) => {
  const args = namedArgs(arg, compile, name, ['date'], ['format', 'timezone', 'onNull']);
  return (scope) => {
    const date = args.date!(scope);
    if (isNothing(date)) return args.onNull ? args.onNull(scope) : null;
    const [format, zone] = [args.format?.(scope), args.timezone?.(scope)];
    if ((args.format && isNothing(format)) || (args.timezone && isNothing(zone))) return null;
    return formatDate(dateOf(date), args.format && textOf(format, 'format'), args.timezone && textOf(zone, 'timezone'));
  };
};

const dateFromString: Operator = (arg, compile, name) => {
  const args = namedArgs(arg, compile, name, ['dateString'], ['format', 'timezone', 'onError', 'onNull']);
  const given = (value: Compiled | undefined, scope: Parameters<Compiled>[0], what: string): string | undefined => {
    const found = value?.(scope);
    return isNothing(found) ? undefined : textOf(found, what);
  };
  return (scope) => {
    const text = args.dateString!(scope);
    if (isNothing(text)) return args.onNull ? args.onNull(scope) : null;
    const [format, zone] = [given(args.format, scope, 'format'), given(args.timezone, scope, 'timezone')];
    const date = typeof text === 'string' ? parseDate(text, format, zone) : undefined;
    if (date) return date;
    if (args.onError) return args.onError(scope);
    throw new ConversionFailure(
      `Error parsing date string '${String(text)}', which is read as ISO 8601 or by a format,`,
    );
  };
};

const adding = (direction: 1 | -1): Operator =>
  withDates(['startDate', 'unit', 'amount'], ['timezone'], ({ startDate, unit, amount, ...rest }) =>
    add(dateOf(startDate), textOf(unit, 'unit'), direction * wholeOf(amount, 'amount'), zoneOf(rest)),
  );

const timestampOf = (value: unknown, op: string): Timestamp => {
  if (value instanceof Timestamp) return value;
  throw new StoreError('Location5687301', `${op} requires a timestamp argument, found: ${typeName(value)}`);
};

export const dates: Record<string, Operator> = {
  $year: partOf(part.year),
  $month: partOf(part.month),
  $dayOfMonth: partOf(part.dayOfMonth),
  $dayOfWeek: partOf(part.dayOfWeek),
  $dayOfYear: partOf(part.dayOfYear),
  $hour: partOf(part.hour),
  $minute: partOf(part.minute),
  $second: partOf(part.second),
  $millisecond: partOf(part.millisecond),
  $week: partOf(part.week),
  $isoWeek: partOf(part.isoWeek),
  $isoWeekYear: partOf((local) => Long.fromNumber(part.isoWeekYear(local))),
  $isoDayOfWeek: partOf(part.isoDayOfWeek),
  $dateToParts: withDates(['date'], ['timezone', 'iso8601'], toParts),
  $dateFromParts: withDates([], [...CALENDAR, ...ISO_CALENDAR, ...CLOCK, 'timezone'], fromParts),
  $dateToString: dateToString,
  $dateFromString: dateFromString,
  $dateAdd: adding(1),
  $dateSubtract: adding(-1),
  $dateDiff: withDates(['startDate', 'endDate', 'unit'], ['timezone', 'startOfWeek'], (values) => {
    const { startDate, endDate, unit, startOfWeek } = values;
    const options = {
      unit: textOf(unit, 'unit'),
      timezone: zoneOf(values),
      startOfWeek: startOfWeek as string | undefined,
    };
    return Long.fromNumber(countUnits(dateOf(endDate), options) - countUnits(dateOf(startDate), options));
  }),
  $dateTrunc: withDates(['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'], (values) => {
    const { date, unit, binSize = 1, startOfWeek } = values;
    const size = wholeOf(binSize, 'binSize');
    if (size < 1) throw new StoreError('Location5439018', "$dateTrunc needs a 'binSize' above 0");
    return truncate(dateOf(date), {
      unit: textOf(unit, 'unit'),
      binSize: size,
      timezone: zoneOf(values),
      startOfWeek: startOfWeek as string | undefined,
    });
  }),
  $tsSecond: unaryOrNull((value) => Long.fromNumber(timestampOf(value, '$tsSecond').t)),
  $tsIncrement: unaryOrNull((value) => Long.fromNumber(timestampOf(value, '$tsIncrement').i)),
};
