import { type CodeName, StoreError } from './errors.js';
import { fieldPath } from './field-path.js';
import { truthy } from './leaf-tests.js';
import { type Doc, isNumber, isPlainObject, toNumber } from './value.js';

/** Whether the filter looks at a field, which a positional projection must be about. */
export type IsFiltered = (field: string) => boolean;

/** What has been seen of a projection so far. */
interface Seen {
  /** Undefined in an aggregation, which knows neither positions nor `$elemMatch`. */
  isFiltered: IsFiltered | undefined;
  positional: boolean;
  elemMatch: boolean;
  excludes: boolean;
}

function must(holds: boolean, code: CodeName, message: string): asserts holds {
  if (!holds) throw new StoreError(code, message);
}

/** Refuses what a projection cannot mean, before any document is read. */
export function checkProjection(spec: Doc, isFiltered?: IsFiltered): void {
  checkFields(spec, { isFiltered, positional: false, elemMatch: false, excludes: false }, '');
}

function checkFields(spec: Doc, seen: Seen, begin: string): void {
  for (const [name, value] of Object.entries(spec)) {
    const path = begin + name;
    if (isPositional(name)) checkPositional(path, value, seen);
    else fieldPath(name);
    if (isPlainObject(value)) checkObject(path, value, seen);
    else if (typeof value !== 'boolean' && !isNumber(value)) refuseInExclusion(seen);
    else if (!truthy(value) && path !== '_id') seen.excludes = true;
  }
}

const isPositional = (name: string): boolean => name.endsWith('.$') || name.includes('.$.');

function checkPositional(path: string, value: unknown, seen: Seen): void {
  must(seen.isFiltered !== undefined, 'Location31324', 'Cannot use positional projection in aggregation projection');
  must(
    !path.includes('.$.'),
    'Location31394',
    "As of 4.4, it's illegal to specify positional operator in the middle of a path. Positional projection may only be used at the end, for example: a.b.$.",
  );
  must(truthy(value) && !seen.excludes, 'Location31395', 'positional projection cannot be used with exclusion');
  must(!seen.positional, 'Location31276', 'Cannot specify more than one positional projection per query.');
  must(!seen.elemMatch, 'Location31256', 'Cannot specify positional operator and $elemMatch.');
  const parts = fieldPath(path.slice(0, -2));
  must(
    seen.isFiltered(parts[0]!),
    'Location31277',
    `Positional projection '${path}' does not match the query document.`,
  );
  seen.positional = true;
}

function refuseInExclusion({ excludes }: Seen): void {
  must(!excludes, 'Location31252', 'Cannot use expression other than $meta in exclusion projection');
}

function checkObject(path: string, value: Doc, seen: Seen): void {
  const [operator] = Object.keys(value);
  must(
    operator !== undefined,
    'Location51270',
    `An empty sub-projection is not a valid value. Found empty object at path ${path}`,
  );
  if (!operator.startsWith('$')) checkFields(value, seen, `${path}.`);
  else if (operator === '$elemMatch') checkElemMatch(path, value.$elemMatch, seen);
  else if (!isSlice(value)) refuseInExclusion(seen);
  else if (!seen.isFiltered) throw noArray(value.$slice);
}

function checkElemMatch(path: string, arg: unknown, seen: Seen): void {
  must(seen.isFiltered !== undefined, 'InvalidPipelineOperator', 'Cannot use $elemMatch in this context');
  must(isPlainObject(arg), 'Location31274', 'elemMatch: Invalid argument, object required');
  must(!seen.positional, 'Location31255', 'Cannot specify positional operator and $elemMatch.');
  must(!path.includes('.'), 'Location31275', 'Cannot use $elemMatch projection on a nested field.');
  seen.elemMatch = true;
}

/** In an aggregation a `$slice` names the array that it cuts. */
function noArray(slice: unknown): StoreError {
  return Array.isArray(slice)
    ? new StoreError('Location28724', 'First argument to $slice must be an array')
    : new StoreError(
        'Location28667',
        'Expression $slice takes at least 2 arguments, and at most 3, but 1 were passed in.',
      );
}

/** Whether a find's `$slice` cuts the array it stands at: by a number, or by a place and how many. */
export function isSlice({ $slice }: Doc): boolean {
  if (!Array.isArray($slice)) return isNumber($slice);
  return $slice.length === 2 && $slice.every(isNumber) && toNumber($slice[1]) > 0;
}
