import { StoreError, unsupported } from './errors.js';
import { fieldPath } from './field-path.js';
import { type Doc, isNumber, isPlainObject, toNumber } from './value.js';

/** The sort of a find or findAndModify, which may also be the order in which the documents came. */
export function sortOf(sort: unknown): Doc | undefined {
  if (sort === undefined || sort === null) return undefined;
  if (!isPlainObject(sort)) throw new StoreError('TypeMismatch', "Expected field 'sort' to be of type object");
  if ('$natural' in sort) checkNatural(sort, 'sort');
  else checkSort(sort);
  return sort;
}

/** @throws StoreError when documents cannot be ordered so */
export function checkSort(sort: Doc): void {
  for (const [path, direction] of Object.entries(sort)) {
    if (isPlainObject(direction)) throw noDirection(direction);
    if (!isNumber(direction))
      throw new StoreError('Location15974', `Illegal key in $sort specification: ${path}: ${String(direction)}`);
    if (Math.abs(Math.trunc(toNumber(direction))) !== 1)
      throw new StoreError('Location15975', '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    fieldPath(path);
  }
}

function noDirection(direction: Doc): StoreError {
  if ('$meta' in direction) return unsupported('$meta in a sort');
  return new StoreError('Location17312', '$meta is the only expression supported by $sort right now');
}

/** @throws StoreError unless it is `$natural` alone, in one of the two directions */
export function checkNatural(spec: Doc, what: 'sort' | 'hint'): void {
  if (Object.keys(spec).length > 1)
    throw new StoreError('BadValue', `Cannot include '$natural' in compound ${what}: ${Object.keys(spec).join(', ')}`);
  const { $natural: direction } = spec;
  if (!isNumber(direction) || Math.abs(toNumber(direction)) !== 1)
    throw new StoreError('BadValue', `$natural ${what} cannot be set to a value other than -1 or 1.`);
}
