import { type CodeName, StoreError } from './errors.js';
import type { Evaluator } from './expression.js';
import { checkNames } from './expression-scope.js';
import { type Accumulator, keepers, type Maker } from './keepers.js';
import type { Budget } from './memory.js';
import { add, type Num, numberOf } from './numbers.js';
import { checkSort } from './sort-spec.js';
import { type Doc, isNumber, isPlainObject, toNumber } from './value.js';

export type { Accumulator } from './keepers.js';

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

/** The values at fractions of the sorted numbers, as MongoDB's method `approximate` gives on few values. */
const percentiles = (fractions: number[], values: number[]): (number | null)[] => {
  const sorted = values.sort((a, b) => a - b);
  return fractions.map((p) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? null);
};

const MAKERS: Record<string, Maker> = {
  $percentile: (arg, scope) =>
    numbers((values) => percentiles(((arg as Doc).p as unknown[]).map(toNumber), values))(arg, scope),
  $median: numbers((values) => percentiles([0.5], values)[0]),
  $sum: folding<Num>(0, (sum, value) => (isNumber(value) ? add(sum, numberOf(value, '$sum')) : sum)),
  $count: folding(0, (sum) => sum + 1),
  $avg: average,
  $stdDevPop: deviation(0),
  $stdDevSamp: deviation(1),
  ...keepers,
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
  $firstN: ['n', 'input'],
  $lastN: ['n', 'input'],
  $maxN: ['n', 'input'],
  $minN: ['n', 'input'],
  $top: ['output', 'sortBy'],
  $bottom: ['output', 'sortBy'],
  $topN: ['n', 'output', 'sortBy'],
  $bottomN: ['n', 'output', 'sortBy'],
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
  checkNames(arg, op, names);
  if ('sortBy' in arg && !isPlainObject(arg.sortBy))
    throw new StoreError('Location10065', `invalid parameter: expected an object (sortBy) of ${op}`);
  if (isPlainObject(arg.sortBy)) checkSort(arg.sortBy);
  if ('method' in arg) checkPercentile(arg);
}

function checkPercentile({ method, p = [0.5] }: Doc): void {
  if (method !== 'approximate')
    throw new StoreError('BadValue', "Currently only 'approximate' can be used as percentile 'method'.");
  const wrong = (code: CodeName): StoreError =>
    new StoreError(code, "The $percentile 'p' field must be an array of numbers from [0.0, 1.0]");
  if (!Array.isArray(p) || p.length === 0) throw wrong('Location7750301');
  for (const fraction of p) {
    if (!isNumber(fraction)) throw wrong('Location7750302');
    if (!(toNumber(fraction) >= 0 && toNumber(fraction) <= 1)) throw wrong('Location7750303');
  }
}

/** One output field of a $group: what to evaluate on each document, and what collects it. */
export interface Output {
  name: string;
  input(doc: Doc): unknown;
  make(budget: Budget, id: unknown): Accumulator;
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
    make: (budget, id) => maker(arg, { evaluator, budget, id }),
  };
}
