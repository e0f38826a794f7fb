import type { IndexSpec } from './catalog.js';
import { collation } from './common-fields.js';
import { StoreError, unsupported } from './errors.js';
import { checkDirections } from './index-directions.js';
import { truthy } from './leaf-tests.js';
import { compileFilter, type Node } from './match.js';
import { type Doc, isNumber, isPlainObject, sameValue, toNumber, typeName } from './value.js';

const ID_KEY = { _id: 1 };

/** Reads one index of a createIndexes. */
export function parseIndex(spec: Doc): IndexSpec {
  for (const [option, value] of Object.entries(spec)) checkOption(option, value);
  checkNamed(spec);
  const key = spec.key as Doc;
  checkDirections(key);
  if (Object.keys(key).length === 1 && isNumber(key._id)) checkIdIndex(spec);
  checkName(spec.name as string, key);
  const { unique, sparse, partialFilterExpression: filter, expireAfterSeconds: after } = spec;
  if (after !== undefined) checkExpiry(key, after);
  if (filter !== undefined) checkPartial(filter);
  if (filter !== undefined && truthy(sparse))
    throw new StoreError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  const flags = { ...(truthy(unique) && { unique: true }), ...(truthy(sparse) && { sparse: true }) };
  const partial = filter ? { partialFilterExpression: filter as Doc } : {};
  const expire = after === undefined ? {} : { expireAfterSeconds: toNumber(after) };
  return { name: spec.name as string, key, ...flags, ...partial, ...expire };
}

type Check = (value: unknown, option: string) => void;

const must =
  (accepts: (value: unknown) => boolean, what: string): Check =>
  (value, option) => {
    if (!accepts(value))
      throw new StoreError('TypeMismatch', `The field '${option}' must be ${what}, but got ${typeName(value)}`);
  };

const isDocument = must(isPlainObject, 'an object');
const isText = must((value) => typeof value === 'string', 'a string');
const isFlag = must((value) => typeof value === 'boolean' || isNumber(value), 'convertible to bool');

const isVersion: Check = (value, option) => {
  must(isNumber, 'a number')(value, option);
  if (![1, 2].includes(toNumber(value)))
    throw new StoreError(
      'CannotCreateIndex',
      `Invalid index specification; cannot create an index with v=${String(value)}`,
    );
};

const isCollation: Check = (value, option) => collation.check(value, 'createIndexes.indexes', option);

const anything: Check = () => undefined;

const OPTIONS = new Map<string, Check>(
  Object.entries({
    key: isDocument,
    name: isText,
    v: isVersion,
    ns: anything,
    background: isFlag,
    unique: isFlag,
    sparse: isFlag,
    partialFilterExpression: isDocument,
    expireAfterSeconds: anything,
    collation: isCollation,
  }),
);

/** MongoDB has them, this store has not; each is refused as soon as it asks for something. */
const LEFT_OUT = new Map<string, Check>(
  Object.entries({
    hidden: must((value) => typeof value === 'boolean', 'a bool'),
    prepareUnique: isFlag,
    clustered: isFlag,
    dropDups: isFlag,
    storageEngine: isDocument,
    wildcardProjection: isDocument,
    columnstoreProjection: isDocument,
    originalSpec: isDocument,
    weights: anything,
    default_language: isText,
    language_override: isText,
    textIndexVersion: anything,
    '2dsphereIndexVersion': anything,
    coarsestIndexedLevel: anything,
    finestIndexedLevel: anything,
    bits: anything,
    min: anything,
    max: anything,
    bucketSize: anything,
  }),
);

/** Those that a client means when it asks to leave the others out. */
export const knownOptions = (spec: Doc): Doc =>
  Object.fromEntries(Object.entries(spec).filter(([option]) => OPTIONS.has(option) || LEFT_OUT.has(option)));

function checkOption(option: string, value: unknown): void {
  const check = OPTIONS.get(option) ?? LEFT_OUT.get(option);
  if (!check)
    throw new StoreError(
      'InvalidIndexSpecificationOption',
      `The field '${option}' is not valid for an index specification.`,
    );
  check(value, option);
  if (LEFT_OUT.has(option) && truthy(value)) throw unsupported(`the index option ${option}`);
}

function checkNamed(spec: Doc): void {
  for (const field of ['key', 'name'])
    if (spec[field] === undefined)
      throw new StoreError('FailedToParse', `The '${field}' field is a required property of an index specification`);
}

function checkName(name: string, key: Doc): void {
  if (name === '') throw new StoreError('CannotCreateIndex', 'index name cannot be empty');
  if (name.includes('\0')) throw new StoreError('CannotCreateIndex', 'index name cannot contain NUL bytes');
  if (name === '*') throw new StoreError('BadValue', "The index name '*' is not valid.");
  if (name === '_id_' && !sameValue(key, ID_KEY))
    throw new StoreError(
      'BadValue',
      "The index name '_id_' is reserved for the _id index, which must have key pattern {_id: 1}",
    );
}

const ID_OPTIONS = ['key', 'name', 'v', 'ns', 'collation'];

/** The index every collection has: it takes no options. */
export function checkIdIndex(spec: Doc): void {
  checkNamed(spec);
  if (!sameValue(spec.key, ID_KEY))
    throw new StoreError('BadValue', "The field 'key' for an _id index must be {_id: 1}");
  const other = Object.keys(spec).find((option) => !ID_OPTIONS.includes(option));
  if (other)
    throw new StoreError(
      'InvalidIndexSpecificationOption',
      `The field '${other}' is not valid for an _id index specification.`,
    );
}

const MOST_SECONDS = 2_147_483_647;

function checkExpiry(key: Doc, after: unknown): void {
  const seconds = isNumber(after) ? toNumber(after) : Number.NaN;
  if (Object.keys(key).length !== 1 || !(seconds >= 0 && seconds <= MOST_SECONDS))
    throw new StoreError(
      'CannotCreateIndex',
      `TTL indexes are single-field indexes with a number of seconds from 0 to ${MOST_SECONDS}`,
    );
}

/** Only these can be decided from the entries alone. */
const PARTIAL = new Set(['$eq', '$in', '$gt', '$gte', '$lt', '$lte', '$type', '$exists']);

function checkPartial(filter: unknown): void {
  checkPartialNode(compileFilter(filter as Doc, () => refusePartial('$expr')).root);
}

function checkPartialNode(node: Node): void {
  if (node.kind === 'and' || node.kind === 'or') for (const child of node.nodes) checkPartialNode(child);
  else if (node.kind !== 'path' || !PARTIAL.has(node.op))
    refusePartial(node.kind === 'path' ? node.op : `$${node.kind}`);
}

function refusePartial(what: string): never {
  throw new StoreError('CannotCreateIndex', `unsupported expression in partial index: ${what}`);
}
