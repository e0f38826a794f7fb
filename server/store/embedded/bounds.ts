import { BSONRegExp } from 'bson';
import type { Index } from './index-keys.js';
import { encodeRank, encodeValue, isTooLong, successor } from './key.js';
import type { PathNode } from './match.js';
import { isIndex } from './path.js';
import { compareValues, isPlainObject, Rank, rankOf, toNumber } from './value.js';

/** Bytes that all keys of one part of an index begin with. */
export interface Prefix {
  bytes: Buffer;
  /** For each field within: which of its points this is, counted in BSON's order. */
  at: number[];
}

/** What conditions leave of an index: some beginnings of its keys, and behind each of them one range. */
export interface Bounds {
  prefixes: Prefix[];
  /** How many of the index's first fields have points. */
  equalities: number;
  /** Fields with one point that no array can move. */
  fixed: Set<string>;
  /** Fields with several points that no array can move, by their place among the equalities. */
  several: Map<string, number>;
  /** Conditions that made the bounds narrower. */
  narrowing: Set<PathNode>;
  /** Those of them that every key within the bounds fulfils. */
  exact: Set<PathNode>;
  edges?: Edges;
  /** A pattern finds itself too, which is far from the strings that it finds. */
  pattern?: Edges;
}

interface Edges {
  start: Buffer;
  end: Buffer;
}

const MAX_POINTS = 2_000;

/** What these conditions, which must all hold, leave of an index. */
export function boundsOf(index: Index, nodes: readonly PathNode[]): Bounds {
  const bounds: Bounds = {
    prefixes: [{ bytes: index.prefix, at: [] }],
    equalities: 0,
    fixed: new Set(),
    several: new Map(),
    narrowing: new Set(),
    exact: new Set(),
  };
  const arrayRoots = new Set<string>();
  for (const [i, { path, parts, descending }] of index.fields.entries()) {
    const multi = index.multi[i] === true;
    // Entries of one array pair its elements' fields; two conditions may be met by different elements.
    if (multi && arrayRoots.has(parts[0]!)) break;
    const isNumbered = parts.some(isIndex);
    const here = nodes.filter((node) => node.path === path && !(isNumbered && mayBeMissing(node)));
    const goesOn = addPoints(bounds, here, path, multi, descending);
    if (!goesOn) addEdges(bounds, here, multi, descending);
    // A query does not look into an array that a number names; its entries do.
    if (isNumbered && multi) for (const node of here) bounds.exact.delete(node);
    if (!goesOn) break;
    if (multi) arrayRoots.add(parts[0]!);
  }
  return bounds;
}

/** A numbered element's entry does not tell that an element beside it lacks the number as a field. */
const mayBeMissing = ({ op, arg }: PathNode): boolean =>
  (op === '$in' ? (arg as unknown[]) : [arg]).some((value) => value === null || value === undefined);

/** Values an index entry holds as they are; arrays are spread over entries and a regex is a pattern. */
export const isPoint = (value: unknown): boolean => !Array.isArray(value) && !(value instanceof BSONRegExp);

function addPoints(bounds: Bounds, here: PathNode[], path: string, multi: boolean, descending: boolean): boolean {
  const node =
    here.find(({ op, arg }) => op === '$eq' && isPoint(arg)) ??
    here.find(({ op, arg }) => op === '$in' && Array.isArray(arg) && arg.every(isPoint));
  if (!node) return false;
  const values = node.op === '$eq' ? [node.arg] : distinct(node.arg as unknown[]);
  if (values.length * bounds.prefixes.length > MAX_POINTS) return false;
  const points = values.map((value) => encodeValue(value, descending));
  const longer = bounds.prefixes.flatMap(({ bytes, at }) =>
    points.map((point, i) => ({ bytes: Buffer.concat([bytes, point]), at: [...at, i] })),
  );
  if (longer.some(({ bytes }) => isTooLong(bytes))) return false;
  if (!multi && values.length === 1) bounds.fixed.add(path);
  else if (!multi) bounds.several.set(path, bounds.equalities);
  bounds.prefixes = longer;
  bounds.equalities += 1;
  bounds.narrowing.add(node);
  if (values.every((value) => isExact(value, multi))) bounds.exact.add(node);
  return true;
}

/** Null also stands for missing, which an array's entries cannot tell from an element that lacks the field. */
const isExact = (value: unknown, multi: boolean): boolean =>
  value === null || value === undefined ? !multi : !isPlainObject(value);

function distinct(values: unknown[]): unknown[] {
  const seen = new Map<string, unknown>();
  for (const value of values) seen.set(encodeValue(value).toString('latin1'), value);
  return [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
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

const RANGED = new Set<number>([Rank.number, Rank.string, Rank.objectId, Rank.boolean, Rank.date, Rank.timestamp]);

function rangeOf({ op, arg }: PathNode): Range | undefined {
  const rank = rankOf(arg);
  if (!RANGED.has(rank) || (rank === Rank.number && Number.isNaN(toNumber(arg)))) return undefined;
  if (op === '$gt' || op === '$gte') return { rank, low: { value: arg, inclusive: op === '$gte' } };
  if (op === '$lt' || op === '$lte') return { rank, high: { value: arg, inclusive: op === '$lte' } };
  return undefined;
}

function addEdges(bounds: Bounds, here: PathNode[], multi: boolean, descending: boolean): void {
  const ranged = here.flatMap((node) => {
    const range = rangeOf(node);
    return range ? [{ node, range }] : [];
  });
  const first = ranged[0];
  if (!first) {
    addLiteral(bounds, here, descending);
    return;
  }
  // In an array one element may pass the lower bound and another the upper one.
  const together = multi ? [first] : ranged.filter(({ range }) => range.rank === first.range.rank);
  const range = together.map((one) => one.range).reduce(narrower);
  if (!setEdges(bounds, edgesOf(range, descending))) return;
  for (const { node } of together) {
    bounds.narrowing.add(node);
    bounds.exact.add(node);
  }
}

const narrower = (a: Range, b: Range): Range => ({
  rank: a.rank,
  low: inner(a.low, b.low, 1),
  high: inner(a.high, b.high, -1),
});

/** The edge that lets less through; `way` is 1 for lower edges and -1 for upper ones. */
function inner(a: Edge | undefined, b: Edge | undefined, way: 1 | -1): Edge | undefined {
  if (!a || !b) return a ?? b;
  const order = compareValues(a.value, b.value) * way;
  if (order === 0) return a.inclusive ? b : a;
  return order > 0 ? a : b;
}

function edgesOf({ rank, low, high }: Range, descending: boolean): Edges {
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

function setEdges(bounds: Bounds, edges: Edges): boolean {
  const isLong = ({ bytes }: Prefix) => isTooLong(bytes, Math.max(edges.start.length, edges.end.length));
  if (bounds.prefixes.some(isLong)) return false;
  bounds.edges = edges;
  return true;
}

const ANCHORED = /^\^([\p{L}\p{N} _\-@:/#,;]+)/u;

/** An anchored regex reads only the strings with its literal beginning. */
function addLiteral(bounds: Bounds, here: PathNode[], descending: boolean): void {
  const found = here.map((node) => ({ node, text: literalOf(node) })).filter(({ text }) => text !== '');
  // Of several, the longest leaves the fewest.
  const [best] = found.sort((a, b) => b.text.length - a.text.length);
  if (!best) return;
  const start = encodeValue(best.text, descending).subarray(0, -2);
  if (!setEdges(bounds, { start, end: successor(start)! })) return;
  bounds.narrowing.add(best.node);
  const itself = encodeValue(best.node.arg, descending);
  bounds.pattern = { start: itself, end: successor(itself)! };
}

function literalOf({ op, arg }: PathNode): string {
  const regex = op === '$regex' && arg instanceof BSONRegExp && arg.options === '' ? arg.pattern : undefined;
  const literal = regex && !regex.includes('|') ? ANCHORED.exec(regex)?.[1] : undefined;
  if (!literal) return '';
  // A quantifier after the literal may take its last character away again.
  return /[*?{]/.test(regex!.charAt(literal.length + 1)) ? [...literal].slice(0, -1).join('') : literal;
}
