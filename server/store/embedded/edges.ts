import { BSONRegExp } from 'bson';
import { encodeRank, encodeValue, successor } from './key.js';
import type { PathNode } from './match.js';
import { compareValues, Rank, rankOf, toNumber } from './value.js';

/** Where keys of one field begin and end, from `start` up to but not including `end`. */
export interface Edges {
  start: Buffer;
  end: Buffer;
}

interface Narrowed {
  edges: Edges;
  /** A pattern finds itself too, which is far from the strings that it finds. */
  pattern?: Edges;
  /** The conditions that say so. */
  nodes: PathNode[];
  /** Every value between the edges fulfils them. */
  exact: boolean;
}

/**
 * What comparisons, or else the beginning of a pattern, leave of a field's values.
 * @param multi the field may hold an array, whose elements may each meet another condition
 */
export function edgesFor(here: PathNode[], multi: boolean, descending: boolean): Narrowed | undefined {
  const ranged = here.flatMap((node) => {
    const range = rangeOf(node);
    return range ? [{ node, range }] : [];
  });
  const first = ranged[0];
  if (!first) return edgesOfPattern(here, descending);
  const together = multi ? [first] : ranged.filter(({ range }) => range.rank === first.range.rank);
  const range = together.map((one) => one.range).reduce(narrower);
  return { edges: edgesOf(range, descending), nodes: together.map(({ node }) => node), exact: true };
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

const ANCHORED = /^\^([\p{L}\p{N} _\-@:/#,;]+)/u;

/** An anchored regex reads only the strings with its literal beginning. */
function edgesOfPattern(here: PathNode[], descending: boolean): Narrowed | undefined {
  const found = here.map((node) => ({ node, text: literalOf(node) })).filter(({ text }) => text !== '');
  // Of several, the longest leaves the fewest.
  const [best] = found.sort((a, b) => b.text.length - a.text.length);
  if (!best) return undefined;
  const start = encodeValue(best.text, descending).subarray(0, -2);
  const itself = encodeValue(best.node.arg, descending);
  const pattern = { start: itself, end: successor(itself)! };
  return { edges: { start, end: successor(start)! }, pattern, nodes: [best.node], exact: false };
}

function literalOf({ op, arg }: PathNode): string {
  const regex = op === '$regex' && arg instanceof BSONRegExp && arg.options === '' ? arg.pattern : undefined;
  const literal = regex && !regex.includes('|') ? ANCHORED.exec(regex)?.[1] : undefined;
  if (!literal) return '';
  // A quantifier after the literal may take its last character away again.
  return /[*?{]/.test(regex!.charAt(literal.length + 1)) ? [...literal].slice(0, -1).join('') : literal;
}
