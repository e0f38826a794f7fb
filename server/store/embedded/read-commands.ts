import { Long } from 'bson';
import { checkPipeline, runStages, type Scope } from './aggregate.js';
import type { Collection } from './collection.js';
import { type Documents, nextTurn, takeBatch } from './cursors.js';
import type { Engine } from './engine.js';
import { StoreError, unsupported } from './errors.js';
import type { Evaluator } from './expression.js';
import { encodeValue } from './key.js';
import type { MatchDetails } from './path.js';
import { valuesAt } from './path.js';
import { compileProjection } from './projection.js';
import { countNow, docOf, findHits, type Hits, prepare, type Query } from './query.js';
import { encode } from './raw.js';
import { cursorReply } from './reply.js';
import { allowOnly, count, evaluatorOf, filterOf, namespace, queryOf, type Request, sortOf } from './request.js';
import { type Doc, isPlainObject, sameValue, toNumber } from './value.js';

const FIRST_BATCH = 101;
const NEXT_BATCH = 5_000;
const MAX_AGGREGATE_BYTES = 100 * 1024 * 1024;

const FIND_FIELDS = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'allowDiskUse',
  'let',
  'noCursorTimeout',
  'allowPartialResults',
  'oplogReplay',
  'tailable',
  'awaitData',
  'min',
  'max',
  'returnKey',
  'showRecordId',
];
const REFUSED_FIND = ['tailable', 'awaitData', 'min', 'max', 'returnKey', 'showRecordId'];

export async function find(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, ...FIND_FIELDS);
  const { body } = request;
  for (const option of REFUSED_FIND) if (body[option]) throw unsupported(`the option ${option} of find`);
  const ns = namespace(request);
  const evaluator = evaluatorOf(body.let);
  const query = queryOf(body, filterOf(body.filter, evaluator));
  const collection = engine.catalog.get(ns);
  const projected = projecting(body.projection, query, evaluator);
  if (!collection) return cursorReply(ns, Long.ZERO, [], 'firstBatch');
  const documents = projected(findHits(engine.storage, collection, query));
  const single = body.singleBatch === true || toNumber(body.limit ?? 0) < 0;
  return answer(engine, ns, documents, batchSize(body.batchSize, FIRST_BATCH), single);
}

const batchSize = (asked: unknown, usual: number): number => (asked === undefined ? usual : count({ asked }, 'asked'));

async function answer(engine: Engine, ns: string, documents: Documents, size: number, single = false): Promise<Doc> {
  const { docs, done } = await takeBatch(documents, size);
  const id = done || single ? Long.ZERO : engine.cursors.open(ns, documents);
  return cursorReply(ns, id, docs, 'firstBatch');
}

function projecting(spec: unknown, { filter }: Query, evaluator: Evaluator): (hits: Hits) => Documents {
  const project = compileProjection(spec as Doc | undefined, evaluator.evaluate, evaluator.compile);
  const positional = isPlainObject(spec) && Object.keys(spec).some((path) => path.endsWith('.$'));
  return function* documents(hits) {
    for (const hit of hits) {
      if (!hit || !project) {
        yield hit?.raw ?? null;
        continue;
      }
      const details: MatchDetails = {};
      if (positional) filter.test(docOf(hit), details);
      yield encode(project(docOf(hit), details));
    }
  };
}

export async function getMore(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, 'collection', 'batchSize');
  const { body, db } = request;
  const ns = `${db}.${String(body.collection)}`;
  const id = asLong(body.getMore);
  const size = batchSize(body.batchSize, NEXT_BATCH) || NEXT_BATCH;
  const { docs, done } = await engine.cursors.next(id, ns, size);
  return cursorReply(ns, done ? Long.ZERO : id, docs, 'nextBatch');
}

const asLong = (value: unknown): Long => (value instanceof Long ? value : Long.fromNumber(toNumber(value)));

export function killCursors(engine: Engine, request: Request): Doc {
  allowOnly(request, 'cursors');
  const ids = (request.body.cursors as unknown[]).map(asLong);
  const killed = ids.filter((id) => engine.cursors.kill(id));
  return {
    cursorsKilled: killed,
    cursorsNotFound: ids.filter((id) => !killed.includes(id)),
    cursorsAlive: [],
    cursorsUnknown: [],
    ok: 1,
  };
}

export async function countCommand(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, 'query', 'limit', 'skip', 'hint', 'fields');
  const collection = engine.catalog.get(namespace(request));
  const query = queryOf(request.body, filterOf(request.body.query, evaluatorOf(undefined)));
  return { n: collection ? await countAll(engine, collection, query) : 0, ok: 1 };
}

async function countAll(engine: Engine, collection: Collection, query: Query): Promise<number> {
  const quick = countNow(engine.storage, collection, query);
  if (quick === undefined) return (await collect(findHits(engine.storage, collection, query))).length;
  const left = Math.max(0, quick - (query.skip ?? 0));
  return query.limit ? Math.min(left, query.limit) : left;
}

/** Pulls everything out of a reader, pausing at its pauses. */
async function collect(hits: Hits, maxBytes = Number.POSITIVE_INFINITY): Promise<{ raw: Buffer; doc?: Doc }[]> {
  const all: { raw: Buffer; doc?: Doc }[] = [];
  let bytes = 0;
  let turn = performance.now();
  for (const hit of hits) {
    if (hit) {
      all.push(hit);
      bytes += hit.raw.length;
      if (bytes > maxBytes)
        throw new StoreError(
          'QueryExceededMemoryLimit',
          'the pipeline reads more than 100 MB before its first stage that needs memory',
        );
    } else if (performance.now() - turn > 4) {
      await nextTurn();
      turn = performance.now();
    }
  }
  return all;
}

export async function distinct(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, 'key', 'query', 'hint');
  const { key, query, hint } = request.body;
  if (typeof key !== 'string' || key === '') throw new StoreError('TypeMismatch', "'key' must be a non-empty string");
  const collection = engine.catalog.get(namespace(request));
  const filter = filterOf(query, evaluatorOf(undefined));
  if (!collection) return { values: [], ok: 1 };
  const values = new Map<string, unknown>();
  for (const hit of await collect(findHits(engine.storage, collection, { filter, hint })))
    for (const value of valuesAt(docOf(hit as never), key.split('.')).flat())
      values.set(encodeValue(value).toString('latin1'), value);
  return { values: [...values.values()], ok: 1 };
}

const AGGREGATE_FIELDS = ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'let', 'bypassDocumentValidation', 'explain'];

export async function aggregate(engine: Engine, request: Request): Promise<Doc> {
  allowOnly(request, ...AGGREGATE_FIELDS);
  const { body, db } = request;
  if (body.explain) throw unsupported('explain within aggregate');
  const ns = namespace(request);
  checkPipeline(body.pipeline);
  const evaluator = evaluatorOf(body.let);
  const { query, rest } = splitPipeline(body.pipeline, evaluator, body.hint);
  const size = batchSize(isPlainObject(body.cursor) ? body.cursor.batchSize : undefined, FIRST_BATCH);
  const collection = engine.catalog.get(ns);
  if (collection && rest.length === 0)
    return answer(engine, ns, rawOf(findHits(engine.storage, collection, query)), size);
  const docs =
    collection && isCount(rest)
      ? await countedGroup(engine, collection, query, rest)
      : await gathered(engine, collection, query);
  const scope: Scope = {
    evaluator,
    readOther: (name, filter) => readOther(engine, `${db}.${name}`, filter, evaluator),
  };
  const result = isCount(rest) && collection ? docs : runStages(docs, rest, scope);
  return answer(engine, ns, encoded(result), size);
}

function readOther(engine: Engine, ns: string, filter: Doc, evaluator: Evaluator): Doc[] {
  return engine.readAll(engine.catalog.get(ns), { filter: filterOf(filter, evaluator) });
}

async function gathered(engine: Engine, collection: Collection | undefined, query: Query): Promise<Doc[]> {
  if (!collection) return [];
  const hits = await collect(findHits(engine.storage, collection, query), MAX_AGGREGATE_BYTES);
  return hits.map((hit) => docOf(hit as never));
}

/** How the driver's countDocuments ends its pipeline. */
const isCount = (rest: Doc[]): boolean =>
  rest.length === 1 && isPlainObject(rest[0]!.$group) && sameValue(rest[0]!.$group, { _id: 1, n: { $sum: 1 } });

async function countedGroup(engine: Engine, collection: Collection, query: Query, _rest: Doc[]): Promise<Doc[]> {
  const n = await countAll(engine, collection, query);
  return n > 0 ? [{ _id: 1, n }] : [];
}

/** The head of a pipeline as a query, so that it goes through the indexes: $match, then $sort, $skip, $limit. */
function splitPipeline(pipeline: Doc[], evaluator: Evaluator, hint: unknown): { query: Query; rest: Doc[] } {
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

/** Tells which index a find would use; the rest of MongoDB's explain is left out. */
export function explain(engine: Engine, request: Request): Doc {
  allowOnly(request, 'verbosity');
  const inner = request.body.explain as Doc;
  const [name] = Object.keys(inner);
  if (name !== 'find') throw unsupported(`explain of ${name}`);
  const collection = engine.catalog.get(`${request.db}.${String(inner.find)}`);
  const query = queryOf(inner, filterOf(inner.filter, evaluatorOf(inner.let)));
  const { plan, sort } = collection ? prepare(collection, query) : { plan: undefined, sort: [] };
  const scan = plan
    ? {
        stage: 'FETCH',
        inputStage: {
          stage: 'IXSCAN',
          indexName: plan.index.name,
          keyPattern: plan.index.key,
          direction: plan.reverse ? 'backward' : 'forward',
        },
      }
    : { stage: collection ? 'COLLSCAN' : 'EOF' };
  return { queryPlanner: { winningPlan: sort.length > 0 ? { stage: 'SORT', inputStage: scan } : scan }, ok: 1 };
}
