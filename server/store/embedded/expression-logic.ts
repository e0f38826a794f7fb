import { StoreError } from './errors.js';
import {
  type Compiled,
  innerScope,
  isNothing,
  isTrue,
  namedArgs,
  type Operator,
  unary,
  withArgs,
} from './expression-scope.js';
import { compareValues, type Doc, isPlainObject } from './value.js';

/** Comparison as BSON does it; a missing field is below null, and only MinKey below a missing field. */
function compareMissing(a: unknown, b: unknown): number {
  if (a !== undefined && b !== undefined) return compareValues(a, b);
  return a === b ? 0 : a === undefined ? -1 : 1;
}

const compared = (holds: (order: number) => boolean): Operator =>
  withArgs(2, 2, (a: unknown, b: unknown) => holds(compareMissing(a, b)));

const every = (arg: unknown): unknown[] => (Array.isArray(arg) ? arg : [arg]);

function conditional(test: Compiled, yes: Compiled, no: Compiled): Compiled {
  return (scope) => (isTrue(test(scope)) ? yes(scope) : no(scope));
}

const cond: Operator = (arg, compile, name) => {
  if (Array.isArray(arg)) {
    if (arg.length !== 3)
      throw new StoreError(
        'Location16020',
        `Expression $cond takes exactly 3 arguments. ${arg.length} were passed in.`,
      );
    const [test, yes, no] = arg.map(compile) as [Compiled, Compiled, Compiled];
    return conditional(test, yes, no);
  }
  const args = namedArgs(arg, compile, name, ['if', 'then', 'else']);
  return conditional(args.if!, args.then!, args.else!);
};

const switching: Operator = (arg, compile) => {
  const { branches, default: other, ...more } = (isPlainObject(arg) ? arg : {}) as Doc;
  if (!Array.isArray(branches) || branches.length === 0)
    throw new StoreError('Location40068', '$switch requires at least one branch.');
  if (Object.keys(more).length > 0)
    throw new StoreError('Location40067', `$switch found an unknown argument: ${Object.keys(more)[0]}`);
  const cases = branches.map((branch) => namedArgs(branch, compile, 'a branch of $switch', ['case', 'then']));
  const fallback = other === undefined ? undefined : compile(other);
  return (scope) => {
    const found = cases.find((branch) => isTrue(branch.case!(scope)));
    if (found) return found.then!(scope);
    if (fallback) return fallback(scope);
    throw new StoreError(
      'Location40066',
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
};

const USER_NAME = /^(?:[a-z\u0080-\uffff][\w\u0080-\uffff]*|CURRENT)$/;

/** A name that a client may give a variable. */
export function variableName(name: unknown): string {
  if (typeof name === 'string' && USER_NAME.test(name)) return name;
  throw new StoreError('FailedToParse', `'${String(name)}' starts with an invalid character for a user variable name`);
}

const letting: Operator = (arg, compile) => {
  const { vars, in: body, ...more } = (isPlainObject(arg) ? arg : {}) as Doc;
  if (!isPlainObject(vars)) throw new StoreError('Location16876', "Missing 'vars' parameter to $let");
  if (body === undefined) throw new StoreError('Location16877', "Missing 'in' parameter to $let");
  if (Object.keys(more).length > 0)
    throw new StoreError('Location16875', `Unrecognized parameter to $let: ${Object.keys(more)[0]}`);
  const values = Object.entries(vars).map(([name, expr]): [string, Compiled] => [variableName(name), compile(expr)]);
  const inner = compile(body);
  return (scope) => {
    const at = innerScope(scope);
    for (const [name, value] of values) at.variables[name] = value(scope);
    return inner(at);
  };
};

export const logic: Record<string, Operator> = {
  $eq: compared((order) => order === 0),
  $ne: compared((order) => order !== 0),
  $gt: compared((order) => order > 0),
  $gte: compared((order) => order >= 0),
  $lt: compared((order) => order < 0),
  $lte: compared((order) => order <= 0),
  $cmp: withArgs(2, 2, (a: unknown, b: unknown) => Math.sign(compareMissing(a, b))),
  $and: (arg, compile) => {
    const args = every(arg).map(compile);
    return (scope) => args.every((value) => isTrue(value(scope)));
  },
  $or: (arg, compile) => {
    const args = every(arg).map(compile);
    return (scope) => args.some((value) => isTrue(value(scope)));
  },
  $not: unary((value) => !isTrue(value)),
  $cond: cond,
  $switch: switching,
  $ifNull: (arg, compile) => {
    const args = every(arg).map(compile);
    if (args.length < 2)
      throw new StoreError('Location1257300', `$ifNull needs at least two arguments, had: ${args.length}`);
    return (scope) => {
      for (const value of args.slice(0, -1)) {
        const found = value(scope);
        if (!isNothing(found)) return found;
      }
      return args.at(-1)!(scope);
    };
  },
  $let: letting,
  $literal: (arg) => () => arg,
  $rand: (arg) => {
    if (isPlainObject(arg) ? Object.keys(arg).length > 0 : !Array.isArray(arg) || arg.length > 0)
      throw new StoreError('Location3040501', '$rand does not currently accept arguments');
    return () => Math.random();
  },
};
