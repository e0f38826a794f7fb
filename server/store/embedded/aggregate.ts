import { StoreError, unsupported } from './errors.js';
import { type Evaluator, refuseCode } from './expression.js';
import { group } from './group.js';
import { compileFilter } from './match.js';
import { Budget } from './memory.js';
import { field, setField, valuesAt } from './path.js';
import { CHECKS } from './stage-checks.js';
import {
  addFields,
  bucket,
  counted,
  limited,
  object,
  projectAll,
  replaceRoot,
  sample,
  skipped,
  sortDocs,
  unwind,
  whole,
} from './stages.js';
import { collect, type Docs, eachDoc, fromMemory } from './steps.js';
import { type Doc, isPlainObject, toNumber } from './value.js';

/** Reads another collection through its indexes, for $lookup and $unionWith. */
export type ReadOther = (collection: string, filter: Doc, evaluator: Evaluator) => Docs;

export interface Scope {
  evaluator: Evaluator;
  readOther: ReadOther;
}

/** Checks its argument at once; the documents then pass through one by one. */
type Stage = (docs: Docs, arg: unknown, scope: Scope) => Docs;

const STAGES: Record<string, Stage> = {
  $match: (docs, arg, { evaluator }) => {
    const filter = compileFilter(object('$match', arg), evaluator.compile);
    return eachDoc(docs, (doc) => (filter.test(doc) ? doc : undefined));
  },
  $sort: (docs, arg) => sortDocs(docs, object('$sort', arg)),
  $limit: (docs, arg) => limited(docs, whole('$limit', arg, 1, 'Location15958')),
  $skip: (docs, arg) => skipped(docs, whole('$skip', arg, 0, 'Location15956')),
  $count: (docs, arg) => counted(docs, String(arg)),
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
  $facet: (docs, arg, scope) => facet(docs, object('$facet', arg) as Record<string, Doc[]>, scope),
  $lookup: lookup,
  $unionWith: (docs, arg, scope) => {
    const { coll, pipeline = [] } = (typeof arg === 'string' ? { coll: arg } : object('$unionWith', arg)) as Doc;
    return both(docs, runPipeline(String(coll), pipeline as Doc[], scope));
  },
  $sample: (docs, arg) => sample(docs, toNumber(object('$sample', arg).size)),
  $bucket: bucket,
};

/** The documents as they leave the last stage. Only what a stage must hold is held; pulling them does the work. */
export function runStages(docs: Docs, pipeline: Doc[], scope: Scope): Docs {
  return pipeline.reduce<Docs>((left, stage, i) => {
    const [name, arg] = Object.entries(stage)[0]!;
    if (name === '$sort') return sortDocs(left, object('$sort', arg), wantedBehind(pipeline.slice(i + 1)));
    return STAGES[name]!(left, arg, scope);
  }, docs);
}

/** How many documents of a $sort the stages behind it look at. */
function wantedBehind(pipeline: Doc[]): number {
  const skip = pipeline[0]?.$skip === undefined ? 0 : toNumber(pipeline[0].$skip);
  const limit = pipeline[skip > 0 ? 1 : 0]?.$limit;
  return limit === undefined ? Number.POSITIVE_INFINITY : skip + toNumber(limit);
}

function* both(first: Docs, second: Docs): Docs {
  yield* first;
  yield* second;
}

/** Every pipeline of a $facet sees all documents, so they are held meanwhile. */
function* facet(docs: Docs, pipelines: Record<string, Doc[]>, scope: Scope): Docs {
  const held = yield* collect(docs, new Budget('$facet'));
  const made = new Budget('$facet');
  const out: Doc = {};
  for (const [name, stages] of Object.entries(pipelines))
    setField(out, name, yield* collect(runStages(fromMemory(held), stages, scope), made));
  yield out;
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

const MOST_STAGES = 1_000;

/** Checks a pipeline before anything is read, so that a wrong one fails whole. */
export function checkPipeline(pipeline: unknown): asserts pipeline is Doc[] {
  if (!Array.isArray(pipeline)) throw new StoreError('TypeMismatch', "'pipeline' option must be specified as an array");
  if (pipeline.length > MOST_STAGES)
    throw new StoreError('Location7749501', `Pipeline length must be no longer than ${MOST_STAGES} stages`);
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
  if (!Object.hasOwn(STAGES, name))
    throw new StoreError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
  CHECKS[name]?.(arg);
  if (name === '$facet' && isPlainObject(arg)) for (const inner of Object.values(arg)) checkPipeline(inner);
  if ((name === '$lookup' || name === '$unionWith') && isPlainObject(arg) && arg.pipeline !== undefined)
    checkPipeline(arg.pipeline);
}

function lookup(docs: Docs, arg: unknown, scope: Scope): Docs {
  const spec = object('$lookup', arg);
  return lookupAll(docs, spec, String(spec.as).split('.'), scope);
}

function* lookupAll(docs: Docs, spec: Doc, as: string[], scope: Scope): Docs {
  for (const doc of docs) {
    if (doc !== null) {
      const copy = { ...doc };
      assignValue(copy, as, yield* collect(lookupOne(doc, spec, scope), new Budget('$lookup')));
      yield copy;
    }
    yield null;
  }
}

function lookupOne(doc: Doc, spec: Doc, scope: Scope): Docs {
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
function runPipeline(collection: string, pipeline: Doc[], scope: Scope): Docs {
  const begin = pipeline.findIndex((stage) => !('$match' in stage));
  const matches = pipeline.slice(0, begin < 0 ? pipeline.length : begin).map(({ $match }) => $match);
  const filter = matches.length > 1 ? { $and: matches } : (matches[0] ?? {});
  const docs = scope.readOther(collection, object('$match', filter), scope.evaluator);
  return runStages(docs, pipeline.slice(matches.length), scope);
}
