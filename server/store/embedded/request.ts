import { StoreError, unsupported } from './errors.js';
import { Evaluator } from './expression.js';
import { variableName } from './expression-logic.js';
import { compileFilter, type Filter } from './match.js';
import type { Query } from './query.js';
import { TimeLimit } from './time-limit.js';
import { type Doc, isNumber, isPlainObject, toNumber } from './value.js';
import type { Work } from './work.js';

/** A command as it came: its body, and the documents that were left encoded. */
export interface Request {
  name: string;
  db: string;
  body: Doc;
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

/** Fields every command may carry. Those that change nothing here have their reason in the README. */
const COMMON = [
  '$db',
  'lsid',
  'txnNumber',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'stmtId',
  'stmtIds',
];

/** Refuses what a command does not know, so that nothing is ever ignored. */
export function allowOnly(request: Request, ...fields: string[]): void {
  const { body, name } = request;
  for (const [field, value] of Object.entries(body)) {
    if (field === name || COMMON.includes(field)) continue;
    if (field === 'startTransaction' || field === 'autocommit') throw unsupported('a multi-document transaction');
    if (field === 'collation') checkCollation(value);
    else if (!fields.includes(field)) throw unknownField(name, field);
  }
  checkReadConcern(body.readConcern);
  checkApi(body);
}

/** One node whose every write is durable: all levels but a snapshot read the same. */
const READ_LEVELS = ['local', 'available', 'majority', 'linearizable'];

function checkReadConcern(concern: unknown): void {
  if (concern === undefined) return;
  if (!isPlainObject(concern)) throw new StoreError('TypeMismatch', "Expected field 'readConcern' to be an object");
  for (const [field, value] of Object.entries(concern)) {
    if (field === 'atClusterTime' || value === 'snapshot') throw unsupported('read concern snapshot');
    if (field === 'level' && !READ_LEVELS.includes(value as string))
      throw new StoreError(
        'BadValue',
        `Enumeration value '${String(value)}' for field 'readConcern.level' is not a valid value.`,
      );
    if (field !== 'level' && field !== 'afterClusterTime') throw unknownField('readConcern', field);
  }
}

function checkApi({ apiVersion, apiStrict }: Doc): void {
  if (apiVersion !== undefined && apiVersion !== '1')
    throw new StoreError('APIVersionError', `API version must be "1", not "${String(apiVersion)}"`);
  if (apiStrict) throw unsupported('apiStrict');
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

const MOST_MS = 2_147_483_647;

/** The limit that `maxTimeMS` sets; 0 sets none. */
export function timeLimitOf({ maxTimeMS }: Doc): TimeLimit | undefined {
  if (maxTimeMS === undefined || maxTimeMS === null) return undefined;
  const ms = toNumber(maxTimeMS);
  if (!isNumber(maxTimeMS)) throw new StoreError('TypeMismatch', 'maxTimeMS must be a number');
  if (!Number.isInteger(ms) || ms < 0 || ms > MOST_MS)
    throw new StoreError(
      'BadValue',
      `${ms} value for maxTimeMS is out of range: it must be a whole number from 0 to ${MOST_MS}`,
    );
  return ms > 0 ? new TimeLimit(ms) : undefined;
}

export function unknownField(name: string, field: string): StoreError {
  return new StoreError('Location40415', `BSON field '${name}.${field}' is an unknown field.`);
}

export function checkCollation(collation: unknown): void {
  if (isPlainObject(collation) && collation.locale === 'simple') return;
  if (collation !== undefined && collation !== null) throw unsupported('collation');
}

/** Refuses unknown fields of one update or delete of a batch. */
export function allowOnlyIn(statement: Doc, where: string, ...fields: string[]): void {
  for (const field of Object.keys(statement)) {
    if (field === 'collation') checkCollation(statement.collation);
    else if (!fields.includes(field)) throw unknownField(where, field);
  }
}

/** Refuses a statement that lacks a field. */
export function need(statement: Doc, where: string, ...fields: string[]): void {
  for (const field of fields) if (statement[field] === undefined) throw missingField(where, field);
}

export function missingField(where: string, field: string): StoreError {
  return new StoreError('Location40414', `BSON field '${where}.${field}' is missing but a required field`);
}

export function namespace({ db, body, name }: Request): string {
  const collection = body[name];
  if (typeof collection !== 'string' || collection === '')
    throw new StoreError('InvalidNamespace', `collection name has invalid type or is empty in ${name}`);
  return `${db}.${collection}`;
}

export function evaluatorOf(variables: unknown): Evaluator {
  if (variables === undefined) return new Evaluator();
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
  if (hint === undefined || typeof hint === 'string') return hint;
  if (!isPlainObject(hint)) throw new StoreError('FailedToParse', 'Hint must be a string or an object');
  return Object.keys(hint).length > 0 ? hint : undefined;
}

export function sortOf(sort: unknown): Doc | undefined {
  if (sort === undefined || sort === null) return undefined;
  if (!isPlainObject(sort)) throw new StoreError('TypeMismatch', "Expected field 'sort' to be of type object");
  for (const [path, direction] of Object.entries(sort)) {
    if (isPlainObject(direction)) throw unsupported('$meta in a sort');
    if (path === '' || !isNumber(direction) || Math.abs(toNumber(direction)) !== 1)
      throw new StoreError(
        'Location15975',
        `$sort key ordering must be 1 (for ascending) or -1 (for descending): ${path}`,
      );
  }
  return sort;
}

/** A number that must not be negative, 0 when absent. */
export function count(body: Doc, field: string): number {
  const value = body[field];
  if (value === undefined || value === null) return 0;
  const number = toNumber(value);
  if (!isNumber(value) || !Number.isFinite(number)) throw new StoreError('TypeMismatch', `${field} must be a number`);
  if (number < 0 && field !== 'limit') throw belowZero(field, number);
  return Math.trunc(number);
}

export function belowZero(field: string, value: unknown): StoreError {
  return new StoreError('Location51024', `BSON field '${field}' value must be >= 0, actual value '${String(value)}'`);
}
