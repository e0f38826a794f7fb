import { StoreError } from './errors.js';
import { Evaluator } from './expression.js';
import { variableName } from './expression-logic.js';
import { compileFilter, type Filter } from './match.js';
import type { Query } from './query.js';
import { sortOf } from './sort-spec.js';
import { TimeLimit } from './time-limit.js';
import { type Doc, isNumber, isPlainObject, toNumber } from './value.js';
import type { Work } from './work.js';

/** A command as it came: its body, and the documents that were left encoded. */
export interface Request {
  name: string;
  db: string;
  body: Doc;
  /** Of the message it came in. */
  bytes?: number;
  /** The documents of an insert. */
  documents?: Buffer[];
  /** What it has read so far. */
  work: Work;
  /** The command whose cursor a getMore reads on. */
  continues?: Request;
  connectionId?: number;
  /** Set when it is to end: it throws this at its next pause. */
  ended?: StoreError;
}

/** What a write concern asks in vain of a single node; the write is made nevertheless, as MongoDB does. */
export function unmetConcern(concern: unknown): Doc | undefined {
  const w = isPlainObject(concern) ? concern.w : undefined;
  const error =
    typeof w === 'string' && w !== 'majority'
      ? new StoreError(
          'UnknownReplWriteConcern',
          `No write concern mode named '${w}' found in replica set configuration`,
        )
      : isNumber(w) && toNumber(w) > 1 && new StoreError('UnsatisfiableWriteConcern', 'Not enough data-bearing nodes');
  return error ? { code: error.code, codeName: error.codeName, errmsg: error.message } : undefined;
}

/** The limit that `maxTimeMS` sets; 0 sets none. */
export function timeLimitOf({ maxTimeMS }: Doc): TimeLimit | undefined {
  const ms = maxTimeMS === undefined ? 0 : toNumber(maxTimeMS);
  return ms > 0 ? new TimeLimit(ms) : undefined;
}

export function evaluatorOf(variables: unknown): Evaluator {
  if (variables === undefined || variables === null) return new Evaluator();
  if (!isPlainObject(variables)) throw new StoreError('TypeMismatch', "Expected field 'let' to be an object");
  for (const name of Object.keys(variables)) variableName(name);
  const values = new Evaluator().evaluate({}, variables);
  return new Evaluator(values as Doc);
}

export function filterOf(filter: unknown, evaluator: Evaluator): Filter {
  const spec = filter ?? {};
  if (!isPlainObject(spec)) throw new StoreError('TypeMismatch', 'the filter must be an object');
  return compileFilter(spec, evaluator.compile);
}

export function queryOf(body: Doc, filter: Filter, work: Work): Query {
  const limit = Math.abs(count(body, 'limit'));
  return {
    filter,
    sort: sortOf(body.sort),
    skip: count(body, 'skip'),
    limit,
    hint: hintOf(body),
    time: timeLimitOf(body),
    work,
  };
}

/** The name or the keys of an index; an empty document hints at none. */
export function hintOf({ hint }: Doc): unknown {
  return isPlainObject(hint) && Object.keys(hint).length === 0 ? undefined : hint;
}

/** A whole number, 0 when absent. */
export function count(body: Doc, field: string): number {
  const value = body[field];
  return value === undefined || value === null ? 0 : Math.trunc(toNumber(value)) || 0;
}
