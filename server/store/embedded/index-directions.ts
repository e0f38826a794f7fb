import { StoreError, unsupported } from './errors.js';
import { type Doc, isNumber, toNumber, typeName } from './value.js';

const refuse = (message: string): StoreError => new StoreError('CannotCreateIndex', message);

const MOST_FIELDS = 32;
/** MongoDB's other kinds of indexes. */
const KINDS = new Set(['text', 'hashed', '2d', '2dsphere', '2dsphere_bucket', 'columnstore', 'wildcard']);
const REFERENCE = new Set(['$db', '$id', '$ref']);

/** @throws StoreError unless the key of an index has fields, each with a direction */
export function checkDirections(key: Doc): void {
  const fields = Object.entries(key);
  if (fields.length === 0) throw refuse('Index keys cannot be empty.');
  if (fields.length > MOST_FIELDS) throw new StoreError('Location13103', 'too many compound keys');
  for (const [path, direction] of fields) checkDirection(path, direction);
}

function checkDirection(path: string, direction: unknown): void {
  if (typeof direction === 'string') throw ofKind(direction);
  if (path === '$**' || path.endsWith('.$**')) throw unsupported('a wildcard index');
  if (!isNumber(direction))
    throw refuse(
      `Values in v:2 index key pattern cannot be of type ${typeName(direction)}. Only numbers > 0, numbers < 0, and strings are allowed.`,
    );
  if (Number.isNaN(toNumber(direction))) throw refuse('Values in the index key pattern cannot be NaN.');
  if (toNumber(direction) === 0) throw refuse('Values in the index key pattern cannot be 0.');
  checkPath(path);
}

function ofKind(kind: string): StoreError {
  if (kind === '') return refuse('Values in the index key pattern cannot be empty strings');
  return KINDS.has(kind) ? unsupported(`a ${kind} index`) : refuse(`Unknown index plugin '${kind}'`);
}

function checkPath(path: string): void {
  if (path === '') throw refuse('Index keys cannot be an empty field.');
  for (const [i, part] of path.split('.').entries()) {
    if (part === '') throw refuse('Index keys cannot contain an empty field.');
    if (part.startsWith('$') && !(i > 0 && REFERENCE.has(part)))
      throw refuse("Index key contains an illegal field name: field name starts with '$'.");
  }
}
