import { BSONRegExp } from 'bson';
import type { Index } from './index-keys.js';
import { encodeRank, encodeValue, isTooLong, successor } from './key.js';
import type { Node, PathNode } from './match.js';
import { type Doc, isPlainObject, Rank, rankOf, sameValue, toNumber } from './value.js';

/** Keys from `start` up to but not including `end`. */
export interface KeyRange {
  start: Buffer;
  end: Buffer;
}

export interface Plan {
  index: Index;
  ranges: KeyRange[];
  reverse: boolean;
  /** The ranges, in their order, give the asked order. */
  sorted: boolean;
  /** Every document in the ranges matches: neither decoding nor filtering is needed. */
  exact: boolean;
  /** Each range is one whole key of a unique index. */
  points: boolean;
}

export interface SortField {
  path: string;
  parts: string[];
  descending: boolean;
}

const MAX_POINTS = 2_000;

/** Conditions that must all hold, and whether any part of the filter is not among them. */
interface Conjuncts {
  nodes: PathNode[];
  complete: boolean;
}

function conjunctsOf(root: Node): Conjuncts {
  if (root.kind === 'path') return { nodes: [root], complete: true };
  if (root.kind !== 'and') return { nodes: [], complete: false };
  const parts = root.nodes.map(conjunctsOf);
  return { nodes: parts.flatMap(({ nodes }) => nodes), complete: parts.every(({ complete }) => complete) };
}

/** Chooses the index for a filter and a sort; undefined to read the collection in its natural order. */
export function choosePlan(indexes: readonly Index[], root: Node, sort: SortField[], hinted = false): Plan | undefined {
  const conjuncts = conjunctsOf(root);
  let best: { plan: Plan; score: number } | undefined;
  for (const index of indexes) {
    const tried = tryIndex(index, conjuncts, sort, hinted);
    if (tried && (!best || tried.score > best.score)) best = tried;
  }
  return best?.plan;
}

/** For an $or that no single index serves: one index for each of its branches, when there are such. */
export function chooseUnion(indexes: readonly Index[], root: Node): Plan[] | undefined {
  const clauses = root.kind === 'and' ? root.nodes : [root];
  for (const clause of clauses) {
    if (clause.kind !== 'or') continue;
    const plans = clause.nodes.map((branch) => choosePlan(indexes, branch, []));
    if (plans.every((plan) => plan !== undefined)) return plans;
  }
  return undefined;
}

interface Bounds {
  prefixes: Buffer[];
  equalities: number;
  /** Fields with one point that no array can move. */
  fixed: Set<string>;
  used: Set<PathNode>;
  ranged?: KeyRange[];
}

function tryIndex(
  index: Index,
  conjuncts: Conjuncts,
  sort: SortField[],
  hinted: boolean,
): { plan: Plan; score: number } | undefined {
  if (!hinted && !isComplete(index, conjuncts.nodes)) return undefined;
  const bounds = boundsOf(index, conjuncts.nodes);
  const ranges = bounds.ranged ?? bounds.prefixes.map((start) => ({ start, end: successor(start)! }));
  const order = sortOrder(index, sort, bounds.fixed);
  const points = index.unique === true && bounds.equalities === index.fields.length;
  const useful = bounds.equalities > 0 || bounds.ranged || (order.sorted && sort.length > 0) || hinted;
  if (!useful) return undefined;
  const exact = conjuncts.complete && conjuncts.nodes.every((node) => bounds.used.has(node));
  const inOrder = order.sorted && sort.length > 0;
  if (ranges.length > 1) ranges.sort((a, b) => Buffer.compare(a.start, b.start));
  const score =
    (points ? 10_000 : 0) + bounds.equalities * 100 + (inOrder ? 50 : 0) + (bounds.ranged ? 10 : 0) + (exact ? 1 : 0);
  return { plan: { index, ranges, reverse: order.reverse, sorted: order.sorted, exact, points }, score };
}

/** A sparse or partial index serves only filters that cannot match what it leaves out. */
function isComplete(index: Index, nodes: PathNode[]): boolean {
  if (index.partialFilterExpression) return implies(nodes, index.partial!.root);
  if (!index.sparse) return true;
  return nodes.some((node) => index.fields.some(({ path }) => path === node.path) && excludesMissing(node));
}

function excludesMissing({ op, arg }: PathNode): boolean {
  if (op === '$exists' || op === '$regex') return true;
  if (op === '$in') return (arg as unknown[]).every((value) => value !== null && value !== undefined);
  return ['$eq', '$gt', '$gte', '$lt', '$lte'].includes(op) && arg !== null && arg !== undefined;
}

function implies(nodes: PathNode[], wanted: Node): boolean {
  if (wanted.kind === 'and') return wanted.nodes.every((node) => implies(nodes, node));
  if (wanted.kind !== 'path') return false;
  return nodes.some((node) => node.path === wanted.path && impliesOne(node, wanted));
}

function impliesOne(node: PathNode, wanted: PathNode): boolean {
  if (wanted.op === '$exists') return excludesMissing(node);
  if (node.op === wanted.op && sameValue(node.arg, wanted.arg)) return true;
  const values = node.op === '$eq' ? [node.arg] : node.op === '$in' ? (node.arg as unknown[]) : [];
  return values.length > 0 && values.every((value) => isPoint(value) && value !== null && wanted.test(value));
}

function boundsOf(index: Index, nodes: PathNode[]): Bounds {
  const bounds: Bounds = { prefixes: [index.prefix], equalities: 0, fixed: new Set(), used: new Set() };
  const arrayRoots = new Set<string>();
  for (const [i, { path, parts, descending }] of index.fields.entries()) {
    const multi = index.multi[i] === true;
    // Entries of one array pair its elements' fields; two conditions may be met by different elements.
    if (multi && arrayRoots.has(parts[0]!)) break;
    const here = nodes.filter((node) => node.path === path);
    if (!addPoints(bounds, here, path, multi, descending)) {
      addRange(bounds, here, multi, descending);
      break;
    }
    if (multi) arrayRoots.add(parts[0]!);
  }
  return bounds;
}

/** Values an index entry holds as they are; arrays are spread over entries and a regex is a pattern. */
const isPoint = (value: unknown): boolean => !Array.isArray(value) && !(value instanceof BSONRegExp);

function addPoints(bounds: Bounds, here: PathNode[], path: string, multi: boolean, descending: boolean): boolean {
  const node =
    here.find(({ op, arg }) => op === '$eq' && isPoint(arg)) ??
    here.find(({ op, arg }) => op === '$in' && Array.isArray(arg) && arg.every(isPoint));
  if (!node) return false;
  const values = node.op === '$eq' ? [node.arg] : distinct(node.arg as unknown[]);
  if (values.length * bounds.prefixes.length > MAX_POINTS) return false;
  const points = values.map((value) => encodeValue(value, descending));
  const longer = bounds.prefixes.flatMap((prefix) => points.map((point) => Buffer.concat([prefix, point])));
  if (longer.some(isTooLong)) return false;
  bounds.prefixes = longer;
  bounds.equalities += 1;
  if (values.length === 1 && !multi) bounds.fixed.add(path);
  if (values.every((value) => isExact(value, multi))) bounds.used.add(node);
  return true;
}

/** Null also stands for missing, which an array's entries cannot tell from an element that lacks the field. */
const isExact = (value: unknown, multi: boolean): boolean =>
  value === null || value === undefined ? !multi : !isPlainObject(value);

function distinct(values: unknown[]): unknown[] {
  const seen = new Map<string, unknown>();
  for (const value of values) seen.set(encodeValue(value).toString('latin1'), value);
  return [...seen.values()];
}

interface Edge {
  value: unknown;
  inclusive: boolean;
}
interface Range {
  rank: number;
  low?: Edge;
  high?: Edge;
}

const RANGED = new Set<number>([Rank.number, Rank.string, Rank.objectId, Rank.boolean, Rank.date]);

function rangeOf({ op, arg }: PathNode): Range | undefined {
  const rank = rankOf(arg);
  if (!RANGED.has(rank) || (rank === Rank.number && Number.isNaN(toNumber(arg)))) return undefined;
  if (op === '$gt' || op === '$gte') return { rank, low: { value: arg, inclusive: op === '$gte' } };
  if (op === '$lt' || op === '$lte') return { rank, high: { value: arg, inclusive: op === '$lte' } };
  return undefined;
}

function addRange(bounds: Bounds, here: PathNode[], multi: boolean, descending: boolean): void {
  const usable = here.flatMap((node) => {
    const range = rangeOf(node);
    return range ? [{ node, range }] : [];
  });
  const first = usable[0];
  if (!first) {
    addPrefix(bounds, here, descending);
    return;
  }
  const range = { ...first.range };
  const used = [first.node];
  // In an array one element may pass the lower bound and another the upper one.
  if (!multi) for (const other of usable.slice(1)) if (narrow(range, other.range)) used.push(other.node);
  if (setRange(bounds, edges(range, descending))) for (const node of used) bounds.used.add(node);
}

/** Adds the missing end of a range; a second bound at the same end is left to the filter. */
function narrow(range: Range, other: Range): boolean {
  if (other.rank !== range.rank || (other.low && range.low) || (other.high && range.high)) return false;
  range.low ??= other.low;
  range.high ??= other.high;
  return true;
}

function edges({ rank, low, high }: Range, descending: boolean): { start: Buffer; end: Buffer } {
  const bottom: Edge =
    rank === Rank.number ? { value: Number.NaN, inclusive: false } : { value: undefined, inclusive: true };
  const lower = low ?? bottom;
  const [from, to] = descending ? [high, lower] : [lower, high];
  return { start: edge(from, rank, descending, true), end: edge(to, rank, descending, false) };
}

function edge(at: Edge | undefined, rank: number, descending: boolean, isStart: boolean): Buffer {
  const bytes = at && at.value !== undefined ? encodeValue(at.value, descending) : encodeRank(rank, descending);
  const inclusive = at?.inclusive ?? true;
  return inclusive === isStart ? bytes : successor(bytes)!;
}

function setRange(bounds: Bounds, { start, end }: { start: Buffer; end: Buffer }): boolean {
  const ranges = bounds.prefixes.map((p) => ({ start: Buffer.concat([p, start]), end: Buffer.concat([p, end]) }));
  if (ranges.some((range) => isTooLong(range.start) || isTooLong(range.end))) return false;
  bounds.ranged = ranges.filter((range) => Buffer.compare(range.start, range.end) < 0);
  return true;
}

const ANCHORED = /^\^([\p{L}\p{N} _\-@:/#,;]+)/u;

/** An anchored regex reads only the strings with its literal beginning. */
function addPrefix(bounds: Bounds, here: PathNode[], descending: boolean): void {
  for (const { op, arg } of here) {
    const regex = op === '$regex' && arg instanceof BSONRegExp && arg.options === '' ? arg.pattern : undefined;
    const literal = regex && !regex.includes('|') ? ANCHORED.exec(regex)?.[1] : undefined;
    // A quantifier after the literal may take its last character away again.
    const text = literal && /[*?{]/.test(regex!.charAt(literal.length + 1)) ? literal.slice(0, -1) : literal;
    if (!text) continue;
    const low = encodeValue(text, descending).subarray(0, -2);
    setRange(bounds, { start: low, end: successor(low)! });
    return;
  }
}

/** Whether reading the index forwards or backwards gives the order; fields with one value do not matter. */
function sortOrder(index: Index, sort: SortField[], fixed: Set<string>): { sorted: boolean; reverse: boolean } {
  const wanted = sort.filter(({ path }) => !fixed.has(path));
  let reverse: boolean | undefined;
  let i = 0;
  for (const { path, descending } of wanted) {
    while (i < index.fields.length && fixed.has(index.fields[i]!.path)) i += 1;
    const here = index.fields[i];
    if (!here || here.path !== path || index.multi[i]) return { sorted: false, reverse: false };
    const opposite = here.descending !== descending;
    if (reverse !== undefined && reverse !== opposite) return { sorted: false, reverse: false };
    reverse = opposite;
    i += 1;
  }
  return { sorted: true, reverse: reverse ?? false };
}

export function parseSort(spec: Doc): SortField[] {
  return Object.entries(spec).map(([path, direction]) => ({
    path,
    parts: path.split('.'),
    descending: toNumber(direction) < 0,
  }));
}
