import type { IndexSpec } from './catalog.js';
import { StoreError, unsupported } from './errors.js';
import { compileFilter, type Node } from './match.js';
import { checkCollation } from './request.js';
import { type Doc, isNumber, isPlainObject, toNumber } from './value.js';

const INDEX_OPTIONS = [
  'v',
  'key',
  'name',
  'ns',
  'background',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
];

/** Reads one index of a createIndexes. */
export function parseIndex(spec: Doc): IndexSpec {
  checkIndexOptions(spec);
  const { key, name, unique, sparse, partialFilterExpression, expireAfterSeconds } = spec;
  if (!isPlainObject(key) || Object.keys(key).length === 0 || typeof name !== 'string' || name === '')
    throw new StoreError('CannotCreateIndex', 'an index needs a name and a key with at least one field');
  for (const [path, direction] of Object.entries(key)) checkDirection(path, direction);
  if (expireAfterSeconds !== undefined) checkExpiry(key, expireAfterSeconds);
  if (partialFilterExpression !== undefined) checkPartial(partialFilterExpression);
  if (partialFilterExpression !== undefined && sparse)
    throw new StoreError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  const flags = { ...(unique ? { unique: true } : {}), ...(sparse ? { sparse: true } : {}) };
  const partial = partialFilterExpression ? { partialFilterExpression } : {};
  const expire = expireAfterSeconds === undefined ? {} : { expireAfterSeconds: toNumber(expireAfterSeconds) };
  return { name, key, ...flags, ...partial, ...expire };
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

function checkPartial(filter: unknown): asserts filter is Doc {
  if (!isPlainObject(filter)) throw new StoreError('CannotCreateIndex', 'partialFilterExpression must be an object');
  checkPartialNode(compileFilter(filter, () => refusePartial('$expr')).root);
}

function checkPartialNode(node: Node): void {
  if (node.kind === 'and' || node.kind === 'or') for (const child of node.nodes) checkPartialNode(child);
  else if (node.kind !== 'path' || !PARTIAL.has(node.op))
    refusePartial(node.kind === 'path' ? node.op : `$${node.kind}`);
}

function refusePartial(what: string): never {
  throw new StoreError('CannotCreateIndex', `unsupported expression in partial index: ${what}`);
}

function checkIndexOptions(spec: Doc): void {
  for (const [option, value] of Object.entries(spec)) {
    if (option === 'collation') checkCollation(value);
    else if (!INDEX_OPTIONS.includes(option)) throw unsupported(`the index option ${option}`);
  }
}

function checkDirection(path: string, direction: unknown): void {
  if (typeof direction === 'string') throw unsupported(`a ${direction} index`);
  if (path.includes('$**')) throw unsupported('a wildcard index');
  if (
    !isNumber(direction) ||
    toNumber(direction) === 0 ||
    path.split('.').some((part) => part === '' || part.startsWith('$'))
  )
    throw new StoreError('CannotCreateIndex', `bad index key ${path}: ${String(direction)}`);
}
