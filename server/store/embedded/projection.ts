import { StoreError, unsupported } from './errors.js';
import type { Evaluator, Ready } from './expression.js';
import { truthy } from './leaf-tests.js';
import { type ExprCompiler, elementTest, type Filter, type Node } from './match.js';
import { field, type MatchDetails, setField } from './path.js';
import { checkProjection, isSlice } from './projection-checks.js';
import { type Doc, isNumber, isPlainObject, toNumber } from './value.js';

export type Projection = (doc: Doc, details?: MatchDetails) => Doc;

interface Tree {
  [name: string]: Tree | true;
}
interface Parsed {
  inclusive: boolean;
  keepId: boolean;
  tree: Tree;
  computed: [string, (doc: Doc) => unknown][];
  arrays: [string, (value: unknown, details?: MatchDetails) => unknown][];
}

/** Compiles the projection of a find or findAndModify; undefined when documents go out whole. */
export function findProjection(
  spec: Doc | undefined,
  { root }: Filter,
  { ready, compile }: Evaluator,
): Projection | undefined {
  if (spec) checkProjection(spec, (field) => looksAt(root, field));
  return compileProjection(spec, ready, compile);
}

function looksAt(node: Node, field: string): boolean {
  if (node.kind === 'path') return node.parts[0] === field;
  if (node.kind === 'not') return looksAt(node.node, field);
  return 'nodes' in node && node.nodes.some((inner) => looksAt(inner, field));
}

/** The fields that are left, where a projection does nothing but leave whole ones; undefined where it does anything else. */
export function fieldsLeft(spec: Doc | undefined): string[] | undefined {
  const names = Object.keys(spec ?? {});
  const isPlain = (name: string) => isFlag(spec?.[name]) && !name.includes('.');
  if (!spec || names.length === 0 || !names.every(isPlain)) return undefined;
  const left = names.filter((name) => truthy(spec[name]));
  const others = names.filter((name) => name !== '_id');
  if (left.length === 0 || others.some((name) => !truthy(spec[name]))) return undefined;
  return '_id' in spec ? left : ['_id', ...left];
}

/** Compiles one that has been checked. */
export function compileProjection(spec: Doc | undefined, ready: Ready, expr: ExprCompiler): Projection | undefined {
  if (!spec || Object.keys(spec).length === 0) return undefined;
  const parsed = parse(spec, ready, expr);
  return (doc, details) => project(doc, parsed, details);
}

function project(doc: Doc, parsed: Parsed, details?: MatchDetails): Doc {
  const { inclusive, keepId, tree, computed, arrays } = parsed;
  const out = inclusive ? include(doc, tree) : exclude(doc, tree);
  if (!keepId) delete out._id;
  for (const [path, change] of arrays) changeAt(out, path.split('.'), (value) => change(value, details));
  for (const [path, evaluate] of computed) setPath(out, path.split('.'), evaluate(doc));
  return out;
}

const isFlag = (value: unknown): boolean => typeof value === 'boolean' || isNumber(value);

function parse(spec: Doc, ready: Ready, expr: ExprCompiler): Parsed {
  const flat = flatten(spec);
  const flags = flat.filter(([path, value]) => isFlag(value) && path !== '_id');
  const includes = flags.filter(([, value]) => truthy(value)).length;
  if (includes > 0 && includes < flags.length) throw mixed(flags);
  const computed = flat
    .filter(([, value]) => !isFlag(value) && !isArrayOperator(value))
    .map(([path, value]): Parsed['computed'][number] => [path, ready(value)]);
  const id = flat.find(([path, value]) => path === '_id' && isFlag(value))?.[1];
  const arrayFields = flat.filter(([, value]) => isArrayOperator(value));
  const picks = arrayFields.some(([, value]) => '$elemMatch' in (value as Doc));
  const onlyId = flat.length === 1 && id !== undefined && truthy(id);
  const inclusive = includes > 0 || onlyId || (flags.length === 0 && (computed.length > 0 || picks));
  const tree: Tree = {};
  const arrays: Parsed['arrays'] = arrayFields.map(([path, value]) => [path, arrayChange(value as Doc, expr)]);
  for (const [path] of flags) arrays.push(...addFlag(tree, path));
  if (inclusive) for (const [path] of arrayFields) addPath(tree, path);
  if (inclusive) for (const [path] of computed) addParents(tree, path);
  if (inclusive && !Object.hasOwn(tree, '_id')) addPath(tree, '_id');
  return { inclusive, keepId: id === undefined || truthy(id), tree, computed, arrays };
}

function mixed(flags: [string, unknown][]): StoreError {
  const first = truthy(flags[0]![1]);
  const [other] = flags.find(([, value]) => truthy(value) !== first)!;
  const [done, code] = first ? ['exclusion', 'Location31254' as const] : ['inclusion', 'Location31253' as const];
  const kind = first ? 'inclusion' : 'exclusion';
  return new StoreError(code, `Cannot do ${done} on field ${other} in ${kind} projection`);
}

/** `{a: {b: 1}}` means `{'a.b': 1}`. */
function flatten(spec: Doc, begin = ''): [string, unknown][] {
  return Object.entries(spec).flatMap(([name, value]): [string, unknown][] => {
    const path = begin + name;
    const nested = isPlainObject(value) && !Object.keys(value)[0]?.startsWith('$') && Object.keys(value).length > 0;
    return nested ? flatten(value, `${path}.`) : [[path, value]];
  });
}

const ARRAY_OPERATORS = new Set(['$slice', '$elemMatch']);

/** `$slice` and `$elemMatch` act on an array in place; a `$slice` that names its own array is an expression. */
function isArrayOperator(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const [name] = Object.keys(value);
  if (name === '$meta') throw unsupported('$meta');
  if (!name || !ARRAY_OPERATORS.has(name)) return false;
  return name !== '$slice' || isSlice(value);
}

function arrayChange(operator: Doc, expr: ExprCompiler): (value: unknown) => unknown {
  if ('$slice' in operator) return (value) => (Array.isArray(value) ? slice(value, operator.$slice) : value);
  const test = elementTest(operator.$elemMatch, expr);
  return (value) => {
    const found = Array.isArray(value) ? value.find((element) => test(element)) : undefined;
    return found === undefined ? undefined : [found];
  };
}

function slice(values: unknown[], arg: unknown): unknown[] {
  if (!Array.isArray(arg)) {
    const count = toNumber(arg);
    return count < 0 ? values.slice(count) : values.slice(0, count);
  }
  const [skip, limit] = [toNumber(arg[0]), toNumber(arg[1])];
  const from = skip < 0 ? Math.max(0, values.length + skip) : skip;
  return values.slice(from, from + limit);
}

/** Adds a plain field; one that ends in `.$` picks the element that the filter matched. */
function addFlag(tree: Tree, path: string): Parsed['arrays'] {
  if (!path.endsWith('.$')) {
    addPath(tree, path);
    return [];
  }
  const array = path.slice(0, -2);
  addPath(tree, array);
  const pick = (value: unknown, details?: MatchDetails): unknown => {
    if (!Array.isArray(value)) return value;
    if (details?.index === undefined)
      throw new StoreError(
        'Location51246',
        `Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array`,
      );
    return [value[details.index]];
  };
  return [[array, pick]];
}

function addPath(tree: Tree, path: string): void {
  let at = tree;
  const parts = path.split('.');
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    const below = Object.hasOwn(at, part) ? at[part] : undefined;
    const collides = last ? below !== undefined : below === true;
    if (collides) throw new StoreError(last ? 'Location31250' : 'Location31249', `Path collision at ${path}`);
    if (last) at[part] = true;
    else {
      at[part] ??= {};
      at = at[part] as Tree;
    }
  }
}

/** Makes room for a computed field: of what it stands in, nothing but the objects and arrays themselves. */
function addParents(tree: Tree, path: string): void {
  let at = tree;
  for (const part of path.split('.').slice(0, -1)) {
    if (at[part] === true) throw new StoreError('Location31249', `Path collision at ${path}`);
    at[part] ??= {};
    at = at[part] as Tree;
  }
}

function include(value: Doc, tree: Tree): Doc {
  const out: Doc = {};
  for (const [name, child] of Object.entries(value)) {
    const wanted = Object.hasOwn(tree, name) ? tree[name]! : undefined;
    if (wanted === undefined) continue;
    if (wanted === true) setField(out, name, child);
    else if (isPlainObject(child)) setField(out, name, include(child, wanted));
    else if (Array.isArray(child)) setField(out, name, includeAll(child, wanted));
  }
  return out;
}

const includeAll = (values: unknown[], tree: Tree): unknown[] =>
  values.flatMap((value): unknown[] => {
    if (Array.isArray(value)) return [includeAll(value, tree)];
    return isPlainObject(value) ? [include(value, tree)] : [];
  });

function exclude(value: Doc, tree: Tree): Doc {
  const out: Doc = {};
  for (const [name, child] of Object.entries(value)) {
    const dropped = Object.hasOwn(tree, name) ? tree[name]! : undefined;
    if (dropped !== true) setField(out, name, dropped ? excludeIn(child, dropped) : child);
  }
  return out;
}

function excludeIn(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((element) => excludeIn(element, tree));
  return isPlainObject(value) ? exclude(value, tree) : value;
}

function changeAt(value: unknown, parts: string[], change: (value: unknown) => unknown): void {
  if (Array.isArray(value)) for (const element of value) changeAt(element, parts, change);
  if (!isPlainObject(value)) return;
  const [name, ...rest] = parts as [string, ...string[]];
  if (!Object.hasOwn(value, name)) return;
  if (rest.length > 0) {
    changeAt(value[name], rest, change);
    return;
  }
  const changed = change(value[name]);
  if (changed === undefined) delete value[name];
  else setField(value, name, changed);
}

function setPath(doc: Doc, parts: string[], value: unknown): void {
  const [name, ...rest] = parts as [string, ...string[]];
  if (rest.length === 0) {
    if (value !== undefined) setField(doc, name, value);
    return;
  }
  const below = field(doc, name);
  if (Array.isArray(below)) for (const element of below) if (isPlainObject(element)) setPath(element, rest, value);
  if (Array.isArray(below)) return;
  const inner = isPlainObject(below) ? below : {};
  setPath(inner, rest, value);
  setField(doc, name, inner);
}
