import { checkPipeline, runStages, type Scope } from './aggregate.js';
import type { Collection } from './collection.js';
import type { Engine } from './engine.js';
import { StoreError, unsupported } from './errors.js';
import type { Evaluator } from './expression.js';
import { answer, batchSize, FIRST_BATCH } from './first-batch.js';
import { namespace } from './namespaces.js';
import { neededFields } from './needed-fields.js';
import { docOf, findHits, type Hits, type Query } from './query.js';
import { encode } from './raw.js';
import { picker } from './raw-fields.js';
import { countAll } from './read-commands.js';
import { count, evaluatorOf, filterOf, hintOf, type Request, timeLimitOf } from './request.js';
import { type Docs, fromMemory } from './steps.js';
import { timed } from './time-limit.js';
import { type Doc, isNumber, isPlainObject, sameValue, toNumber } from './value.js';
import type { Work } from './work.js';

export async function aggregate(engine: Engine, request: Request): Promise<Doc> {
  const { body, db } = request;
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
  const counted = collection && countedAs(rest);
  if (counted) {
    const n = await countAll(engine, collection, { ...query, time }, request);
    return answer(engine, request, encoded(fromMemory(n > 0 ? [{ ...counted.fields, [counted.name]: n }] : [])), size);
  }
  const source = documentsOf(engine, collection, query, neededFields(rest));
  const made = runStages(source, rest, scopeOf(engine, db, evaluator, query.work));
  return answer(engine, request, encoded(timed(time, made)), size);
}

function cursorOf({ cursor }: Doc): Doc {
  if (cursor !== undefined) return cursor as Doc;
  throw new StoreError(
    'FailedToParse',
    "The 'cursor' option is required, except for aggregate with the explain argument",
  );
}

const scopeOf = (engine: Engine, db: string, evaluator: Evaluator, work: Work | undefined): Scope => ({
  evaluator,
  readOther: (name, filter, its) =>
    documentsOf(engine, engine.catalog.get(`${db}.${name}`), { filter: filterOf(filter, its), work }),
});

/** @param fields the only ones to be decoded; undefined for all */
function* documentsOf(
  engine: Engine,
  collection: Collection | undefined,
  query: Query,
  fields?: ReadonlySet<string>,
): Docs {
  if (!collection) return;
  const decodeSome = fields && picker(fields);
  for (const hit of findHits(engine.storage, collection, query))
    yield hit && (decodeSome && !hit.doc ? decodeSome(hit.raw) : docOf(hit));
}

/** For a pipeline that only counts, as the driver's countDocuments ends: what it calls the count, and what stands beside it. */
function countedAs(rest: Doc[]): { name: string; fields: Doc } | undefined {
  if (rest.length !== 1) return undefined;
  const { $group, $count } = rest[0]!;
  if (typeof $count === 'string') return { name: $count, fields: {} };
  return isPlainObject($group) && sameValue($group, { _id: 1, n: { $sum: 1 } })
    ? { name: 'n', fields: { _id: 1 } }
    : undefined;
}

/** The head of a pipeline as a query, so that it goes through the indexes: $match, then $sort, $skip, $limit. */
export function splitPipeline(pipeline: Doc[], evaluator: Evaluator, hint: unknown): { query: Query; rest: Doc[] } {
  const rest = [...pipeline];
  const matches: unknown[] = [];
  while (rest[0]?.$match) matches.push(rest.shift()!.$match);
  const filter = filterOf(matches.length > 1 ? { $and: matches } : (matches[0] ?? {}), evaluator);
  const query: Query = { filter, hint };
  if (rest[0]?.$sort) query.sort = rest.shift()!.$sort as Doc;
  if (rest[0]?.$skip !== undefined) query.skip = count(rest.shift()!, '$skip');
  if (rest[0]?.$limit !== undefined && toNumber(rest[0].$limit) > 0) query.limit = count(rest.shift()!, '$limit');
  return { query, rest };
}

function* rawOf(hits: Hits): Generator<Uint8Array | null> {
  for (const hit of hits) yield hit?.raw ?? null;
}

function* encoded(docs: Docs): Generator<Uint8Array | null> {
  for (const doc of docs) yield doc && encode(doc);
}
