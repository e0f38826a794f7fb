import { StoreError } from './errors.js';
import { isNothing, isTrue, type Operator, unary, withArgs } from './expression-scope.js';
import { encodeValue } from './key.js';
import { budgetOf } from './memory.js';
import { compareValues, typeName } from './value.js';

/** A set by the bytes that order its values, so that 1 and a Long of 1 are one. */
type Values = Map<string, unknown>;

function setOf(value: unknown, op: string): Values {
  if (!Array.isArray(value))
    throw new StoreError(
      'Location17044',
      `All operands of ${op} must be arrays. One argument is of type: ${typeName(value)}`,
    );
  const budget = budgetOf(op);
  const made: Values = new Map();
  for (const item of value) {
    const key = encodeValue(item).toString('latin1');
    budget.take(ENTRY_BYTES + key.length);
    made.set(key, item);
  }
  return made;
}

/** About what a set takes for an element beside its key. */
const ENTRY_BYTES = 32;

const inOrder = (values: Values): unknown[] => [...values.values()].sort(compareValues);
const kept = (a: Values, test: (key: string) => boolean): Values => new Map([...a].filter(([key]) => test(key)));
const isWithin = (a: Values, b: Values): boolean => [...a.keys()].every((key) => b.has(key));

/** Null where any operand is null or missing. */
const combined =
  (run: (sets: Values[]) => unknown): Operator =>
  (arg, compile, name) => {
    const args = (Array.isArray(arg) ? arg : [arg]).map(compile);
    return (scope) => {
      const values = args.map((value) => value(scope));
      return values.some(isNothing) ? null : run(values.map((value) => setOf(value, name)));
    };
  };

const two = (op: string, run: (a: Values, b: Values) => unknown): Operator =>
  withArgs(2, 2, (a: unknown, b: unknown) => run(setOf(a, op), setOf(b, op)));

function truths(op: string, code: `Location${number}`, value: unknown): boolean[] {
  if (Array.isArray(value)) return value.map(isTrue);
  throw new StoreError(code, `${op}'s argument must be an array, but is ${typeName(value)}`);
}

export const sets: Record<string, Operator> = {
  $setUnion: combined((all) => {
    const union: Values = new Map();
    const budget = budgetOf('$setUnion');
    for (const one of all)
      for (const [key, value] of one) {
        if (!union.has(key)) budget.take(ENTRY_BYTES + key.length);
        union.set(key, value);
      }
    return inOrder(union);
  }),
  $setIntersection: combined(([first = new Map(), ...others]) =>
    inOrder(kept(first, (key) => others.every((other) => other.has(key)))),
  ),
  $setDifference: withArgs(2, 2, (a: unknown, b: unknown) => {
    if (isNothing(a) || isNothing(b)) return null;
    const without = setOf(b, '$setDifference');
    return [...kept(setOf(a, '$setDifference'), (key) => !without.has(key)).values()];
  }),
  $setEquals: (arg, compile, name) => {
    const args = (Array.isArray(arg) ? arg : [arg]).map(compile);
    if (args.length < 2) throw new StoreError('Location17045', '$setEquals needs at least two arguments');
    return (scope) => {
      const [first, ...others] = args.map((value) => setOf(value(scope), name)) as [Values, ...Values[]];
      return others.every((other) => other.size === first.size && isWithin(first, other));
    };
  },
  $setIsSubset: two('$setIsSubset', isWithin),
  $allElementsTrue: unary((value) => truths('$allElementsTrue', 'Location17040', value).every(Boolean)),
  $anyElementTrue: unary((value) => truths('$anyElementTrue', 'Location17041', value).some(Boolean)),
};
