import { StoreError } from './errors.js';
import { EMPTY_ARRAY, encodeKey, fitKey } from './key.js';
import { compileFilter, type Filter } from './match.js';
import { field, isIndex } from './path.js';
import { type Doc, isPlainObject } from './value.js';

export interface IndexField {
  path: string;
  parts: string[];
  descending: boolean;
}

/** An index as the catalog keeps it; `multi` tells per field whether a document ever led through an array there. */
export interface IndexRecord {
  id: number;
  name: string;
  key: Doc;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Doc;
  expireAfterSeconds?: number;
  multi: boolean[];
  /** Keys were cut to fit: some of the index no longer sorts as its values do. */
  cut?: boolean;
}

export interface Index extends IndexRecord {
  /** Set when it is dropped: who still reads it must not take its entries for all. */
  isDropped?: boolean;
  fields: IndexField[];
  prefix: Buffer;
  partial?: Filter;
  roots: Set<string>;
}

export function openIndex(record: IndexRecord): Index {
  const fields = Object.entries(record.key).map(([path, direction]) => ({
    path,
    parts: path.split('.'),
    descending: Number(direction) < 0,
  }));
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(record.id);
  const partial = record.partialFilterExpression && compileFilter(record.partialFilterExpression, refuseExpr);
  const roots = new Set(fields.map(({ parts }) => parts[0]!));
  for (const path of pathsOf(record.partialFilterExpression ?? {})) roots.add(path.split('.')[0]!);
  return { ...record, fields, prefix, partial, roots };
}

const refuseExpr = (): never => {
  throw new StoreError('CannotCreateIndex', 'unsupported expression in partial index: $expr');
};

function pathsOf(filter: Doc): string[] {
  return Object.entries(filter).flatMap(([key, value]) =>
    key.startsWith('$') ? (Array.isArray(value) ? value.flatMap((clause: Doc) => pathsOf(clause)) : []) : [key],
  );
}

interface Cursor {
  value: unknown;
  parts: string[];
  i: number;
}

/** Every key of a document in an index, without the record id; also notes what the index must know of its keys. */
export function keysOf(doc: Doc, index: Index): { keys: Buffer[]; values: unknown[][] } {
  if (index.partial && !index.partial.test(doc)) return { keys: [], values: [] };
  const rows = rowsOf(doc, index.fields, (open, isParallel) => {
    if (isParallel) throw parallelArrays(open, index);
    for (const i of open) index.multi[i] = true;
  });
  const kept = index.sparse ? rows.filter((row) => row.some((value) => value !== undefined)) : rows;
  return distinctKeys(kept, index);
}

/** Grows with everything an index learns about its keys. */
export function marksOf({ multi, cut }: Index): number {
  let marks = cut ? 1 : 0;
  for (const isMulti of multi) if (isMulti) marks += 1;
  return marks;
}

function distinctKeys(rows: unknown[][], index: Index): { keys: Buffer[]; values: unknown[][] } {
  if (rows.length === 1) return { keys: [keyOf(rows[0]!, index)], values: rows };
  const seen = new Map<string, [Buffer, unknown[]]>();
  for (const row of rows) {
    const key = keyOf(row, index);
    seen.set(key.toString('latin1'), [key, row]);
  }
  const entries = [...seen.values()];
  return { keys: entries.map(([key]) => key), values: entries.map(([, row]) => row) };
}

function keyOf(row: unknown[], index: Index): Buffer {
  const whole = encodeKey(index.prefix, row, index.fields);
  const key = fitKey(whole);
  if (key !== whole) index.cut = true;
  return key;
}

/** Hears which fields meet an array, and whether those are different arrays. */
type OnArray = (fields: number[], isParallel: boolean) => void;

/** The values some paths lead to in a document; each element of an array they meet makes a row of its own. */
export function rowsOf(doc: Doc, fields: readonly { parts: string[] }[], onArray: OnArray): unknown[][] {
  const row = plainRow(doc, fields);
  if (row) return [row];
  const rows: unknown[][] = [];
  const cursors = fields.map(({ parts }) => ({ value: doc as unknown, parts, i: 0 }));
  expand(cursors, onArray, rows, new Array<boolean>(cursors.length).fill(false));
  return rows;
}

/** What nearly all documents make: one row. @returns undefined where a path meets an array */
function plainRow(doc: Doc, fields: readonly { parts: string[] }[]): unknown[] | undefined {
  const row: unknown[] = [];
  for (const { parts } of fields) {
    let at: unknown = doc;
    for (const part of parts) {
      at = isPlainObject(at) ? field(at, part) : undefined;
      if (Array.isArray(at)) return undefined;
    }
    row.push(at);
  }
  return row;
}

/** Walks all fields down to values; an array they meet is taken element by element, for all fields inside it together. */
function expand(cursors: Cursor[], onArray: OnArray, rows: unknown[][], done: boolean[]): void {
  const moved = cursors.map((cursor, i) => (done[i] ? cursor : advance(cursor)));
  const open = moved.flatMap(({ value }, i) => (!done[i] && Array.isArray(value) ? [i] : []));
  if (open.length === 0) {
    rows.push(moved.map(({ value }) => value));
    return;
  }
  const array = moved[open[0]!]!.value as unknown[];
  onArray(
    open,
    open.some((i) => moved[i]!.value !== array),
  );
  const ended = moved.map((cursor, i) => done[i] || (open.includes(i) && cursor.i === cursor.parts.length));
  for (const element of array.length ? array : [EMPTY_ARRAY]) {
    const inside = moved.map((cursor, i) => (open.includes(i) ? enter(cursor, element) : cursor));
    expand(inside, onArray, rows, ended);
  }
}

/** Follows the path through objects, and through arrays by number, until a value or an array to be expanded. */
function advance({ value, parts, i }: Cursor): Cursor {
  let [at, next] = [value, i];
  while (next < parts.length) {
    if (Array.isArray(at)) {
      if (!isIndex(parts[next]!) || Number(parts[next]) >= at.length) break;
      refuseAmbiguous(at, parts[next]!);
      at = at[Number(parts[next])];
    } else at = isPlainObject(at) ? field(at, parts[next]!) : undefined;
    next += 1;
  }
  return { value: at, parts, i: next };
}

/** A number may name an element and a field inside the elements: one key could not stand for both. */
function refuseAmbiguous(array: unknown[], part: string): void {
  if (array.every((element) => field(element, part) === undefined || Array.isArray(element))) return;
  throw new StoreError(
    'Location16746',
    `Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '${part}'`,
  );
}

function enter({ parts, i }: Cursor, element: unknown): Cursor {
  if (i === parts.length) return { value: element, parts, i };
  return isPlainObject(element) ? { value: element, parts, i } : { value: undefined, parts, i: parts.length };
}

function parallelArrays(open: number[], index: Index): StoreError {
  const names = open.map((i) => `[${index.fields[i]!.path}]`).join(' ');
  return new StoreError('CannotIndexParallelArrays', `cannot index parallel arrays ${names}`);
}
