import { BSONRegExp } from 'bson';
import { StoreError, unsupported } from './errors.js';
import {
  COMPARISONS,
  equals,
  hasSize,
  isIn,
  isOperators,
  isThere,
  matchesRegex,
  regexOf,
  truthy,
} from './leaf-tests.js';
import { type MatchDetails, someAt, type Test } from './path.js';
import { type Doc, isPlainObject } from './value.js';

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

/** The top-level fields that a filter looks at; undefined where it may be any. */
export function rootsOf({ root }: Filter): ReadonlySet<string> | undefined {
  const roots = new Set<string>();
  return noteRoots(root, roots) && !roots.has('__proto__') ? roots : undefined;
}

function noteRoots(node: Node, roots: Set<string>): boolean {
  if (node.kind === 'expr') return false;
  if (node.kind === 'not') return noteRoots(node.node, roots);
  if (node.kind !== 'path') return node.nodes.every((child) => noteRoots(child, roots));
  roots.add(node.parts[0]!);
  return true;
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

/** MongoDB has them, this store has not. */
const LEFT_OUT = new Set(['$text', '$where', '$jsonSchema', '$sampleRate']);
const GEO = new Set([
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$within',
  '$minDistance',
  '$maxDistance',
]);

function parseTop(key: string, arg: unknown, expr: ExprCompiler): Node[] {
  if (key === '$and' || key === '$or' || key === '$nor') return [parseLogical(key, arg, expr)];
  if (key === '$expr') return [{ kind: 'expr', test: expr(arg) }];
  if (key === '$comment') return [];
  if (LEFT_OUT.has(key)) throw unsupported(key);
  throw new StoreError('BadValue', `unknown top level operator: ${key}`);
}

function parseLogical(key: '$and' | '$or' | '$nor', arg: unknown, expr: ExprCompiler): Node {
  if (!Array.isArray(arg) || arg.length === 0) throw new StoreError('BadValue', `${key} must be a nonempty array`);
  const kind = key.slice(1) as 'and' | 'or' | 'nor';
  return { kind, nodes: arg.map((clause) => parseFilter(clause, expr)) };
}

/** @param path null for a value itself, which is in no field */
function parsePath(path: string | null, arg: unknown, expr: ExprCompiler): Node[] {
  const at = (op: string, value: unknown, test: Test, whole = false): PathNode => ({
    kind: 'path',
    path: path ?? '',
    parts: path === null ? [] : path.split('.'),
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
    case '$regex': {
      const regex = regexOf(arg, all.$options);
      return at(op, regex, matchesRegex(regex));
    }
    case '$exists':
      return truthy(arg) ? at(op, true, isThere) : { kind: 'not', node: at(op, true, isThere) };
    case '$all':
      return parseAll(arg, at, expr);
    case '$elemMatch':
      return at(op, arg, elemMatch(arg, expr), true);
    case '$size':
      return at(op, arg, hasSize(arg), true);
    default:
      if (GEO.has(op)) throw unsupported(op);
      throw new StoreError('BadValue', `unknown operator: ${op}`);
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
  const elements = arg.filter((value) => isOperators(value) && '$elemMatch' in value).length;
  if (elements < arg.length && (elements > 0 || arg.some(isOperators)))
    throw new StoreError('BadValue', 'no $ expressions in $all');
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
    const node: Node = { kind: 'and', nodes: parsePath(null, arg, expr) };
    return (element) => run(node, element);
  }
  const node = parseFilter(arg, expr);
  // An array inside the array is matched as an object with the fields 0, 1, 2 …
  return (element) => (isPlainObject(element) || Array.isArray(element)) && run(node, { ...element });
}
