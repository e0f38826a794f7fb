import { Long } from 'bson';
import type { Collection } from './collection.js';
import { countMatching } from './counting.js';
import type { Documents } from './cursors.js';
import { distinctValues } from './distinct.js';
import type { Engine } from './engine.js';
import { StoreError } from './errors.js';
import type { Evaluator } from './expression.js';
import { answer, batchSize, FIRST_BATCH } from './first-batch.js';
import { namespace } from './namespaces.js';
import type { MatchDetails } from './path.js';
import { fieldsLeft, findProjection } from './projection.js';
import { docOf, findHits, type Hits, type Query } from './query.js';
import { encode } from './raw.js';
import { keeper } from './raw-fields.js';
import { cursorReply } from './reply.js';
import { evaluatorOf, filterOf, hintOf, queryOf, type Request, timeLimitOf } from './request.js';
import { timed } from './time-limit.js';
import { inTurns } from './turns.js';
import { type Doc, isPlainObject } from './value.js';

const NEXT_BATCH = 5_000;

export async function find(engine: Engine, request: Request): Promise<Doc> {
  const { body } = request;
  const ns = namespace(request);
  const evaluator = evaluatorOf(body.let);
  const query = queryOf(body, filterOf(body.filter, evaluator), request.work);
  const collection = engine.catalog.get(ns);
  const projected = projecting(body.projection, query, evaluator);
  if (!collection) return cursorReply(ns, Long.ZERO, [], 'firstBatch');
  const documents = projected(findHits(engine.storage, collection, query));
  return answer(engine, request, documents, batchSize(body.batchSize, FIRST_BATCH), body.singleBatch === true);
}

function projecting(spec: unknown, { filter }: Query, evaluator: Evaluator): (hits: Hits) => Documents {
  const project = findProjection(spec as Doc | undefined, filter, evaluator);
  const left = fieldsLeft(spec as Doc | undefined);
  const keep = left && keeper(left);
  const positional = isPlainObject(spec) && Object.keys(spec).some((path) => path.endsWith('.$'));
  return function* documents(hits) {
    for (const hit of hits) {
      if (!hit || !project || keep) {
        yield hit && (keep?.(hit.raw) ?? hit.raw);
        continue;
      }
      const details: MatchDetails = {};
      if (positional) filter.test(docOf(hit), details);
      yield encode(project(docOf(hit), details));
    }
  };
}

export async function getMore(engine: Engine, request: Request): Promise<Doc> {
  const { body, db } = request;
  if (body.maxTimeMS)
    throw new StoreError('BadValue', 'cannot set maxTimeMS on getMore command for a non-awaitData cursor');
  const ns = `${db}.${String(body.collection)}`;
  const id = body.getMore as Long;
  const size = batchSize(body.batchSize, NEXT_BATCH) || NEXT_BATCH;
  const { docs, done } = await engine.cursors.next(id, ns, size, request);
  return cursorReply(ns, done ? Long.ZERO : id, docs, 'nextBatch');
}

export function killCursors(engine: Engine, request: Request): Doc {
  const ids = request.body.cursors as Long[];
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
  const collection = engine.catalog.get(namespace(request));
  const query = queryOf(request.body, filterOf(request.body.query, evaluatorOf(undefined)), request.work);
  return { n: collection ? await countAll(engine, collection, query, request) : 0, ok: 1 };
}

/** How many documents a query finds, within its skip and limit. */
export function countAll(engine: Engine, collection: Collection, query: Query, request: Request): Promise<number> {
  return inTurns(timed(query.time, countMatching(engine.storage, collection, query)), request);
}

export async function distinct(engine: Engine, request: Request): Promise<Doc> {
  const { key, query } = request.body;
  if (typeof key !== 'string' || key === '') throw new StoreError('TypeMismatch', "'key' must be a non-empty string");
  const collection = engine.catalog.get(namespace(request));
  const filter = filterOf(query, evaluatorOf(undefined));
  const { work, body } = request;
  const time = timeLimitOf(body);
  const wanted: Query = { filter, hint: hintOf(body), work };
  if (!collection) return { values: [], ok: 1 };
  return {
    values: await inTurns(timed(time, distinctValues(engine.storage, collection, key, wanted)), request),
    ok: 1,
  };
}
