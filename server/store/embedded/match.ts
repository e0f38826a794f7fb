import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { StoreError, unsupported } from './errors.js';
import { type MatchDetails, someAt, type Test } from './path.js';
import {
  compareValues,
  type Doc,
  isNumber,
  isPlainObject,
  Rank,
  rankOf,
  sameValue,
  toNumber,
  typeName,
} from './value.js';

/** One condition on one path; `op` and `arg` are what the planner reads, `test` is what decides. */
export interface PathNode {
  kind: 'path';
  path: string;
  parts: string[];
  op: string;
  arg: unknown;
  test: Test;
  /** Arrays are tested as a whole, not by element. */
  whole?: boolean;
}
export type Node =
  | PathNode
  | { kind: 'and' | 'or' | 'nor'; nodes: Node[] }
  | { kind: 'not'; node: Node }
  | { kind: 'expr'; test: (doc: Doc) => boolean };

/** Turns an `$expr` into a test; handed in because expressions have a module of their own. */
export type ExprCompiler = (expression: unknown) => (doc: Doc) => boolean;

export interface Filter {
  root: Node;
  test(doc: Doc, details?: MatchDetails): boolean;
}

export function compileFilter(filter: Doc, expr: ExprCompiler): Filter {
  const root = parseFilter(filter, expr);
  return { root, test: (doc, details) => run(root, doc, details) };
}

function run(node: Node, doc: unknown, details?: MatchDetails): boolean {
  switch (node.kind) {
    case 'path':
      return someAt(doc, node.parts, node.test, node.whole ?? false, details);
    case 'and':
      return node.nodes.every((child) => run(child, doc, details));
    case 'or':
      return node.nodes.some((child) => run(child, doc, details));
    case 'nor':
      return !node.nodes.some((child) => run(child, doc));
    case 'not':
      return !run(node.node, doc);
    case 'expr':
      return node.test(doc as Doc);
  }
}

function parseFilter(filter: unknown, expr: ExprCompiler): Node {
  if (!isPlainObject(filter)) throw new StoreError('BadValue', 'the filter must be an object');
  const nodes = Object.entries(filter).flatMap(([key, arg]) =>
    key.startsWith('$') ? parseTop(key, arg, expr) : parsePath(key, arg, expr),
  );
  return nodes.length === 1 ? nodes[0]! : { kind: 'and', nodes };
}

function parseTop(key: string, arg: unknown, expr: ExprCompiler): Node[] {
  if (key === '$and' || key === '$or' || key === '$nor') return [parseLogical(key, arg, expr)];
  if (key === '$expr') return [{ kind: 'expr', test: expr(arg) }];
  if (key === '$comment') return [];
  if (key === '$text' || key === '$where' || key === '$jsonSchema') throw unsupported(key);
  throw new StoreError('BadValue', `unknown top level operator: ${key}`);
}

function parseLogical(key: '$and' | '$or' | '$nor', arg: unknown, expr: ExprCompiler): Node {
  if (!Array.isArray(arg) || arg.length === 0) throw new StoreError('BadValue', `${key} must be a nonempty array`);
  const kind = key.slice(1) as 'and' | 'or' | 'nor';
  return { kind, nodes: arg.map((clause) => parseFilter(clause, expr)) };
}

const isOperators = (arg: unknown): arg is Doc => isPlainObject(arg) && Object.keys(arg)[0]?.startsWith('$') === true;

function parsePath(path: string, arg: unknown, expr: ExprCompiler): Node[] {
  const at = (op: string, value: unknown, test: Test, whole = false): PathNode => ({
    kind: 'path',
    path,
    parts: path === '' ? [] : path.split('.'),
    op,
    arg: value,
    test,
    whole,
  });
  if (arg instanceof BSONRegExp) return [at('$regex', arg, matchesRegex(arg))];
  if (!isOperators(arg) || '$ref' in arg || '$id' in arg) return [at('$eq', arg, equals(arg))];
  return Object.entries(arg).flatMap(([op, value]) => {
    if (op === '$options') {
      if (!('$regex' in arg)) throw new StoreError('BadValue', '$options needs a $regex');
      return [];
    }
    return [parseOperator(op, value, arg, at, expr)];
  });
}

type NodeAt = (op: string, value: unknown, test: Test, whole?: boolean) => PathNode;

function parseOperator(op: string, arg: unknown, all: Doc, at: NodeAt, expr: ExprCompiler): Node {
  const comparison = COMPARISONS[op];
  if (comparison) return at(op, arg, comparison(arg));
  switch (op) {
    case '$ne':
      if (arg instanceof BSONRegExp) throw new StoreError('BadValue', "Can't have regex as arg to $ne.");
      return { kind: 'not', node: at('$eq', arg, equals(arg)) };
    case '$nin':
      return { kind: 'not', node: at('$in', arg, isIn(arg)) };
    case '$not':
      return { kind: 'not', node: parseNot(arg, at, expr) };
    case '$regex':
      return at(op, arg, matchesRegex(regexOf(arg, all.$options)));
    case '$exists':
      return truthy(arg) ? at(op, true, isThere) : { kind: 'not', node: at(op, true, isThere) };
    case '$all':
      return parseAll(arg, at, expr);
    case '$elemMatch':
      return at(op, arg, elemMatch(arg, expr), true);
    case '$size':
      return at(op, arg, hasSize(arg), true);
    default:
      if (op === '$near' || op === '$geoWithin' || op === '$geoIntersects' || op === '$nearSphere')
        throw unsupported(op);
      throw new StoreError('BadValue', `unknown operator: ${op}`);
  }
}

const isThere: Test = (value) => value !== undefined;
export const truthy = (value: unknown): boolean => (isNumber(value) ? toNumber(value) !== 0 : Boolean(value));

const COMPARISONS: Record<string, (arg: unknown) => Test> = {
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

function equals(arg: unknown): Test {
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

function isIn(arg: unknown): Test {
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

function regexOf(arg: unknown, options: unknown): BSONRegExp {
  if (arg instanceof BSONRegExp) return typeof options === 'string' ? new BSONRegExp(arg.pattern, options) : arg;
  if (typeof arg !== 'string') throw new StoreError('BadValue', '$regex has to be a string');
  return new BSONRegExp(arg, typeof options === 'string' ? options : '');
}

function matchesRegex(regex: BSONRegExp): Test {
  const pattern = toRegExp(regex);
  return (value) =>
    typeof value === 'string' ? pattern.test(value) : value instanceof BSONRegExp && sameValue(value, regex);
}

export function toRegExp({ pattern, options }: BSONRegExp): RegExp {
  if (/[^imsu]/.test(options)) throw unsupported(`regular expression option ${options}`);
  try {
    return new RegExp(pattern, options.replace('u', ''));
  } catch (cause) {
    throw new StoreError('Location51091', `Regular expression is invalid: ${(cause as Error).message}`);
  }
}

function parseNot(arg: unknown, at: NodeAt, expr: ExprCompiler): Node {
  if (arg instanceof BSONRegExp) return at('$regex', arg, matchesRegex(arg));
  if (!isOperators(arg)) throw new StoreError('BadValue', '$not needs a regex or a document');
  const nodes = Object.entries(arg)
    .filter(([op]) => op !== '$options')
    .map(([op, value]) => parseOperator(op, value, arg, at, expr));
  return { kind: 'and', nodes };
}

function parseAll(arg: unknown, at: NodeAt, expr: ExprCompiler): Node {
  if (!Array.isArray(arg)) throw new StoreError('BadValue', '$all needs an array');
  if (arg.length === 0) return at('$never', null, () => false);
  const nodes = arg.map((value) => {
    if (isOperators(value)) return parseOperator('$elemMatch', value.$elemMatch, value, at, expr);
    return value instanceof BSONRegExp ? at('$regex', value, matchesRegex(value)) : at('$eq', value, equals(value));
  });
  return { kind: 'and', nodes };
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$expr']);

function elemMatch(arg: unknown, expr: ExprCompiler): Test {
  const matches = elementTest(arg, expr);
  return (value, details) => {
    const index = Array.isArray(value) ? value.findIndex((element) => matches(element)) : -1;
    if (details && index >= 0) details.index = index;
    return index >= 0;
  };
}

/** Whether one element of an array passes an $elemMatch. */
export function elementTest(arg: unknown, expr: ExprCompiler): Test {
  if (!isPlainObject(arg)) throw new StoreError('BadValue', '$elemMatch needs an Object');
  const first = Object.keys(arg)[0];
  if (first?.startsWith('$') && !LOGICAL.has(first)) {
    const node: Node = { kind: 'and', nodes: parsePath('', arg, expr) };
    return (element) => run(node, element);
  }
  const node = parseFilter(arg, expr);
  // An array inside the array is matched as an object with the fields 0, 1, 2 …
  return (element) => (isPlainObject(element) || Array.isArray(element)) && run(node, { ...element });
}

function hasSize(arg: unknown): Test {
  const size = toNumber(arg);
  if (!isNumber(arg) || !Number.isInteger(size) || size < 0)
    throw new StoreError(
      'BadValue',
      `Failed to parse $size. Expected a non-negative integer in: $size: ${String(arg)}`,
    );
  return (value) => Array.isArray(value) && value.length === size;
}

function mod(arg: unknown): Test {
  if (!Array.isArray(arg) || arg.length !== 2 || !arg.every(isNumber))
    throw new StoreError('BadValue', 'malformed mod, needs to be an array of two numbers');
  const [divisor, remainder] = arg.map((value) => Math.trunc(toNumber(value))) as [number, number];
  if (divisor === 0) throw new StoreError('BadValue', 'divisor cannot be 0');
  return (value) => isNumber(value) && Math.trunc(toNumber(value)) % divisor === remainder;
}

const TYPE_NUMBERS: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  13: 'javascript',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  127: 'maxKey',
  [-1]: 'minKey',
};
const TYPE_NAMES = new Set([...Object.values(TYPE_NUMBERS), 'number']);

function hasType(arg: unknown): Test {
  const names = (Array.isArray(arg) ? arg : [arg]).map((type) =>
    typeof type === 'string' ? type : (TYPE_NUMBERS[toNumber(type)] ?? ''),
  );
  for (const name of names)
    if (!TYPE_NAMES.has(name)) throw new StoreError('BadValue', `Unknown type name alias: ${name}`);
  return (value) => {
    const type = typeName(value);
    return names.includes(type) || (names.includes('number') && isNumber(value));
  };
}

function bits(arg: unknown, holds: (set: bigint, mask: bigint) => boolean): Test {
  const mask = Array.isArray(arg)
    ? arg.reduce((sum: bigint, bit) => sum | (1n << BigInt(toNumber(bit))), 0n)
    : BigInt(toNumber(arg));
  return (value) => isNumber(value) && Number.isInteger(toNumber(value)) && holds(BigInt(toNumber(value)), mask);
}
