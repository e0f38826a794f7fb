import { Long } from 'bson';
import { type CodeName, StoreError } from './errors.js';
import type { Evaluator, Ready } from './expression.js';
import { group } from './group.js';
import { exceeded, roughBytes } from './memory.js';
import { field, setField } from './path.js';
import { compileProjection } from './projection.js';
import { parseSort, Sorter, sortKey } from './sort.js';
import { type Docs, eachDoc, fromMemory } from './steps.js';
import { type Doc, isNumber, isPlainObject, toNumber } from './value.js';

interface Scope {
  evaluator: Evaluator;
}

export function object(stage: string, arg: unknown): Doc {
  if (isPlainObject(arg)) return arg;
  throw new StoreError('Location15974', `the ${stage} specification must be an object`);
}

export function whole(stage: string, arg: unknown, least: number, code: CodeName): number {
  const value = isNumber(arg) ? toNumber(arg) : Number.NaN;
  if (!Number.isInteger(value) || value < least)
    throw new StoreError(code, `invalid argument to ${stage} stage: ${String(arg)}`);
  return value;
}

export function* limited(docs: Docs, most: number): Docs {
  let given = 0;
  for (const doc of docs) {
    yield doc;
    if (doc && ++given >= most) return;
  }
}

export function* skipped(docs: Docs, count: number): Docs {
  let passed = 0;
  for (const doc of docs) if (doc === null || passed++ >= count) yield doc;
}

export function* counted(docs: Docs, name: string): Docs {
  let count = 0;
  for (const doc of docs)
    if (doc) count += 1;
    else yield null;
  if (count > 0) yield { [name]: count };
}

/** @param wanted how many of the first are needed; the others are not kept */
export function* sortDocs(docs: Docs, spec: Doc, wanted = Number.POSITIVE_INFINITY): Docs {
  const sorter = new Sorter<Doc>(parseSort(spec), wanted, () => exceeded('$sort'));
  for (const doc of docs)
    if (doc) sorter.add(doc, doc, roughBytes(doc));
    else yield null;
  yield* fromMemory(sorter.sorted());
}

export function projectAll(docs: Docs, spec: Doc, evaluator: Evaluator): Docs {
  const projection = compileProjection(spec, evaluator.ready, evaluator.compile);
  if (!projection) throw new StoreError('BadValue', 'specification must have at least one field');
  return eachDoc(docs, (doc) => projection(doc));
}

export function addFields(docs: Docs, arg: unknown, { evaluator }: Scope): Docs {
  const assigns = Object.entries(object('$addFields', arg)).map(([path, expr]) =>
    assigning(path.split('.'), expr, evaluator.ready),
  );
  return eachDoc(docs, (doc) => {
    const out = { ...doc };
    for (const assign of assigns) assign(out, doc);
    return out;
  });
}

type Assign = (out: Doc, root: Doc) => void;

/** Writes a computed value, copying what it goes through; an object of fields is merged into what is there. */
function assigning(parts: string[], expr: unknown, ready: Ready): Assign {
  const [name, ...rest] = parts as [string, ...string[]];
  if (rest.length > 0) return assigningInto(name, [assigning(rest, expr, ready)]);
  if (isPlainObject(expr) && Object.keys(expr).length > 0 && !Object.keys(expr)[0]!.startsWith('$'))
    return assigningInto(
      name,
      Object.entries(expr).map(([path, inner]) => assigning(path.split('.'), inner, ready)),
    );
  const evaluate = ready(expr);
  return (out, root) => {
    const value = evaluate(root);
    if (value === undefined) delete out[name];
    else setField(out, name, value);
  };
}

function assigningInto(name: string, assigns: Assign[]): Assign {
  return (out, root) => {
    const into = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(into);
      const copy = isPlainObject(value) ? { ...value } : {};
      for (const assign of assigns) assign(copy, root);
      return copy;
    };
    setField(out, name, into(field(out, name)));
  };
}

export function unwind(docs: Docs, arg: unknown): Docs {
  const spec = (typeof arg === 'string' ? { path: arg } : object('$unwind', arg)) as Doc;
  const { path, preserveNullAndEmptyArrays: keep = false, includeArrayIndex } = spec;
  const parts = String(path).slice(1).split('.');
  const place = typeof includeArrayIndex === 'string' ? includeArrayIndex.split('.') : undefined;
  const withIndex = (out: Doc, i: number | null): Doc =>
    place ? replaced(out, place, i === null ? null : Long.fromNumber(i)) : out;
  return (function* unwound() {
    for (const doc of docs) {
      const value = doc && parts.reduce<unknown>((at, part) => field(at, part), doc);
      if (doc === null) yield null;
      else if (Array.isArray(value) && value.length > 0)
        for (let i = 0; i < value.length; i += 1) {
          yield withIndex(replaced(doc, parts, value[i]), i);
          yield null;
        }
      else if (Array.isArray(value)) {
        if (keep) yield withIndex(replaced(doc, parts, undefined), null);
      } else if (keep || (value !== null && value !== undefined)) yield withIndex(doc, null);
    }
  })();
}

function replaced(doc: Doc, parts: string[], value: unknown): Doc {
  const [name, ...rest] = parts as [string, ...string[]];
  const copy = { ...doc };
  if (rest.length > 0) setField(copy, name, replaced(field(doc, name) as Doc, rest, value));
  else if (value === undefined) delete copy[name];
  else setField(copy, name, value);
  return copy;
}

export function replaceRoot(docs: Docs, arg: unknown, { evaluator }: Scope): Docs {
  const read = evaluator.ready(arg);
  return eachDoc(docs, (doc) => {
    const root = read(doc);
    if (isPlainObject(root)) return root;
    throw new StoreError('Location40228', "'newRoot' expression must evaluate to an object");
  });
}

/** So many by chance, each document with the same chance; no more than those are held. */
export function* sample(docs: Docs, asked: number): Docs {
  const size = Math.trunc(asked);
  const kept: Doc[] = [];
  let seen = 0;
  for (const doc of docs) {
    if (doc === null) {
      yield null;
      continue;
    }
    const place = seen < size ? seen : Math.floor(Math.random() * (seen + 1));
    if (place < size) kept[place] = doc;
    seen += 1;
  }
  yield* fromMemory(shuffled(kept));
}

function shuffled(docs: Doc[]): Doc[] {
  return docs
    .map((doc) => ({ doc, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ doc }) => doc);
}

export function bucket(docs: Docs, arg: unknown, { evaluator }: Scope): Docs {
  const { groupBy, boundaries, default: other, output = { count: { $sum: 1 } } } = object('$bucket', arg);
  const order = parseSort({ value: 1 });
  const edges = (boundaries as unknown[]).map((value) => sortKey({ value }, order));
  const read = evaluator.ready(groupBy);
  const placed = eachDoc(docs, (doc) => {
    const key = sortKey({ value: read(doc) }, order);
    const at = edges.findLastIndex((edge) => Buffer.compare(edge, key) <= 0);
    const inside = at >= 0 && at < edges.length - 1;
    if (!inside && other === undefined)
      throw new StoreError(
        'BadValue',
        '$bucket could not find a matching branch for an input, and no default was specified.',
      );
    return { ...doc, __bucket: inside ? (boundaries as unknown[])[at] : other };
  });
  return sortDocs(group(placed, { _id: '$__bucket', ...(output as Doc) }, evaluator), { _id: 1 });
}
