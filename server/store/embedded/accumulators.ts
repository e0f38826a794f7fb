import { StoreError } from './errors.js';
import type { Evaluator } from './expression.js';
import { merged } from './expression-arrays.js';
import { encodeValue } from './key.js';
import { type Budget, roughBytes } from './memory.js';
import { add, type Num, numberOf } from './numbers.js';
import { parseSort, sortKey } from './sort.js';
import { checkSort } from './sort-spec.js';
import { compareValues, type Doc, isNumber, isPlainObject, toNumber } from './value.js';

/** Collects the values of one output field of a group. */
export interface Accumulator {
  add(value: unknown, doc: Doc): void;
  result(): unknown;
}

interface Scope {
  evaluator: Evaluator;
  budget: Budget;
}
type Maker = (arg: unknown, scope: Scope) => Accumulator;

function folding<T>(start: T, fold: (state: T, value: unknown) => T, result: (state: T) => unknown = (s) => s): Maker {
  return () => {
    let state = start;
    return {
      add: (value) => {
        state = fold(state, value);
      },
      result: () => result(state),
    };
  };
}

const present = (value: unknown): boolean => value !== null && value !== undefined;

const extreme = (wanted: 1 | -1): Maker =>
  folding<unknown>(
    undefined,
    (best, value) => (present(value) && (best === undefined || compareValues(value, best) * wanted > 0) ? value : best),
    (best) => best ?? null,
  );

const average: Maker = () => {
  let sum: Num = 0;
  let count = 0;
  return {
    add: (value) => {
      if (!isNumber(value)) return;
      sum = add(sum, numberOf(value, '$avg'));
      count += 1;
    },
    result: () => (count > 0 ? toNumber(sum) / count : null),
  };
};

/** Welford's way, which needs no second look at the values. */
const deviation =
  (degrees: 0 | 1): Maker =>
  () => {
    let [count, mean, squares] = [0, 0, 0];
    return {
      add: (value) => {
        if (!isNumber(value)) return;
        const number = toNumber(numberOf(value, 'a deviation'));
        const off = number - mean;
        count += 1;
        mean += off / count;
        squares += off * (number - mean);
      },
      result: () => (count > degrees ? Math.sqrt(squares / (count - degrees)) : null),
    };
  };

const numbers =
  (result: (values: number[]) => unknown): Maker =>
  (_, { budget }) => {
    const values: number[] = [];
    return {
      add: (value) => {
        if (!isNumber(value)) return;
        budget.take(8);
        values.push(toNumber(numberOf(value, 'a percentile')));
      },
      result: () => result(values),
    };
  };

const first: Maker = () => {
  let found: { value: unknown } | undefined;
  return {
    add: (value) => {
      found ??= { value };
    },
    result: () => found?.value ?? null,
  };
};

const push: Maker = (_, { budget }) => {
  const all: unknown[] = [];
  return {
    add: (value) => {
      if (value === undefined) return;
      budget.take(roughBytes(value));
      all.push(value);
    },
    result: () => all,
  };
};

/** $addToSet remembers keys, so that a large set does not compare each value with all others. */
const addToSet: Maker = (_, { budget }) => {
  const all = new Map<string, unknown>();
  return {
    add: (value) => {
      if (value === undefined) return;
      const key = encodeValue(value).toString('latin1');
      if (all.has(key)) return;
      budget.take(key.length + roughBytes(value));
      all.set(key, value);
    },
    result: () => [...all.values()],
  };
};

/** The values at fractions of the sorted numbers, as MongoDB's method `approximate` gives on few values. */
const percentiles = (fractions: number[], values: number[]): (number | null)[] => {
  const sorted = values.sort((a, b) => a - b);
  return fractions.map((p) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? null);
};

/** Keeps what `cut` leaves of everything so far; never many more than n. */
function keeping<T>(n: number, cut: (all: T[]) => T[]): { add(item: T): void; all(): T[] } {
  let kept: T[] = [];
  return {
    add(item) {
      kept.push(item);
      if (kept.length > n * 2 + 100) kept = cut(kept);
    },
    all: () => cut(kept),
  };
}

const some =
  (accept: (value: unknown) => boolean, cut: (all: unknown[], n: number) => unknown[]): Maker =>
  (arg, { evaluator }) => {
    const n = howMany((arg as Doc).n, evaluator);
    const kept = keeping<unknown>(n, (all) => cut(all, n));
    return { add: (value) => accept(value) && kept.add(value ?? null), result: () => kept.all() };
  };

/** The n first or last in an order; `$top` and `$bottom` give the one alone. */
const ranked =
  (end: 'first' | 'last', single: boolean): Maker =>
  (arg, { evaluator }) => {
    const { sortBy, output, n = 1 } = arg as Doc;
    const [fields, evaluate] = [parseSort(sortBy as Doc), evaluator.ready(output)];
    const count = howMany(n, evaluator);
    const kept = keeping<{ key: Buffer; value: unknown }>(count, (all) => {
      const sorted = all.sort((a, b) => Buffer.compare(a.key, b.key));
      return end === 'first' ? sorted.slice(0, count) : sorted.slice(-count);
    });
    return {
      add: (_, doc) => kept.add({ key: sortKey(doc, fields), value: evaluate(doc) ?? null }),
      result: () => {
        const values = kept.all().map(({ value }) => value);
        return single ? (values[0] ?? null) : values;
      },
    };
  };

const any = (): boolean => true;

const MAKERS: Record<string, Maker> = {
  $percentile: (arg, scope) =>
    numbers((values) => percentiles(((arg as Doc).p as unknown[]).map(toNumber), values))(arg, scope),
  $median: numbers((values) => percentiles([0.5], values)[0]),
  $sum: folding<Num>(0, (sum, value) => (isNumber(value) ? add(sum, numberOf(value, '$sum')) : sum)),
  $count: folding(0, (sum) => sum + 1),
  $avg: average,
  $stdDevPop: deviation(0),
  $stdDevSamp: deviation(1),
  $min: extreme(-1),
  $max: extreme(1),
  $first: first,
  $last: folding<unknown>(null, (_, value) => value ?? null),
  $push: push,
  $addToSet: addToSet,
  $mergeObjects: folding<Doc>({}, (all, value) => merged([all, value])),
  $firstN: some(any, (all, n) => all.slice(0, n)),
  $lastN: some(any, (all, n) => all.slice(-n)),
  $maxN: some(present, (all, n) => all.sort((a, b) => compareValues(b, a)).slice(0, n)),
  $minN: some(present, (all, n) => all.sort(compareValues).slice(0, n)),
  $top: ranked('first', true),
  $bottom: ranked('last', true),
  $topN: ranked('first', false),
  $bottomN: ranked('last', false),
};

const UNARY = new Set([
  '$sum',
  '$avg',
  '$stdDevPop',
  '$stdDevSamp',
  '$min',
  '$max',
  '$first',
  '$last',
  '$push',
  '$addToSet',
  '$mergeObjects',
]);

/** What the others name in their argument: all of it is needed. */
const NAMED: Record<string, string[]> = {
  $firstN: ['input', 'n'],
  $lastN: ['input', 'n'],
  $maxN: ['input', 'n'],
  $minN: ['input', 'n'],
  $top: ['sortBy', 'output'],
  $bottom: ['sortBy', 'output'],
  $topN: ['sortBy', 'output', 'n'],
  $bottomN: ['sortBy', 'output', 'n'],
  $median: ['input', 'method'],
  $percentile: ['input', 'p', 'method'],
};

/** @throws StoreError when an accumulator is given what it does not take */
function checkArgument(op: string, arg: unknown): void {
  if (UNARY.has(op) && Array.isArray(arg))
    throw new StoreError('Location40237', `The ${op} accumulator is a unary operator`);
  if (op === '$count' && !(isPlainObject(arg) && Object.keys(arg).length === 0))
    throw new StoreError('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
  const names = NAMED[op];
  if (!names) return;
  if (!isPlainObject(arg)) throw new StoreError('Location5787900', `specification must be an object; found ${op}`);
  const unknown = Object.keys(arg).find((name) => !names.includes(name));
  if (unknown) throw new StoreError('Location5787901', `Unknown argument for ${op}: ${unknown}`);
  const missing = names.find((name) => arg[name] === undefined);
  if (missing) throw new StoreError('Location5787906', `Missing value for '${missing}' of ${op}`);
  if ('sortBy' in arg && !isPlainObject(arg.sortBy))
    throw new StoreError('Location5788604', `expected 'sortBy' of ${op} to be an object`);
  if (isPlainObject(arg.sortBy)) checkSort(arg.sortBy);
  if ('method' in arg) checkPercentile(arg);
}

function checkPercentile({ method, p = [0.5] }: Doc): void {
  if (method !== 'approximate')
    throw new StoreError('BadValue', "Currently only 'approximate' can be used as percentile 'method'.");
  const fractions = Array.isArray(p) ? p : [];
  if (fractions.length === 0 || !fractions.every((one) => isNumber(one) && toNumber(one) >= 0 && toNumber(one) <= 1))
    throw new StoreError('Location7750303', "'p' must be a non-empty array of numbers from 0 to 1");
}

/** How many an accumulator keeps, which no document can say. */
function howMany(n: unknown, evaluator: Evaluator): number {
  const value = evaluator.evaluate({}, n);
  const number = isNumber(value) ? toNumber(value) : Number.NaN;
  if (!Number.isInteger(number)) throw new StoreError('Location5787902', "value for 'n' must be of integral type");
  if (number < 1) throw new StoreError('Location5787908', `'n' must be greater than 0, found ${number}`);
  return number;
}

/** One output field of a $group: what to evaluate on each document, and what collects it. */
export interface Output {
  name: string;
  input(doc: Doc): unknown;
  make(budget: Budget): Accumulator;
}

const nothing = (): null => null;

export function parseOutput(name: string, spec: unknown, evaluator: Evaluator): Output {
  const [op, arg] = isPlainObject(spec) ? (Object.entries(spec)[0] ?? []) : [];
  const maker = op && Object.hasOwn(MAKERS, op) ? MAKERS[op] : undefined;
  if (!maker) throw new StoreError('Location15952', `unknown group operator '${op ?? name}'`);
  checkArgument(op!, arg);
  const bare = op === '$count' || op?.startsWith('$top') || op?.startsWith('$bottom');
  const input = isPlainObject(arg) && 'input' in arg ? arg.input : arg;
  return {
    name,
    input: bare ? nothing : evaluator.ready(input),
    make: (budget) => maker(arg, { evaluator, budget }),
  };
}
