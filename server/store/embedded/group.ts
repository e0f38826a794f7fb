import { StoreError } from './errors.js';
import type { Evaluator } from './expression.js';
import { encodeValue } from './key.js';

import { parseSort, type SortField, sortKey } from './sort.js';
import { eachDoc, type Steps } from './steps.js';
import { compareValues, type Doc, isNumber, isPlainObject, toNumber } from './value.js';

/** Collects the values of one output field of a group. */
interface Accumulator {
  add(value: unknown, doc: Doc): void;
  result(): unknown;
}

type Maker = (arg: unknown, evaluator: Evaluator) => Accumulator;

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

const numbers =
  (result: (values: number[]) => unknown): Maker =>
  () => {
    const values: number[] = [];
    return { add: (value) => isNumber(value) && values.push(toNumber(value)), result: () => result(values) };
  };

function deviation(values: number[], degrees: 0 | 1): number | null {
  if (values.length <= degrees) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - degrees));
}

const first: Maker = () => {
  let found: { value: unknown } | undefined;
  return {
    add: (value) => {
      found ??= { value };
    },
    result: () => found?.value ?? null,
  };
};

const collect =
  (accept: (all: unknown[], value: unknown) => boolean): Maker =>
  () => {
    const all: unknown[] = [];
    return { add: (value) => accept(all, value) && all.push(value), result: () => all };
  };

/** $addToSet remembers keys, so that a large set does not compare each value with all others. */
const addToSet: Maker = () => {
  const all = new Map<string, unknown>();
  return {
    add: (value) => {
      if (value !== undefined) all.set(encodeValue(value).toString('latin1'), value);
    },
    result: () => [...all.values()],
  };
};

/** The values at fractions of the sorted numbers, as MongoDB's method `approximate` gives on few values. */
const percentiles = (fractions: number[], values: number[]): (number | null)[] => {
  const sorted = values.sort((a, b) => a - b);
  return fractions.map((p) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? null);
};

const MAKERS: Record<string, Maker> = {
  $percentile: (arg, evaluator) =>
    numbers((values) => percentiles(((arg as Doc).p as unknown[]).map(toNumber), values))(arg, evaluator),
  $median: numbers((values) => percentiles([0.5], values)[0]),
  $sum: folding(0, (sum, value) => (isNumber(value) ? sum + toNumber(value) : sum)),
  $count: folding(0, (sum) => sum + 1),
  $avg: numbers((values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null)),
  $stdDevPop: numbers((values) => deviation(values, 0)),
  $stdDevSamp: numbers((values) => deviation(values, 1)),
  $min: extreme(-1),
  $max: extreme(1),
  $first: first,
  $last: folding<unknown>(null, (_, value) => value ?? null),
  $push: collect((_, value) => value !== undefined),
  $addToSet: addToSet,
  $mergeObjects: folding<Doc>({}, (all, value) => (isPlainObject(value) ? { ...all, ...value } : all)),
  $firstN: (arg) => firstN(arg, (all, n) => all.slice(0, n)),
  $lastN: (arg) => firstN(arg, (all, n) => all.slice(-n)),
  $maxN: (arg) =>
    firstN(arg, (all, n) =>
      all
        .filter(present)
        .sort((a, b) => compareValues(b, a))
        .slice(0, n),
    ),
  $minN: (arg) => firstN(arg, (all, n) => all.filter(present).sort(compareValues).slice(0, n)),
  $top: (arg, evaluator) => ranked(arg, evaluator, (all) => all[0] ?? null, 1),
  $bottom: (arg, evaluator) => ranked(arg, evaluator, (all) => all.at(-1) ?? null, -1),
  $topN: (arg, evaluator) => ranked(arg, evaluator, (all, n) => all.slice(0, n), 1),
  $bottomN: (arg, evaluator) => ranked(arg, evaluator, (all, n) => all.slice(-n), -1),
};

function firstN(arg: unknown, pick: (all: unknown[], n: number) => unknown): Accumulator {
  const all: unknown[] = [];
  const n = toNumber((arg as Doc).n);
  return { add: (value) => all.push(value ?? null), result: () => pick(all, n) };
}

function ranked(
  arg: unknown,
  evaluator: Evaluator,
  pick: (all: unknown[], n: number) => unknown,
  _end: 1 | -1,
): Accumulator {
  const { sortBy, output, n = 1 } = arg as Doc;
  const fields: SortField[] = parseSort(sortBy as Doc);
  const all: { key: Buffer; value: unknown }[] = [];
  return {
    add: (_, doc) => all.push({ key: sortKey(doc, fields), value: evaluator.evaluate(doc, output) ?? null }),
    result: () =>
      pick(
        all.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ value }) => value),
        toNumber(n),
      ),
  };
}

interface Output {
  name: string;
  make: () => Accumulator;
  input: unknown;
}

function parseOutput(name: string, spec: unknown, evaluator: Evaluator): Output {
  const [op, arg] = isPlainObject(spec) ? (Object.entries(spec)[0] ?? []) : [];
  const maker = op && MAKERS[op];
  if (!maker) throw new StoreError('Location15952', `unknown group operator '${op ?? name}'`);
  const input = isPlainObject(arg) && 'input' in arg ? arg.input : arg;
  return {
    name,
    make: () => maker(arg, evaluator),
    input: op === '$count' || op?.startsWith('$top') || op?.startsWith('$bottom') ? null : input,
  };
}

interface Group {
  id: unknown;
  accumulators: Accumulator[];
}

/** The $group stage. */
export function* group(docs: Iterable<Doc>, spec: Doc, evaluator: Evaluator): Steps {
  const { _id: by, ...fields } = spec;
  if (!('_id' in spec)) throw new StoreError('Location15955', 'a group specification must include an _id');
  const outputs = Object.entries(fields).map(([name, output]) => parseOutput(name, output, evaluator));
  const groups = new Map<string, Group>();
  yield* eachDoc(docs, (doc) => {
    const { accumulators } = groupOf(groups, evaluator.evaluate(doc, by) ?? null, outputs);
    for (const [i, { input }] of outputs.entries())
      accumulators[i]!.add(input === null ? null : evaluator.evaluate(doc, input), doc);
    return [];
  });
  return Array.from(groups.values(), ({ id, accumulators }) => {
    const out: Doc = { _id: id };
    for (const [i, { name }] of outputs.entries()) out[name] = accumulators[i]!.result();
    return out;
  });
}

function groupOf(groups: Map<string, Group>, id: unknown, outputs: Output[]): Group {
  const key = encodeValue(id).toString('latin1');
  const known = groups.get(key);
  if (known) return known;
  const made = { id, accumulators: outputs.map(({ make }) => make()) };
  groups.set(key, made);
  return made;
}
