import { MinKey } from 'bson';
import { compileFilter } from '../../../server/store/embedded/match.js';
import { compareValues, type Doc } from '../../../server/store/embedded/value.js';
import type { Key } from './documents.js';

/** What the whole collection gives when each document is looked at, without any index or encoded key. */
export const matching = (docs: Iterable<Doc>, filter: Doc): Doc[] => {
  const { test } = compileFilter(filter, () => () => false);
  return [...docs].filter((doc) => test(doc));
};

/** An empty array comes before all else but MinKey. */
const EMPTY = Symbol('empty');

const isObject = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** All values that a path may be sorted by; those of an array are its elements. */
function leaves(value: unknown, parts: string[]): unknown[] {
  const [name, ...rest] = parts;
  if (Array.isArray(value)) {
    if (name !== undefined && /^\d+$/.test(name) && Number(name) < value.length)
      return leaves(value[Number(name)], rest);
    if (name === undefined) return value.length > 0 ? value : [EMPTY];
    return value.length > 0 ? value.flatMap((one) => (isObject(one) ? leaves(one, parts) : [undefined])) : [undefined];
  }
  if (name === undefined) return [value];
  return isObject(value) ? leaves(value[name], rest) : [undefined];
}

/** What a document is sorted by: one row, or one for each element of an array that the fields share. */
function rows(doc: Doc, paths: string[]): unknown[][] {
  const elements = Array.isArray(doc.n) && !paths.includes('n.0.x') ? doc.n : [doc.n];
  const shared = paths.filter((path) => path === 'n.x' || path === 'n.y').length === 2;
  const docs = shared ? (elements.length > 0 ? elements : [{}]).map((n) => ({ ...doc, n })) : [doc];
  return docs.flatMap((one) =>
    paths.reduce<unknown[][]>(
      (made, path) => made.flatMap((row) => leaves(one, path.split('.')).map((value) => [...row, value])),
      [[]],
    ),
  );
}

function compareOne(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === EMPTY) return b instanceof MinKey ? 1 : -1;
  return b === EMPTY ? -compareOne(b, a) : compareValues(a, b);
}

function compareRows(a: unknown[], b: unknown[], ways: number[]): number {
  for (const [i, way] of ways.entries()) {
    const order = compareOne(a[i], b[i]);
    if (order !== 0) return order * way;
  }
  return 0;
}

/** Compares documents by a sort, knowing nothing of encoded keys; 0 for those whose order is free. */
export function comparing(sort: Key): (a: Doc, b: Doc) => number {
  const paths = Object.keys(sort);
  const ways = Object.values(sort);
  const known = new Map<Doc, unknown[]>();
  const keyOf = (doc: Doc): unknown[] => {
    const key = known.get(doc) ?? rows(doc, paths).reduce((a, b) => (compareRows(b, a, ways) < 0 ? b : a));
    known.set(doc, key);
    return key;
  };
  return (a, b) => compareRows(keyOf(a), keyOf(b), ways);
}

/** The different values at a path, in BSON's order. */
export function distinctOf(docs: Doc[], path: string): unknown[] {
  const all = docs.flatMap((doc) => found(doc, path.split('.'))).sort(compareValues);
  return all.filter((value, i) => i === 0 || compareValues(all[i - 1], value) !== 0);
}

function found(value: unknown, parts: string[]): unknown[] {
  const [name, ...rest] = parts;
  if (name === undefined) return Array.isArray(value) ? value : value === undefined ? [] : [value];
  if (Array.isArray(value)) {
    const byNumber = /^\d+$/.test(name) && Number(name) < value.length ? found(value[Number(name)], rest) : [];
    return [...value.flatMap((one) => (isObject(one) ? found(one, parts) : [])), ...byNumber];
  }
  return isObject(value) ? found(value[name], rest) : [];
}
