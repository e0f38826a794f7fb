import { checkPipeline, runStages, type Scope } from './aggregate.js';
import { inTurns } from './cursors.js';
import type { Engine } from './engine.js';
import { StoreError, unsupported } from './errors.js';
import type { Evaluator } from './expression.js';
import { findHits, type Hits, type Query } from './query.js';
import { encode } from './raw.js';
import { answer, batchSize, countAll, FIRST_BATCH } from './read-commands.js';
import {
  allowOnly,
  allowOnlyIn,
  count,
  evaluatorOf,
  filterOf,
  hintOf,
  namespace,
  type Request,
  sortOf,
  timeLimitOf,
} from './request.js';
import type { Steps } from './steps.js';
import { timed } from './time-limit.js';
import { type Doc, isNumber, isPlainObject, sameValue, toNumber } from './value.js';

const AGGREGATE_FIELDS = ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'let', 'bypassDocumentValidation', 'explain'];

export async function aggregate(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, ...AGGREGATE_FIELDS);
  const { body, db } = request;
  if (body.explain) throw unsupported('explain within aggregate');
  if (isNumber(body.aggregate)) throw unsupported('an aggregation over a whole database');
  const ns = namespace(request);
  checkPipeline(body.pipeline);
  const evaluator = evaluatorOf(body.let);
  const { query, rest } = splitPipeline(body.pipeline, evaluator, hintOf(body));
  query.work = request.work;
  const time = timeLimitOf(body);
  const size = batchSize(cursorOf(body).batchSize, FIRST_BATCH);
  const collection = engine.catalog.get(ns);
  if (collection && rest.length === 0)
    return answer(engine, request, rawOf(findHits(engine.storage, collection, { ...query, time })), size);
  if (collection && isCount(rest)) {
    const n = await countAll(engine, collection, { ...query, time });
    return answer(engine, request, encoded(n > 0 ? [{ _id: 1, n }] : []), size);
  }
  const docs = await inTurns(timed(time, runAll(engine, db, ns, query, rest, evaluator)));
  return answer(engine, request, encoded(docs), size);
}

function cursorOf({ cursor }: Doc): Doc {
  if (!isPlainObject(cursor))
    throw new StoreError('FailedToParse', "The 'cursor' option is required and must be an object");
  allowOnlyIn(cursor, 'cursor', 'batchSize');
  return cursor;
}

function* runAll(engine: Engine, db: string, ns: string, query: Query, rest: Doc[], evaluator: Evaluator): Steps {
  const scope: Scope = {
    evaluator,
    readOther: (name, filter, its) =>
      engine.readAll(engine.catalog.get(`${db}.${name}`), { filter: filterOf(filter, its), work: query.work }),
  };
  const docs = yield* engine.readAll(engine.catalog.get(ns), query);
  return yield* runStages(docs, rest, scope);
}

/** How the driver's countDocuments ends its pipeline. */
const isCount = (rest: Doc[]): boolean =>
  rest.length === 1 && isPlainObject(rest[0]!.$group) && sameValue(rest[0]!.$group, { _id: 1, n: { $sum: 1 } });

/** The head of a pipeline as a query, so that it goes through the indexes: $match, then $sort, $skip, $limit. */
export function splitPipeline(pipeline: Doc[], evaluator: Evaluator, hint: unknown): { query: Query; rest: Doc[] } {
  const rest = [...pipeline];
  const matches: unknown[] = [];
  while (rest[0]?.$match) matches.push(rest.shift()!.$match);
  const filter = filterOf(matches.length > 1 ? { $and: matches } : (matches[0] ?? {}), evaluator);
  const query: Query = { filter, hint };
  if (rest[0]?.$sort) query.sort = sortOf(rest.shift()!.$sort);
  if (rest[0]?.$skip !== undefined) query.skip = count(rest.shift()!, '$skip');
  if (rest[0]?.$limit !== undefined && toNumber(rest[0].$limit) > 0) query.limit = count(rest.shift()!, '$limit');
  return { query, rest };
}

function* rawOf(hits: Hits): Generator<Uint8Array | null> {
  for (const hit of hits) yield hit?.raw ?? null;
}

function* encoded(docs: Doc[]): Generator<Uint8Array> {
  for (const doc of docs) yield encode(doc);
}
