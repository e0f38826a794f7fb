import { Long, Timestamp } from 'bson';
import { StoreError } from './errors.js';
import { compileFilter, type ExprCompiler } from './match.js';
import { add, bigOf, multiply, type Num, numberOf } from './numbers.js';

import { parseSort, sortKey } from './sort.js';
import {
  compareValues,
  type Doc,
  isInt32,
  isLong,
  isNumber,
  isPlainObject,
  sameValue,
  toNumber,
  typeName,
} from './value.js';

/** Answers of an operator other than a new value. */
export const UNSET = Symbol('unset');
export const KEEP = Symbol('keep');

export interface Leaf {
  path: string;
  /** undefined when there is no such field. */
  old: unknown;
  /** The document's _id, for messages. */
  id: unknown;
}

export type Change = (leaf: Leaf) => unknown;

interface Operator {
  /** Whether missing objects on the way are made. */
  creates: boolean;
  compile(arg: unknown, path: string, expr: ExprCompiler): Change;
}

const set =
  (arg: unknown): Change =>
  () =>
    arg;

export const OPERATORS: Record<string, Operator> = {
  $set: { creates: true, compile: set },
  $setOnInsert: { creates: true, compile: set },
  $unset: {
    creates: false,
    compile:
      () =>
      ({ old }) =>
        old === undefined ? KEEP : UNSET,
  },
  $inc: { creates: true, compile: (arg, path) => arithmetic('$inc', 'increment', arg, path) },
  $mul: { creates: true, compile: (arg, path) => arithmetic('$mul', 'multiply', arg, path) },
  $min: {
    creates: true,
    compile:
      (arg) =>
      ({ old }) =>
        old === undefined || compareValues(arg, old) < 0 ? arg : KEEP,
  },
  $max: {
    creates: true,
    compile:
      (arg) =>
      ({ old }) =>
        old === undefined || compareValues(arg, old) > 0 ? arg : KEEP,
  },
  $currentDate: { creates: true, compile: currentDate },
  $push: { creates: true, compile: push },
  $addToSet: { creates: true, compile: addToSet },
  $pop: { creates: false, compile: pop },
  $pull: { creates: false, compile: pull },
  $pullAll: { creates: false, compile: pullAll },
  $bit: { creates: true, compile: bit },
};

function arithmetic(op: '$inc' | '$mul', verb: string, arg: unknown, path: string): Change {
  if (!isNumber(arg))
    throw new StoreError('TypeMismatch', `Cannot ${verb} with non-numeric argument: {${path}: ${JSON.stringify(arg)}}`);
  return ({ old, id }) => {
    if (old === undefined) return op === '$inc' ? arg : isLong(arg) ? Long.ZERO : 0;
    if (!isNumber(old)) throw notNumeric(op, path, old, id);
    return reckoned(op, numberOf(old, op), numberOf(arg, op));
  };
}

/** Of ints and longs again one of them, as narrow as the values and the result allow. */
function reckoned(op: '$inc' | '$mul', old: Num, arg: Num): Num {
  const made = op === '$inc' ? add(old, arg) : multiply(old, arg);
  if (isLong(made) || isInt32(made) || [old, arg].some((value) => typeName(value) === 'double')) return made;
  if (Number.isSafeInteger(made)) return Long.fromNumber(made);
  throw new StoreError(
    'BadValue',
    `Failed to apply ${op} operations to current value ${String(old)}: it would overflow`,
  );
}

function notNumeric(op: string, path: string, old: unknown, id: unknown): StoreError {
  const name = path.split('.').at(-1);
  return new StoreError(
    'TypeMismatch',
    `Cannot apply ${op} to a value of non-numeric type. {_id: ${JSON.stringify(id)}} has the field '${name}' of non-numeric type ${typeName(old)}`,
  );
}

/** The present time as a timestamp; each is later than the one before. */
let last = { t: 0, i: 0 };
export function now(): Timestamp {
  const t = Math.max(last.t, Math.floor(Date.now() / 1_000));
  last = { t, i: t === last.t ? last.i + 1 : 1 };
  return new Timestamp(last);
}

function currentDate(arg: unknown): Change {
  if (typeof arg !== 'boolean' && !isPlainObject(arg))
    throw new StoreError(
      'BadValue',
      `${typeName(arg)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  const other = isPlainObject(arg) && Object.keys(arg).find((name) => name !== '$type');
  if (other) throw new StoreError('BadValue', `Unrecognized $currentDate option: ${other}`);
  const type = isPlainObject(arg) ? arg.$type : 'date';
  if (type === 'date') return () => new Date();
  if (type === 'timestamp') return now;
  throw new StoreError('BadValue', "The '$type' string field is required to be 'date' or 'timestamp'");
}

const MODIFIERS = new Set(['$each', '$position', '$slice', '$sort']);

function push(arg: unknown, path: string): Change {
  const many = isPlainObject(arg) && '$each' in arg ? arg : { $each: [arg] };
  const { $each, $position, $slice, $sort } = many as Doc;
  for (const name of Object.keys(many))
    if (!MODIFIERS.has(name)) throw new StoreError('BadValue', `Unrecognized clause in $push: ${name}`);
  if (!Array.isArray($each)) throw new StoreError('BadValue', 'The argument to $each in $push must be an array');
  checkWhole('$position', $position);
  checkWhole('$slice', $slice);
  if ($sort !== undefined) checkPushSort($sort);
  return ({ old, id }) => {
    const kept = arrayOf(
      old,
      (type) => `The field '${path}' must be an array but is of type ${type} in document {_id: ${JSON.stringify(id)}}`,
    );
    const at = $position === undefined ? kept.length : toNumber($position);
    const from = at < 0 ? Math.max(0, kept.length + at) : Math.min(at, kept.length);
    const all = [...kept.slice(0, from), ...$each, ...kept.slice(from)];
    return sliced($sort === undefined ? all : sorted(all, $sort), $slice);
  };
}

function checkWhole(name: string, value: unknown): void {
  if (value === undefined || (isNumber(value) && Number.isInteger(toNumber(value)))) return;
  throw new StoreError(
    'BadValue',
    `The value for ${name} must be an integer value but was given type: ${typeName(value)}`,
  );
}

function checkPushSort(sort: unknown): void {
  const directions = isPlainObject(sort) ? Object.values(sort) : [sort];
  if (directions.length > 0 && directions.every((one) => isNumber(one) && Math.abs(toNumber(one)) === 1)) return;
  throw new StoreError(
    'BadValue',
    'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
  );
}

function sliced(values: unknown[], slice: unknown): unknown[] {
  if (slice === undefined) return values;
  const count = toNumber(slice);
  return count < 0 ? values.slice(count) : values.slice(0, count);
}

function sorted(values: unknown[], sort: unknown): unknown[] {
  if (!isPlainObject(sort)) {
    const direction = toNumber(sort) < 0 ? -1 : 1;
    return values.sort((a, b) => direction * compareValues(a, b));
  }
  const fields = parseSort(sort);
  const keyed = values.map((value) => ({ value, key: sortKey(isPlainObject(value) ? value : {}, fields) }));
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ value }) => value);
}

function arrayOf(
  old: unknown,
  message: (type: string) => string,
  code: 'BadValue' | 'TypeMismatch' = 'BadValue',
): unknown[] {
  if (old === undefined) return [];
  if (!Array.isArray(old)) throw new StoreError(code, message(typeName(old)));
  return old;
}

function addToSet(arg: unknown, path: string): Change {
  const each = isPlainObject(arg) && '$each' in arg ? arg.$each : [arg];
  const more = isPlainObject(arg) && '$each' in arg ? Object.keys(arg).find((name) => name !== '$each') : undefined;
  if (more) throw new StoreError('BadValue', `Found unexpected fields after $each in $addToSet: ${more}`);
  if (!Array.isArray(each)) throw new StoreError('TypeMismatch', 'The argument to $each in $addToSet must be an array');
  return ({ old }) => {
    const has = arrayOf(
      old,
      (type) => `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${type}`,
    );
    const all = [...has];
    for (const value of each) if (!all.some((other) => sameValue(other, value))) all.push(value);
    return old !== undefined && all.length === has.length ? KEEP : all;
  };
}

function pop(arg: unknown, path: string): Change {
  const end = toNumber(arg);
  if (!isNumber(arg) || Math.abs(end) !== 1)
    throw new StoreError('FailedToParse', `$pop expects 1 or -1, found: ${JSON.stringify(arg)}`);
  return ({ old }) => {
    const has = arrayOf(
      old,
      (type) => `Path '${path}' contains an element of non-array type '${type}'`,
      'TypeMismatch',
    );
    if (has.length === 0) return KEEP;
    return end > 0 ? has.slice(0, -1) : has.slice(1);
  };
}

function pull(arg: unknown, _path: string, expr: ExprCompiler): Change {
  const test = pullTest(arg, expr);
  return ({ old }) => without(old, '$pull', test);
}

const LOGICAL = new Set(['$and', '$or', '$nor']);

function pullTest(arg: unknown, expr: ExprCompiler): (value: unknown) => boolean {
  const [first = ''] = isPlainObject(arg) ? Object.keys(arg) : [];
  if (isPlainObject(arg) && (!first.startsWith('$') || LOGICAL.has(first))) {
    const filter = compileFilter(arg, expr);
    return (value) => isPlainObject(value) && filter.test(value);
  }
  if (Array.isArray(arg)) return (value) => sameValue(value, arg);
  // A value is tested as the field of a document that holds nothing else.
  const filter = compileFilter({ value: arg }, expr);
  return (value) => filter.test({ value });
}

function pullAll(arg: unknown): Change {
  if (!Array.isArray(arg)) throw new StoreError('BadValue', '$pullAll requires an array argument');
  return ({ old }) => without(old, '$pullAll', (value) => arg.some((other) => sameValue(value, other)));
}

function without(old: unknown, op: string, test: (value: unknown) => boolean): unknown {
  const has = arrayOf(old, () => `Cannot apply ${op} to a non-array value`);
  const left = has.filter((value) => !test(value));
  return left.length === has.length ? KEEP : left;
}

function bit(arg: unknown, path: string): Change {
  if (!isPlainObject(arg)) throw new StoreError('BadValue', '$bit needs a document');
  return ({ old }) => {
    return Object.entries(arg).reduce<Num>(
      (bits, [op, operand]) => {
        const other = integerOf(operand, path);
        const result = applyBit(op, bigOf(bits), bigOf(other));
        return isLong(bits) || isLong(other) ? Long.fromBigInt(result) : Number(result);
      },
      integerOf(old ?? 0, path),
    );
  };
}

function integerOf(value: unknown, path: string): Num {
  if (isLong(value) || (typeof value === 'number' && isInt32(value))) return value;
  throw new StoreError('BadValue', `$bit needs integers, but found ${typeName(value)}: ${path}`);
}

function applyBit(op: string, a: bigint, b: bigint): bigint {
  if (op === 'and') return a & b;
  if (op === 'or') return a | b;
  if (op === 'xor') return a ^ b;
  throw new StoreError('BadValue', `The $bit modifier only supports 'and', 'or', and 'xor', not '${op}'`);
}
