import type { Evaluator } from './expression.js';
import { countOf, mergeInto } from './expression-arrays.js';
import { encodeValue } from './key.js';
import { Budget, roughBytes, tooMuch } from './memory.js';
import { parseSort, sortKey } from './sort.js';
import { compareValues, type Doc, isPlainObject } from './value.js';

/** Collects the values of one output field of a group. */
export interface Accumulator {
  add(value: unknown, doc: Doc): void;
  result(): unknown;
}

export interface Scope {
  evaluator: Evaluator;
  /** Of the whole stage. */
  budget: Budget;
  /** Of the group. */
  id: unknown;
}

export type Maker = (arg: unknown, scope: Scope) => Accumulator;

const present = (value: unknown): boolean => value !== null && value !== undefined;

/** Keeps one value at a time, and counts what it takes. */
const holding =
  (isBetter: (value: unknown, held: { value: unknown } | undefined) => boolean): Maker =>
  (_, { budget }) => {
    let held: { value: unknown } | undefined;
    let bytes = 0;
    return {
      add(value) {
        if (!isBetter(value, held)) return;
        const taken = roughBytes(value);
        budget.take(taken - bytes);
        bytes = taken;
        held = { value };
      },
      result: () => held?.value ?? null,
    };
  };

const extreme = (wanted: 1 | -1): Maker =>
  holding((value, held) => present(value) && (!held || compareValues(value, held.value) * wanted > 0));

const push: Maker = (_, { budget: whole }) => {
  const budget = new Budget('$push', tooMuch, whole);
  const all: unknown[] = [];
  return {
    add(value) {
      if (value === undefined) return;
      budget.take(roughBytes(value));
      all.push(value);
    },
    result: () => all,
  };
};

/** $addToSet remembers keys, so that a large set does not compare each value with all others. */
const addToSet: Maker = (_, { budget: whole }) => {
  const budget = new Budget('$addToSet', tooMuch, whole);
  const all = new Map<string, unknown>();
  return {
    add(value) {
      if (value === undefined) return;
      const key = encodeValue(value).toString('latin1');
      if (all.has(key)) return;
      budget.take(key.length + roughBytes(value));
      all.set(key, value);
    },
    result: () => [...all.values()],
  };
};

const mergeObjects: Maker = (_, { budget }) => {
  const all: Doc = {};
  return { add: (value) => mergeInto(all, value, (bytes) => budget.take(bytes)), result: () => all };
};

interface Kept {
  value: unknown;
  key?: Buffer;
  bytes: number;
}

/** What may be kept beyond the wanted before they are looked for. */
const SPARE = 100;
const SPARE_BYTES = 4 * 1024 * 1024;

/** Keeps what `cut` leaves of everything so far; never many more than n. */
function keeping(n: number, cut: (all: Kept[]) => Kept[], budget: Budget): { add(item: Kept): void; all(): Kept[] } {
  let kept: Kept[] = [];
  let [bytes, most] = [0, SPARE_BYTES];
  const settle = (): void => {
    kept = cut(kept);
    const left = kept.reduce((sum, item) => sum + item.bytes, 0);
    budget.take(left - bytes);
    bytes = left;
    most = Math.max(SPARE_BYTES, 2 * left);
  };
  return {
    add(item) {
      kept.push(item);
      bytes += item.bytes;
      budget.take(item.bytes);
      if (kept.length > n * 2 + SPARE || (bytes > most && kept.length > n)) settle();
    },
    all: () => cut(kept),
  };
}

/** How many are kept, which only the group can say. */
const howMany = (n: unknown, { evaluator, id }: Scope): number =>
  countOf(evaluator.evaluate(isPlainObject(id) ? id : {}, n));

const some =
  (op: string, accept: (value: unknown) => boolean, cut: (all: Kept[], n: number) => Kept[]): Maker =>
  (arg, scope) => {
    const n = howMany((arg as Doc).n, scope);
    const kept = keeping(n, (all) => cut(all, n), new Budget(op, tooMuch, scope.budget));
    return {
      add: (value) => accept(value) && kept.add({ value: value ?? null, bytes: roughBytes(value) }),
      result: () => kept.all().map(({ value }) => value),
    };
  };

/** The n first or last in an order; `$top` and `$bottom` give the one alone. */
const ranked =
  (op: string, end: 'first' | 'last', single: boolean): Maker =>
  (arg, scope) => {
    const { sortBy, output, n = 1 } = arg as Doc;
    const [fields, evaluate] = [parseSort(sortBy as Doc), scope.evaluator.ready(output)];
    const count = howMany(n, scope);
    const cut = (all: Kept[]): Kept[] => {
      const sorted = all.sort((a, b) => Buffer.compare(a.key!, b.key!));
      return end === 'first' ? sorted.slice(0, count) : sorted.slice(-count);
    };
    const kept = keeping(count, cut, new Budget(op, tooMuch, scope.budget));
    return {
      add(_, doc) {
        const [key, value] = [sortKey(doc, fields), evaluate(doc) ?? null];
        kept.add({ key, value, bytes: key.length + roughBytes(value) });
      },
      result() {
        const values = kept.all().map(({ value }) => value);
        return single ? (values[0] ?? null) : values;
      },
    };
  };

const any = (): boolean => true;

const inOrder =
  (wanted: 1 | -1) =>
  (all: Kept[], n: number): Kept[] =>
    all.sort((a, b) => wanted * compareValues(a.value, b.value)).slice(0, n);

/** The accumulators that keep values of the documents. */
export const keepers: Record<string, Maker> = {
  $min: extreme(-1),
  $max: extreme(1),
  $first: holding((_, held) => !held),
  $last: holding(any),
  $push: push,
  $addToSet: addToSet,
  $mergeObjects: mergeObjects,
  $firstN: some('$firstN', any, (all, n) => all.slice(0, n)),
  $lastN: some('$lastN', any, (all, n) => all.slice(-n)),
  $maxN: some('$maxN', present, inOrder(-1)),
  $minN: some('$minN', present, inOrder(1)),
  $top: ranked('$top', 'first', true),
  $bottom: ranked('$bottom', 'last', true),
  $topN: ranked('$topN', 'first', false),
  $bottomN: ranked('$bottomN', 'last', false),
};
