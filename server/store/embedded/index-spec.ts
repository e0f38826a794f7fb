import type { IndexSpec } from './catalog.js';
import { StoreError, unsupported } from './errors.js';
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
  if (expireAfterSeconds !== undefined && (Object.keys(key).length !== 1 || !isNumber(expireAfterSeconds)))
    throw new StoreError('CannotCreateIndex', 'TTL indexes are single-field indexes with a number of seconds');
  if (partialFilterExpression !== undefined && !isPlainObject(partialFilterExpression))
    throw new StoreError('CannotCreateIndex', 'partialFilterExpression must be an object');
  const flags = { ...(unique ? { unique: true } : {}), ...(sparse ? { sparse: true } : {}) };
  const partial = partialFilterExpression ? { partialFilterExpression } : {};
  const expire = expireAfterSeconds === undefined ? {} : { expireAfterSeconds: toNumber(expireAfterSeconds) };
  return { name, key, ...flags, ...partial, ...expire };
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
