import { Long } from 'bson';
import { StoreError, unsupported } from './errors.js';
import { type Evaluator, refuseCode } from './expression.js';
import { group } from './group.js';
import { compileFilter } from './match.js';
import { field, setField, valuesAt } from './path.js';
import { parseSort } from './plan.js';
import { compileProjection } from './projection.js';
import { Sorter, sortKey } from './sort.js';
import { type Doc, isPlainObject, toNumber } from './value.js';

/** Reads another collection through its indexes, for $lookup and $unionWith. */
export type ReadOther = (collection: string, filter: Doc) => Doc[];

export interface Scope {
  evaluator: Evaluator;
  readOther: ReadOther;
}

type Stage = (docs: Doc[], arg: unknown, scope: Scope) => Doc[];

const STAGES: Record<string, Stage> = {
  $match: (docs, arg, { evaluator }) => {
    const filter = compileFilter(object('$match', arg), evaluator.compile);
    return docs.filter((doc) => filter.test(doc));
  },
  $sort: (docs, arg) => sortDocs(docs, object('$sort', arg)),
  $limit: (docs, arg) => docs.slice(0, whole('$limit', arg, 1, 'Location15958')),
  $skip: (docs, arg) => docs.slice(whole('$skip', arg, 0, 'Location15956')),
  $count: (docs, arg) => (docs.length ? [{ [String(arg)]: docs.length }] : []),
  $project: (docs, arg, { evaluator }) => projectAll(docs, object('$project', arg), evaluator),
  $addFields: addFields,
  $set: addFields,
  $unset: (docs, arg, { evaluator }) => {
    const names = (Array.isArray(arg) ? arg : [arg]) as string[];
    return projectAll(docs, Object.fromEntries(names.map((name) => [name, 0])), evaluator);
  },
  $group: (docs, arg, { evaluator }) => group(docs, object('$group', arg), evaluator),
  $sortByCount: (docs, arg, { evaluator }) =>
    sortDocs(group(docs, { _id: arg, count: { $sum: 1 } }, evaluator), { count: -1 }),
  $unwind: unwind,
  $replaceRoot: (docs, arg, scope) => replaceRoot(docs, object('$replaceRoot', arg).newRoot, scope),
  $replaceWith: replaceRoot,
  $facet: (docs, arg, scope) => [
    Object.fromEntries(
      Object.entries(object('$facet', arg)).map(([name, stages]) => [name, runStages(docs, stages as Doc[], scope)]),
    ),
  ],
  $lookup: lookup,
  $unionWith: (docs, arg, scope) => {
    const { coll, pipeline = [] } = (typeof arg === 'string' ? { coll: arg } : object('$unionWith', arg)) as Doc;
    return [...docs, ...runPipeline(String(coll), pipeline as Doc[], scope)];
  },
  $sample: (docs, arg) => shuffled(docs).slice(0, toNumber(object('$sample', arg).size)),
  $bucket: bucket,
};

function object(stage: string, arg: unknown): Doc {
  if (isPlainObject(arg)) return arg;
  throw new StoreError('Location15974', `the ${stage} specification must be an object`);
}

function whole(stage: string, arg: unknown, least: number, code: 'Location15958' | 'Location15956'): number {
  const value = toNumber(arg);
  if (!Number.isInteger(value) || value < least)
    throw new StoreError(code, `invalid argument to ${stage} stage: ${String(arg)}`);
  return value;
}

/** Runs the stages one after the other over documents in memory. */
export function runStages(docs: Doc[], pipeline: Doc[], scope: Scope): Doc[] {
  return pipeline.reduce((left, stage) => {
    const [name, arg] = Object.entries(stage)[0]!;
    return STAGES[name]!(left, arg, scope);
  }, docs);
}

const REFUSED = new Set([
  '$out',
  '$merge',
  '$changeStream',
  '$search',
  '$searchMeta',
  '$vectorSearch',
  '$geoNear',
  '$graphLookup',
  '$setWindowFields',
  '$densify',
  '$fill',
  '$bucketAuto',
  '$redact',
  '$collStats',
  '$indexStats',
  '$currentOp',
  '$listSessions',
  '$listLocalSessions',
  '$documents',
  '$planCacheStats',
]);

/** Checks a pipeline before anything is read, so that a wrong one fails whole. */
export function checkPipeline(pipeline: unknown): asserts pipeline is Doc[] {
  if (!Array.isArray(pipeline)) throw new StoreError('TypeMismatch', "'pipeline' option must be specified as an array");
  for (const stage of pipeline) {
    if (!isPlainObject(stage))
      throw new StoreError('TypeMismatch', 'Each element of the pipeline array must be an object');
    const names = Object.keys(stage);
    if (names.length !== 1)
      throw new StoreError('Location40323', 'A pipeline stage specification object must contain exactly one field.');
    checkStage(names[0]!, stage[names[0]!]);
  }
  refuseCode(pipeline);
}

function checkStage(name: string, arg: unknown): void {
  if (REFUSED.has(name)) throw unsupported(`the aggregation stage ${name}`);
  if (!STAGES[name]) throw new StoreError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
  if (name === '$facet' && isPlainObject(arg)) for (const inner of Object.values(arg)) checkPipeline(inner);
  if ((name === '$lookup' || name === '$unionWith') && isPlainObject(arg) && arg.pipeline) checkPipeline(arg.pipeline);
}

function sortDocs(docs: Doc[], spec: Doc): Doc[] {
  const fields = parseSort(spec);
  const sorter = new Sorter<Doc>(fields, Number.POSITIVE_INFINITY, () => new Error('unreachable'));
  for (const doc of docs) sorter.add(doc, doc, 0);
  return sorter.sorted();
}

function projectAll(docs: Doc[], spec: Doc, evaluator: Evaluator): Doc[] {
  const projection = compileProjection(spec, evaluator.evaluate, evaluator.compile);
  if (!projection) throw new StoreError('BadValue', 'specification must have at least one field');
  return docs.map((doc) => projection(doc));
}

function addFields(docs: Doc[], arg: unknown, { evaluator }: Scope): Doc[] {
  const fields = Object.entries(object('$addFields', arg));
  return docs.map((doc) => {
    const out = { ...doc };
    for (const [path, expr] of fields) assign(out, path.split('.'), expr, doc, evaluator);
    return out;
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

function unwind(docs: Doc[], arg: unknown): Doc[] {
  const spec = (typeof arg === 'string' ? { path: arg } : object('$unwind', arg)) as Doc;
  const { path, preserveNullAndEmptyArrays: keep = false, includeArrayIndex } = spec;
  if (typeof path !== 'string' || !path.startsWith('$'))
    throw new StoreError(
      'Location28818',
      `path option to $unwind stage should be prefixed with a '$': ${String(path)}`,
    );
  const parts = path.slice(1).split('.');
  return docs.flatMap((doc) => {
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

function replaceRoot(docs: Doc[], arg: unknown, { evaluator }: Scope): Doc[] {
  return docs.map((doc) => {
    const root = evaluator.evaluate(doc, arg);
    if (isPlainObject(root)) return root;
    throw new StoreError('Location40228', "'newRoot' expression must evaluate to an object");
  });
}

function lookup(docs: Doc[], arg: unknown, scope: Scope): Doc[] {
  const { from, localField, foreignField, let: variables = {}, pipeline = [], as } = object('$lookup', arg);
  if (typeof from !== 'string' || typeof as !== 'string')
    throw new StoreError('FailedToParse', "$lookup needs the strings 'from' and 'as'");
  return docs.map((doc) => {
    const values = Object.entries(variables as Doc).map(([name, expr]) => [name, scope.evaluator.evaluate(doc, expr)]);
    const inner = {
      ...scope,
      evaluator: values.length ? scope.evaluator.with(Object.fromEntries(values)) : scope.evaluator,
    };
    const join = typeof localField === 'string' ? [{ $match: joinFilter(doc, localField, String(foreignField)) }] : [];
    const copy = { ...doc };
    assignValue(copy, as.split('.'), runPipeline(from, [...join, ...(pipeline as Doc[])], inner));
    return copy;
  });
}

function assignValue(out: Doc, parts: string[], value: unknown): void {
  const [name, ...rest] = parts as [string, ...string[]];
  if (rest.length === 0) {
    setField(out, name, value);
    return;
  }
  const below = field(out, name);
  const copy = isPlainObject(below) ? { ...below } : {};
  assignValue(copy, rest, value);
  setField(out, name, copy);
}

function joinFilter(doc: Doc, localField: string, foreignField: string): Doc {
  const local = valuesAt(doc, localField.split('.')).flatMap((value) => (Array.isArray(value) ? value : [value]));
  return { [foreignField]: local.length === 1 ? { $eq: local[0] } : { $in: local.length ? local : [null] } };
}

/** A pipeline over another collection; its leading $match goes through that collection's indexes. */
function runPipeline(collection: string, pipeline: Doc[], scope: Scope): Doc[] {
  const first = pipeline[0]?.$match;
  const readable = isPlainObject(first) && !JSON.stringify(first).includes('"$expr"');
  const docs = scope.readOther(collection, readable ? first : {});
  return runStages(docs, readable ? pipeline.slice(1) : pipeline, scope);
}

function shuffled(docs: Doc[]): Doc[] {
  return docs
    .map((doc) => ({ doc, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ doc }) => doc);
}

function bucket(docs: Doc[], arg: unknown, { evaluator }: Scope): Doc[] {
  const { groupBy, boundaries, default: other, output = { count: { $sum: 1 } } } = object('$bucket', arg);
  const edges = (boundaries as unknown[]).map((value) => sortKey({ value }, parseSort({ value: 1 })));
  const placed = docs.map((doc) => {
    const key = sortKey({ value: evaluator.evaluate(doc, groupBy) }, parseSort({ value: 1 }));
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
