import { change, insertOne, upsert } from './changes.js';
import type { Engine } from './engine.js';
import { StoreError } from './errors.js';
import type { Evaluator } from './expression.js';
import { missingField } from './field-kinds.js';
import { modifierOf } from './modify.js';
import { writableNamespace } from './namespaces.js';
import { type Query, storedOf } from './query.js';
import { evaluatorOf, filterOf, hintOf, type Request, timeLimitOf } from './request.js';
import { eachTarget, findTarget, type Target } from './targets.js';
import type { TimeLimit } from './time-limit.js';
import type { Pausing } from './turns.js';
import { type Doc, toNumber } from './value.js';
import type { Work } from './work.js';
import { runBatch, withErrors } from './write-batch.js';

export function insert(engine: Engine, request: Request): Promise<Doc> {
  const ns = writableNamespace(request);
  const { documents, body } = request;
  if (!documents) throw missingField('insert', 'documents');
  return engine.writeInTurns(function* () {
    let n = 0;
    // biome-ignore lint/correctness/useYield: one document needs no pause
    const errors = yield* runBatch(documents, body.ordered !== false, function* (raw) {
      insertOne(engine.catalog.ensure(ns), raw);
      n += 1;
    });
    return withErrors({ n }, errors);
  }, request);
}

interface UpdateTotals {
  n: number;
  nModified: number;
  upserted: Doc[];
}

interface UpdateScope {
  engine: Engine;
  ns: string;
  work: Work;
  evaluator: Evaluator;
  time: TimeLimit | undefined;
  totals: UpdateTotals;
  body: Doc;
}

/** @throws StoreError when a statement that may change many documents is numbered: its repetition would find others */
function refuseNumbered({ txnNumber }: Doc, what: string): void {
  if (txnNumber !== undefined && txnNumber !== null)
    throw new StoreError('InvalidOptions', `Cannot use (or request) retryable writes with ${what}`);
}

export function update(engine: Engine, request: Request): Promise<Doc> {
  const ns = writableNamespace(request);
  const { body, work } = request;
  const evaluator = evaluatorOf(body.let);
  const time = timeLimitOf(body);
  const statements = body.updates as Doc[];
  return engine.writeInTurns(function* () {
    const totals: UpdateTotals = { n: 0, nModified: 0, upserted: [] };
    const scope: UpdateScope = { engine, ns, evaluator, time, work, totals, body };
    const errors = yield* runBatch(statements, body.ordered !== false, (statement, index) =>
      updateStatement(statement, index, scope),
    );
    const { upserted, ...counts } = totals;
    return withErrors(upserted.length > 0 ? { ...counts, upserted } : counts, errors);
  }, request);
}

function* updateStatement(statement: Doc, index: number, scope: UpdateScope): Pausing<void> {
  const { engine, ns, evaluator, time, work, totals, body } = scope;
  if (statement.multi) refuseNumbered(body, 'multi=true');
  const filter = filterOf(statement.q, evaluator);
  const modifier = modifierOf(statement.u, statement.arrayFilters, evaluator);
  if (statement.multi && modifier.isReplacement)
    throw new StoreError('FailedToParse', 'multi update is not supported for replacement-style update');
  if (statement.upsert) engine.catalog.ensure(ns);
  const query = { filter, limit: statement.multi ? 0 : 1, hint: hintOf(statement), time, work };
  const found = yield* eachOf(engine, ns, query, ({ collection, hit }) => {
    if (change(collection, hit, modifier, filter)) totals.nModified += 1;
    totals.n += 1;
  });
  if (found > 0 || !statement.upsert) return;
  totals.upserted.push({ index, _id: upsert(engine.catalog.ensure(ns), modifier, filter).id });
  totals.n += 1;
}

/** Does something to the one document a query finds, or to all. */
function* eachOf(engine: Engine, ns: string, query: Query, run: (target: Target) => void): Pausing<number> {
  if (query.limit !== 1) return yield* eachTarget(engine, ns, query, run);
  const target = yield* findTarget(engine, ns, query);
  if (target) run(target);
  return target ? 1 : 0;
}

export function remove(engine: Engine, request: Request): Promise<Doc> {
  const ns = writableNamespace(request);
  const { body, work } = request;
  const evaluator = evaluatorOf(body.let);
  const time = timeLimitOf(body);
  const statements = body.deletes as Doc[];
  return engine.writeInTurns(function* () {
    let n = 0;
    const errors = yield* runBatch(statements, body.ordered !== false, function* (statement) {
      const [filter, limit] = [filterOf(statement.q, evaluator), toNumber(statement.limit)];
      if (limit === 0) refuseNumbered(body, 'limit=0');
      yield* eachOf(engine, ns, { filter, limit, hint: hintOf(statement), time, work }, ({ collection, hit }) => {
        collection.remove(storedOf(hit));
        n += 1;
      });
    });
    return withErrors({ n }, errors);
  }, request);
}
