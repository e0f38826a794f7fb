import { BSONRegExp } from 'bson';
import { type Edges, edgesFor } from './edges.js';
import type { Index } from './index-keys.js';
import { encodeValue, isTooLong } from './key.js';
import type { PathNode } from './match.js';
import { isIndex } from './path.js';
import { isPlainObject } from './value.js';

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

function addEdges(bounds: Bounds, here: PathNode[], multi: boolean, descending: boolean): void {
  const found = edgesFor(here, multi, descending);
  if (!found) return;
  const more = Math.max(found.edges.start.length, found.edges.end.length, found.pattern?.end.length ?? 0);
  if (bounds.prefixes.some(({ bytes }) => isTooLong(bytes, more))) return;
  bounds.edges = found.edges;
  bounds.pattern = found.pattern;
  for (const node of found.nodes) {
    bounds.narrowing.add(node);
    if (found.exact) bounds.exact.add(node);
  }
}
