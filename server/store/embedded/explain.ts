import { checkPipeline } from './aggregate.js';
import { splitPipeline } from './aggregate-command.js';
import type { Collection } from './collection.js';
import { checkCommand } from './command-checks.js';
import { countMatching } from './counting.js';
import { distinctValues } from './distinct.js';
import type { Engine } from './engine.js';
import { StoreError, unsupported } from './errors.js';
import { stagesOf } from './plan-shape.js';
import { findHits, prepare, type Query } from './query.js';
import { evaluatorOf, filterOf, queryOf, type Request } from './request.js';
import { sortOf } from './sort-spec.js';
import { inTurns } from './turns.js';
import { type Doc, toNumber } from './value.js';
import { newWork, type Work } from './work.js';

/** What a command reads, and how. */
interface Reading {
  query: Query;
  /** Reads it as the command would; resolves with how many documents, or values, it found. */
  run?(engine: Engine, collection: Collection, query: Query): Promise<number>;
  /** The stages of a pipeline that come after. */
  rest?: Doc[];
}

function onlyOne(statements: unknown): Doc {
  const [first, ...more] = statements as Doc[];
  if (first && more.length === 0) return first;
  throw new StoreError('InvalidLength', 'explained write batches must be of size 1');
}

/** What each command reads; changes are explained by what they would change. */
const READINGS: Record<string, (body: Doc, work: Work) => Reading> = {
  find: (body, work) => ({ query: queryOf(body, filterOf(body.filter, evaluatorOf(body.let)), work) }),
  count: (body, work) => ({
    query: queryOf(body, filterOf(body.query, evaluatorOf(undefined)), work),
    run: ({ storage }, collection, query) => inTurns(countMatching(storage, collection, query)),
  }),
  distinct: ({ key, query, hint }, work) => ({
    query: { filter: filterOf(query, evaluatorOf(undefined)), hint, work },
    run: async ({ storage }, collection, asked) =>
      (await inTurns(distinctValues(storage, collection, String(key), asked))).length,
  }),
  aggregate({ pipeline, hint, let: variables }, work) {
    checkPipeline(pipeline);
    const { query, rest } = splitPipeline(pipeline, evaluatorOf(variables), hint);
    return { query: { ...query, work }, rest };
  },
  update: ({ updates, let: variables }, work) => {
    const { q, multi, hint } = onlyOne(updates);
    return { query: { filter: filterOf(q, evaluatorOf(variables)), limit: multi ? 0 : 1, hint, work } };
  },
  delete: ({ deletes, let: variables }, work) => {
    const { q, limit, hint } = onlyOne(deletes);
    return { query: { filter: filterOf(q, evaluatorOf(variables)), limit: toNumber(limit), hint, work } };
  },
  findAndModify: ({ query, sort, hint, let: variables }, work) => ({
    query: { filter: filterOf(query, evaluatorOf(variables)), sort: sortOf(sort), limit: 1, hint, work },
  }),
};

/** Tells in MongoDB's shape how a command would be answered and, unless only the plan is wanted, what that reads. */
export async function explain(engine: Engine, request: Request): Promise<Doc> {
  const { explain: body, verbosity = 'allPlansExecution' } = request.body as { explain: Doc; verbosity?: string };
  const name = Object.keys(body)[0] ?? '';
  const readingOf = READINGS[name];
  if (!readingOf) throw unsupported(`explain of ${name}`);
  checkCommand(name, body, name);
  const namespace = `${request.db}.${String(body[name])}`;
  const work = newWork();
  const reading = readingOf(body, work);
  const collection = engine.catalog.get(namespace);
  const found = collection && verbosity !== 'queryPlanner' ? await runOf(engine, collection, reading) : undefined;
  const prepared = collection && (work.prepared ?? prepare(engine.storage, collection, reading.query));
  const winningPlan = prepared ? stagesOf(prepared) : { stage: 'EOF' };
  const told = {
    queryPlanner: { namespace, indexFilterSet: false, winningPlan, rejectedPlans: [] },
    ...(found && { executionStats: statsOf(found, work, winningPlan) }),
  };
  const { rest = [] } = reading;
  return { explainVersion: '1', ...(rest.length > 0 ? { stages: [{ $cursor: told }, ...rest] } : told), ok: 1 };
}

interface Found {
  count: number;
  ms: number;
}

async function runOf(engine: Engine, collection: Collection, { query, run = countHits }: Reading): Promise<Found> {
  const started = performance.now();
  const count = await run(engine, collection, query);
  return { count, ms: Math.round(performance.now() - started) };
}

function countHits({ storage }: Engine, collection: Collection, query: Query): Promise<number> {
  return inTurns(counting(findHits(storage, collection, query)));
}

function* counting(hits: Generator<unknown>): Generator<null, number> {
  let count = 0;
  for (const hit of hits)
    if (hit) count += 1;
    else yield null;
  return count;
}

function statsOf({ count, ms }: Found, { keys, docs }: Work, winningPlan: Doc): Doc {
  return {
    executionSuccess: true,
    nReturned: count,
    executionTimeMillis: ms,
    totalKeysExamined: keys,
    totalDocsExamined: docs,
    executionStages: { ...winningPlan, nReturned: count, executionTimeMillisEstimate: ms },
  };
}
