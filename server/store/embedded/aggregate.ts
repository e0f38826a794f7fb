import { StoreError, unsupported } from './errors.js';
import { type Evaluator, refuseCode } from './expression.js';
import { group } from './group.js';
import { compileFilter } from './match.js';
import { field, setField, valuesAt } from './path.js';
import { addFields, bucket, object, projectAll, replaceRoot, shuffled, sortDocs, unwind, whole } from './stages.js';
import { atOnce, eachDoc, type Steps } from './steps.js';
import { type Doc, isPlainObject, toNumber } from './value.js';

/** Reads another collection through its indexes, for $lookup and $unionWith. */
export type ReadOther = (collection: string, filter: Doc, evaluator: Evaluator) => Steps;

export interface Scope {
  evaluator: Evaluator;
  readOther: ReadOther;
}

type Stage = (docs: Doc[], arg: unknown, scope: Scope) => Steps;

const STAGES: Record<string, Stage> = {
  $match: (docs, arg, { evaluator }) => {
    const filter = compileFilter(object('$match', arg), evaluator.compile);
    return eachDoc(docs, (doc) => (filter.test(doc) ? [doc] : []));
  },
  $sort: (docs, arg) => sortDocs(docs, object('$sort', arg)),
  $limit: (docs, arg) => atOnce(docs.slice(0, whole('$limit', arg, 1, 'Location15958'))),
  $skip: (docs, arg) => atOnce(docs.slice(whole('$skip', arg, 0, 'Location15956'))),
  $count: (docs, arg) => atOnce(docs.length ? [{ [String(arg)]: docs.length }] : []),
  $project: (docs, arg, { evaluator }) => projectAll(docs, object('$project', arg), evaluator),
  $addFields: addFields,
  $set: addFields,
  $unset: (docs, arg, { evaluator }) => {
    const names = (Array.isArray(arg) ? arg : [arg]) as string[];
    return projectAll(docs, Object.fromEntries(names.map((name) => [name, 0])), evaluator);
  },
  $group: (docs, arg, { evaluator }) => group(docs, object('$group', arg), evaluator),
  *$sortByCount(docs, arg, { evaluator }) {
    const grouped = yield* group(docs, { _id: arg, count: { $sum: 1 } }, evaluator);
    return yield* sortDocs(grouped, { count: -1 });
  },
  $unwind: unwind,
  $replaceRoot: (docs, arg, scope) => replaceRoot(docs, object('$replaceRoot', arg).newRoot, scope),
  $replaceWith: replaceRoot,
  *$facet(docs, arg, scope) {
    const out: Doc = {};
    for (const [name, stages] of Object.entries(object('$facet', arg)))
      out[name] = yield* runStages(docs, stages as Doc[], scope);
    return [out];
  },
  $lookup: lookup,
  *$unionWith(docs, arg, scope) {
    const { coll, pipeline = [] } = (typeof arg === 'string' ? { coll: arg } : object('$unionWith', arg)) as Doc;
    return [...docs, ...(yield* runPipeline(String(coll), pipeline as Doc[], scope))];
  },
  $sample: (docs, arg) => atOnce(shuffled(docs).slice(0, toNumber(object('$sample', arg).size))),
  $bucket: bucket,
};

/** Runs the stages one after the other over documents in memory. */
export function* runStages(docs: Doc[], pipeline: Doc[], scope: Scope): Steps {
  let left = docs;
  for (const stage of pipeline) {
    const [name, arg] = Object.entries(stage)[0]!;
    left = yield* STAGES[name]!(left, arg, scope);
  }
  return left;
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

function* lookup(docs: Doc[], arg: unknown, scope: Scope): Steps {
  const spec = object('$lookup', arg);
  if (typeof spec.from !== 'string' || typeof spec.as !== 'string')
    throw new StoreError('FailedToParse', "$lookup needs the strings 'from' and 'as'");
  const made: Doc[] = [];
  for (const doc of docs) {
    const copy = { ...doc };
    assignValue(copy, spec.as.split('.'), yield* lookupOne(doc, spec, scope));
    made.push(copy);
    yield null;
  }
  return made;
}

function lookupOne(doc: Doc, spec: Doc, scope: Scope): Steps {
  const { from, localField, foreignField, let: variables = {}, pipeline = [] } = spec;
  const { evaluator } = scope;
  const values = Object.entries(variables as Doc).map(([name, expr]) => [name, evaluator.evaluate(doc, expr)]);
  const inner = values.length > 0 ? { ...scope, evaluator: evaluator.with(Object.fromEntries(values)) } : scope;
  const join = typeof localField === 'string' ? [{ $match: joinFilter(doc, localField, String(foreignField)) }] : [];
  return runPipeline(String(from), [...join, ...(pipeline as Doc[])], inner);
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

/** A pipeline over another collection; what it begins to $match goes through that collection's indexes. */
function* runPipeline(collection: string, pipeline: Doc[], scope: Scope): Steps {
  const begin = pipeline.findIndex((stage) => !('$match' in stage));
  const matches = pipeline.slice(0, begin < 0 ? pipeline.length : begin).map(({ $match }) => $match);
  const filter = matches.length > 1 ? { $and: matches } : (matches[0] ?? {});
  const docs = yield* scope.readOther(collection, object('$match', filter), scope.evaluator);
  return yield* runStages(docs, pipeline.slice(matches.length), scope);
}
