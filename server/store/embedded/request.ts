import { StoreError, unsupported } from './errors.js';
import { Evaluator } from './expression.js';
import { compileFilter, type Filter } from './match.js';
import type { Query } from './query.js';
import { type Doc, isNumber, isPlainObject, toNumber } from './value.js';

/** A command as it came: its body, and the documents that were left encoded. */
export interface Request {
  name: string;
  db: string;
  body: Doc;
  /** The documents of an insert. */
  documents?: Buffer[];
}

/** Fields every command may carry that change nothing here: one node, one copy, always durable. */
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
  'databaseVersion',
  'shardVersion',
  'mayBypassWriteBlocking',
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
  const level = isPlainObject(body.readConcern) ? body.readConcern.level : undefined;
  if (level === 'snapshot') throw unsupported('read concern snapshot');
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

export function namespace({ db, body, name }: Request): string {
  const collection = body[name];
  if (typeof collection !== 'string' || collection === '')
    throw new StoreError('InvalidNamespace', `collection name has invalid type or is empty in ${name}`);
  return `${db}.${collection}`;
}

export function evaluatorOf(variables: unknown): Evaluator {
  if (variables === undefined) return new Evaluator();
  const values = new Evaluator().evaluate({}, variables);
  return new Evaluator(values as Doc);
}

export function filterOf(filter: unknown, evaluator: Evaluator): Filter {
  const spec = filter ?? {};
  if (!isPlainObject(spec)) throw new StoreError('TypeMismatch', 'the filter must be an object');
  return compileFilter(spec, evaluator.compile);
}

export function queryOf(body: Doc, filter: Filter): Query {
  const { sort, hint } = body;
  return { filter, sort: sortOf(sort), skip: count(body, 'skip'), limit: Math.abs(count(body, 'limit')), hint };
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
  if (number < 0 && field !== 'limit')
    throw new StoreError('Location51091', `BSON field '${field}' value must be >= 0, actual value '${number}'`);
  return Math.trunc(number);
}
