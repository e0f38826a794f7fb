import { Long } from 'bson';
import { type CodeName, StoreError } from './errors.js';
import type { Evaluator } from './expression.js';
import { group } from './group.js';
import { field, setField } from './path.js';

import { compileProjection } from './projection.js';
import { parseSort, Sorter, sortKey } from './sort.js';
import { eachDoc, type Steps } from './steps.js';
import { type Doc, isPlainObject, toNumber } from './value.js';

interface Scope {
  evaluator: Evaluator;
}

export function object(stage: string, arg: unknown): Doc {
  if (isPlainObject(arg)) return arg;
  throw new StoreError('Location15974', `the ${stage} specification must be an object`);
}

export function whole(stage: string, arg: unknown, least: number, code: CodeName): number {
  const value = toNumber(arg);
  if (!Number.isInteger(value) || value < least)
    throw new StoreError(code, `invalid argument to ${stage} stage: ${String(arg)}`);
  return value;
}

export function* sortDocs(docs: Doc[], spec: Doc): Steps {
  const fields = parseSort(spec);
  const sorter = new Sorter<Doc>(fields, Number.POSITIVE_INFINITY, () => new Error('unreachable'));
  yield* eachDoc(docs, (doc) => {
    sorter.add(doc, doc, 0);
    return [];
  });
  return sorter.sorted();
}

export function* projectAll(docs: Doc[], spec: Doc, evaluator: Evaluator): Steps {
  const projection = compileProjection(spec, evaluator.evaluate, evaluator.compile);
  if (!projection) throw new StoreError('BadValue', 'specification must have at least one field');
  return yield* eachDoc(docs, (doc) => [projection(doc)]);
}

export function* addFields(docs: Doc[], arg: unknown, { evaluator }: Scope): Steps {
  const fields = Object.entries(object('$addFields', arg));
  return yield* eachDoc(docs, (doc) => {
    const out = { ...doc };
    for (const [path, expr] of fields) assign(out, path.split('.'), expr, doc, evaluator);
    return [out];
  });
}

/** Writes a computed value, copying what it goes through; an object of fields is merged into what is there. */
function assign(out: Doc, parts: string[], expr: unknown, root: Doc, evaluator: Evaluator): void {
  const [name, ...rest] = parts as [string, ...string[]];
  const nested =
    rest.length === 0 && isPlainObject(expr) && Object.keys(expr).length > 0 && !Object.keys(expr)[0]!.startsWith('$');
  if (rest.length === 0 && !nested) {
    const value = evaluator.evaluate(root, expr);
    if (value === undefined) delete out[name];
    else setField(out, name, value);
    return;
  }
  const inner: [string[], unknown][] = nested
    ? Object.entries(expr as Doc).map(([key, value]) => [[...key.split('.')], value])
    : [[rest, expr]];
  const into = (value: unknown): Doc => {
    const copy = isPlainObject(value) ? { ...value } : {};
    for (const [path, deeper] of inner) assign(copy, path, deeper, root, evaluator);
    return copy;
  };
  const below = field(out, name);
  setField(out, name, Array.isArray(below) ? below.map(into) : into(below));
}

export function* unwind(docs: Doc[], arg: unknown): Steps {
  const spec = (typeof arg === 'string' ? { path: arg } : object('$unwind', arg)) as Doc;
  const { path, preserveNullAndEmptyArrays: keep = false, includeArrayIndex } = spec;
  if (typeof path !== 'string' || !path.startsWith('$'))
    throw new StoreError(
      'Location28818',
      `path option to $unwind stage should be prefixed with a '$': ${String(path)}`,
    );
  const parts = path.slice(1).split('.');
  return yield* eachDoc(docs, (doc) => {
    const value = parts.reduce<unknown>((at, part) => field(at, part), doc);
    const withIndex = (out: Doc, i: number | null): Doc =>
      includeArrayIndex ? { ...out, [String(includeArrayIndex)]: i === null ? null : Long.fromNumber(i) } : out;
    if (Array.isArray(value) && value.length > 0)
      return value.map((item, i) => withIndex(replaced(doc, parts, item), i));
    if (Array.isArray(value)) return keep ? [withIndex(replaced(doc, parts, undefined), null)] : [];
    return value === null || value === undefined ? (keep ? [withIndex(doc, null)] : []) : [withIndex(doc, null)];
  });
}

function replaced(doc: Doc, parts: string[], value: unknown): Doc {
  const [name, ...rest] = parts as [string, ...string[]];
  const copy = { ...doc };
  if (rest.length > 0) setField(copy, name, replaced(field(doc, name) as Doc, rest, value));
  else if (value === undefined) delete copy[name];
  else setField(copy, name, value);
  return copy;
}

export function* replaceRoot(docs: Doc[], arg: unknown, { evaluator }: Scope): Steps {
  return yield* eachDoc(docs, (doc) => {
    const root = evaluator.evaluate(doc, arg);
    if (isPlainObject(root)) return [root];
    throw new StoreError('Location40228', "'newRoot' expression must evaluate to an object");
  });
}

export function shuffled(docs: Doc[]): Doc[] {
  return docs
    .map((doc) => ({ doc, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ doc }) => doc);
}

export function* bucket(docs: Doc[], arg: unknown, { evaluator }: Scope): Steps {
  const { groupBy, boundaries, default: other, output = { count: { $sum: 1 } } } = object('$bucket', arg);
  const edges = (boundaries as unknown[]).map((value) => sortKey({ value }, parseSort({ value: 1 })));
  const placed = yield* eachDoc(docs, (doc) => {
    const key = sortKey({ value: evaluator.evaluate(doc, groupBy) }, parseSort({ value: 1 }));
    const at = edges.findLastIndex((edge) => Buffer.compare(edge, key) <= 0);
    const inside = at >= 0 && at < edges.length - 1;
    if (!inside && other === undefined)
      throw new StoreError(
        'BadValue',
        '$bucket could not find a matching branch for an input, and no default was specified.',
      );
    return [{ ...doc, __bucket: inside ? (boundaries as unknown[])[at] : other }];
  });
  const grouped = yield* group(placed, { _id: '$__bucket', ...(output as Doc) }, evaluator);
  return yield* sortDocs(grouped, { _id: 1 });
}
