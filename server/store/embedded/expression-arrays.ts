import { StoreError } from './errors.js';
import { variableName } from './expression-logic.js';
import {
  type Compiled,
  checkNames,
  innerScope,
  isNothing,
  isTrue,
  namedArgs,
  type Operator,
  unary,
  unaryOrNull,
  withArgs,
  withNamed,
} from './expression-scope.js';
import { budgetOf, checkLength, roughBytes } from './memory.js';
import { field, setField } from './path.js';
import { parseSort, sortKey } from './sort.js';
import { compareValues, type Doc, isNumber, isPlainObject, sameValue, toNumber, typeName } from './value.js';

type Code = `Location${number}`;

function arrayOf(value: unknown, op: string, code: Code): unknown[] {
  if (Array.isArray(value)) return value;
  throw new StoreError(code, `${op} requires an array, found: ${typeName(value)}`);
}

/** A whole number that fits an int. */
export function intOf(value: unknown, op: string, code: Code): number {
  const number = isNumber(value) ? toNumber(value) : Number.NaN;
  if (Number.isInteger(number) && Math.abs(number) <= 0x80000000) return number;
  throw new StoreError(code, `${op} needs a 32-bit whole number, found: ${String(value)} of type ${typeName(value)}`);
}

function elementAt(array: unknown, index: unknown): unknown {
  if (isNothing(array) || isNothing(index)) return null;
  return arrayOf(array, '$arrayElemAt', 'Location28689').at(intOf(index, '$arrayElemAt', 'Location28691'));
}

/** The last element is `undefined`, so missing, when there is none. */
const end = (op: string, pick: (values: unknown[]) => unknown): Operator =>
  unaryOrNull((value) => pick(arrayOf(value, op, 'Location28689')));

function slice(array: unknown, ...places: unknown[]): unknown {
  if (isNothing(array) || places.some(isNothing)) return null;
  const values = arrayOf(array, '$slice', 'Location28724');
  const [first, count] = places.map((place) => intOf(place, '$slice', 'Location28725')) as [number, number?];
  if (count === undefined) return first < 0 ? values.slice(first) : values.slice(0, first);
  if (count <= 0) throw new StoreError('Location28729', `Third argument to $slice must be positive: ${count}`);
  const from = first < 0 ? Math.max(0, values.length + first) : first;
  return values.slice(from, from + count);
}

function range(start: unknown, stop: unknown, by: unknown = 1): number[] {
  const [from, to, step] = [start, stop, by].map((value) => intOf(value, '$range', 'Location34443')) as [
    number,
    number,
    number,
  ];
  if (step === 0) throw new StoreError('Location34449', '$range requires a non-zero step value');
  const length = Math.max(0, Math.ceil((to - from) / step));
  checkLength('$range', length);
  return Array.from({ length }, (_, i) => from + i * step);
}

function indexOf(array: unknown, wanted: unknown, start: unknown = 0, stop?: unknown): number | null {
  if (isNothing(array)) return null;
  const values = arrayOf(array, '$indexOfArray', 'Location40090');
  const from = intOf(start, '$indexOfArray', 'Location40096');
  const to = stop === undefined ? values.length : intOf(stop, '$indexOfArray', 'Location40096');
  if (from < 0 || to < 0) throw new StoreError('Location40097', '$indexOfArray needs indexes of at least 0');
  return values.findIndex((value, i) => i >= from && i < to && sameValue(value, wanted));
}

function concat(...values: unknown[]): unknown[] | null {
  if (values.some(isNothing)) return null;
  const arrays = values.map((value) => arrayOf(value, '$concatArrays', 'Location28664'));
  checkLength(
    '$concatArrays',
    arrays.reduce((sum, { length }) => sum + length, 0),
  );
  return arrays.flat();
}

/** Runs an expression for each element, which a variable holds. */
const each =
  (
    inner: 'in' | 'cond',
    optional: string[],
    run: (values: unknown[], of: (value: unknown) => unknown, limit: unknown) => unknown,
  ): Operator =>
  (arg, compile, name) => {
    const { as = 'this', ...rest } = isPlainObject(arg) ? arg : {};
    const args = namedArgs(isPlainObject(arg) ? rest : arg, compile, name, ['input', inner], optional);
    const variable = variableName(as);
    return (scope) => {
      const values = args.input!(scope);
      if (isNothing(values)) return null;
      const at = innerScope(scope);
      const of = (value: unknown): unknown => {
        at.variables[variable] = value;
        return args[inner]!(at);
      };
      return run(arrayOf(values, name, name === '$map' ? 'Location16883' : 'Location28651'), of, args.limit?.(scope));
    };
  };

function map(values: unknown[], of: (value: unknown) => unknown): unknown[] {
  const budget = budgetOf('$map');
  return values.map((value) => {
    const made = of(value) ?? null;
    budget.take(roughBytes(made));
    return made;
  });
}

function filter(values: unknown[], of: (value: unknown) => unknown, limit: unknown): unknown[] {
  const most = isNothing(limit) ? Number.POSITIVE_INFINITY : intOf(limit, '$filter', 'Location327391');
  if (most < 1) throw new StoreError('Location327392', `$filter needs a limit above 0: ${most}`);
  const kept: unknown[] = [];
  for (const value of values) {
    if (kept.length >= most) break;
    if (isTrue(of(value))) kept.push(value);
  }
  return kept;
}

const reduce: Operator = (arg, compile, name) => {
  const args = namedArgs(arg, compile, name, ['input', 'initialValue', 'in']);
  return (scope) => {
    const values = args.input!(scope);
    if (isNothing(values)) return null;
    const at = innerScope(scope);
    at.variables.value = args.initialValue!(scope);
    for (const value of arrayOf(values, name, 'Location40080')) {
      at.variables.this = value;
      const made = args.in!(at);
      if (made !== at.variables.value) budgetOf(name).take(roughBytes(made));
      at.variables.value = made;
    }
    return at.variables.value;
  };
};

function sortArray({ input, sortBy }: Doc): unknown {
  if (isNothing(input)) return null;
  const values = [...arrayOf(input, '$sortArray', 'Location2942504')];
  if (isNumber(sortBy)) return values.sort((a, b) => toNumber(sortBy) * compareValues(a, b));
  if (!isPlainObject(sortBy))
    throw new StoreError('Location2942507', '$sortArray needs a document or a number to sort by');
  const fields = parseSort(sortBy);
  const keyed = values.map((value) => ({ value, key: sortKey(isPlainObject(value) ? value : {}, fields) }));
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ value }) => value);
}

/** The `n` of those that take so many. */
export function countOf(n: unknown): number {
  if (!isNumber(n))
    throw new StoreError('Location5787902', `Value for 'n' must be of integral type, but found ${String(n)}`);
  const count = toNumber(n);
  if (!Number.isInteger(count))
    throw new StoreError('Location5787903', `Value for 'n' must be of integral type, but found ${count}`);
  if (count < 1) throw new StoreError('Location5787908', `'n' must be greater than 0, found ${count}`);
  return count;
}

const some = (op: string, pick: (values: unknown[], n: number) => unknown[]): Operator =>
  withNamed(['n', 'input'], [], ({ n, input }) => pick(arrayOf(input, op, 'Location5788200'), countOf(n)));

const present = (values: unknown[]): unknown[] => values.filter((value) => !isNothing(value));

const zip: Operator = (arg, compile, name) => {
  checkNames(arg, name, ['inputs'], ['useLongestLength', 'defaults']);
  const { inputs, useLongestLength: longest = false, defaults = [] } = arg;
  checkZip(inputs, longest, defaults);
  const [lists, fillers] = [(inputs as unknown[]).map(compile), (defaults as unknown[]).map(compile)];
  return (scope) => {
    const values = lists.map((list) => list(scope));
    if (values.some(isNothing)) return null;
    const rows = values.map((value) => arrayOf(value, name, 'Location34468'));
    const lengths = rows.map(({ length }) => length);
    const length = longest ? Math.max(...lengths) : Math.min(...lengths);
    checkLength(name, length * (rows.length + 2));
    const fill = fillers.map((filler) => filler(scope) ?? null);
    return Array.from({ length }, (_, i) => rows.map((row, at) => (i < row.length ? row[i] : (fill[at] ?? null))));
  };
};

function checkZip(inputs: unknown, longest: unknown, defaults: unknown): void {
  if (!Array.isArray(inputs)) throw new StoreError('Location34461', 'inputs must be an array of expressions');
  if (!Array.isArray(defaults)) throw new StoreError('Location34462', 'defaults must be an array of expressions');
  if (typeof longest !== 'boolean') throw new StoreError('Location34463', 'useLongestLength must be a bool');
  if (inputs.length === 0) throw new StoreError('Location34465', '$zip requires at least one input array');
  if (defaults.length > 0 && !longest)
    throw new StoreError('Location34466', 'cannot specify defaults unless useLongestLength is true');
  if (defaults.length > 0 && defaults.length !== inputs.length)
    throw new StoreError('Location34467', 'defaults and inputs must have the same length');
}

function toObject(value: NonNullable<unknown>): Doc {
  const made: Doc = {};
  for (const pair of arrayOf(value, '$arrayToObject', 'Location40386')) {
    const [name, of] = Array.isArray(pair) ? pair : isPlainObject(pair) ? [pair.k, pair.v] : [];
    if (typeof name !== 'string')
      throw new StoreError('Location40394', '$arrayToObject needs pairs whose first is a string');
    setField(made, name, of ?? null);
  }
  return made;
}

function toPairs(value: NonNullable<unknown>): Doc[] {
  if (isPlainObject(value)) return Object.entries(value).map(([k, v]) => ({ k, v }));
  throw new StoreError('Location40390', `$objectToArray requires a document input, found: ${typeName(value)}`);
}

/** The fields of all documents, the later ones winning; null and missing count as empty. */
function merged(values: unknown[]): Doc {
  const made: Doc = {};
  for (const value of values) mergeInto(made, value);
  return made;
}

/** @param onNew told about how much a field that was not there takes */
export function mergeInto(made: Doc, value: unknown, onNew?: (bytes: number) => void): void {
  if (isNothing(value)) return;
  if (!isPlainObject(value))
    throw new StoreError(
      'Location40400',
      `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
    );
  for (const [name, of] of Object.entries(value)) {
    if (onNew && !Object.hasOwn(made, name)) onNew(roughBytes(name) + roughBytes(of));
    setField(made, name, of);
  }
}

function fieldName(value: unknown, op: string): string {
  if (typeof value === 'string') return value;
  throw new StoreError('Location5654602', `${op} requires 'field' to be a string, but got ${typeName(value)}`);
}

const getField: Operator = (arg, compile, name) => {
  const spec = isPlainObject(arg) && ('field' in arg || 'input' in arg) ? arg : { field: arg };
  const { field: of, input } = namedArgs(spec, compile, name, ['field'], ['input']);
  return (scope) => {
    const from = input ? input(scope) : scope.root;
    return isNothing(from) ? from : field(from, fieldName(of!(scope), name));
  };
};

function withField(input: unknown, name: string, value: unknown): Doc | null {
  if (isNothing(input)) return null;
  if (!isPlainObject(input)) throw new StoreError('Location4161105', '$setField requires a document as its input');
  const { [name]: _, ...rest } = input;
  if (value === undefined) return rest;
  const made = { ...input };
  setField(made, name, value);
  return made;
}

const mergeObjects: Operator = (arg, compile) => {
  const args = (Array.isArray(arg) ? arg : [arg]).map(compile) as Compiled[];
  return (scope) => merged(args.map((value) => value(scope)));
};

export const arrays: Record<string, Operator> = {
  $arrayElemAt: withArgs(2, 2, elementAt),
  $first: end('$first', (values) => values[0]),
  $last: end('$last', (values) => values.at(-1)),
  $slice: withArgs(2, 3, slice),
  $range: withArgs(2, 3, range),
  $indexOfArray: withArgs(2, 4, indexOf),
  $concatArrays: (arg, compile, name) => {
    const list = Array.isArray(arg) ? arg : [arg];
    return withArgs(0, list.length, concat)(list, compile, name);
  },
  $reverseArray: unaryOrNull((value) => arrayOf(value, '$reverseArray', 'Location34435').toReversed()),
  $size: unary((value) => {
    if (Array.isArray(value)) return value.length;
    throw new StoreError(
      'Location17124',
      `The argument to $size must be an array, but was of type: ${typeName(value)}`,
    );
  }),
  $isArray: unary(Array.isArray),
  $in: withArgs(2, 2, (value: unknown, list: unknown) => {
    if (Array.isArray(list)) return list.some((item) => sameValue(item, value));
    throw new StoreError('Location40081', `$in requires an array as a second argument, found: ${typeName(list)}`);
  }),
  $map: each('in', [], map),
  $filter: each('cond', ['limit'], filter),
  $reduce: reduce,
  $sortArray: withNamed(['input', 'sortBy'], [], sortArray),
  $firstN: some('$firstN', (values, n) => values.slice(0, n)),
  $lastN: some('$lastN', (values, n) => values.slice(-n)),
  $maxN: some('$maxN', (values, n) =>
    present(values)
      .sort((a, b) => compareValues(b, a))
      .slice(0, n),
  ),
  $minN: some('$minN', (values, n) => present(values).sort(compareValues).slice(0, n)),
  $zip: zip,
  $arrayToObject: unaryOrNull(toObject),
  $objectToArray: unaryOrNull(toPairs),
  $mergeObjects: mergeObjects,
  $getField: getField,
  $setField: withNamed(['field', 'input', 'value'], [], ({ field: name, input, value }) =>
    withField(input, fieldName(name, '$setField'), value),
  ),
  $unsetField: withNamed(['field', 'input'], [], ({ field: name, input }) =>
    withField(input, fieldName(name, '$unsetField'), undefined),
  ),
};
