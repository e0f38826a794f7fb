import { ARGUMENT_CODES } from './argument-codes.js';
import { StoreError } from './errors.js';
import { type Doc, isNumber, isPlainObject, toNumber } from './value.js';

/** What an expression is evaluated on. */
export interface Scope {
  root: Doc;
  /** By name, without the dollars; those of an outer scope are inherited. */
  variables: Doc;
}

/** An expression ready to be evaluated; undefined stands for a missing value. */
export type Compiled = (scope: Scope) => unknown;
export type Compile = (expr: unknown) => Compiled;

/** Compiles one operator with its argument. */
export type Operator = (arg: unknown, compile: Compile, name: string) => Compiled;

export const isNothing = (value: unknown): value is null | undefined => value === null || value === undefined;

export const isTrue = (value: unknown): boolean =>
  !isNothing(value) && value !== false && !(isNumber(value) && toNumber(value) === 0);

export const variablesOf = (values: Doc, outer: Doc | null = null): Doc => Object.assign(Object.create(outer), values);

/** A scope for an inner expression that sees further variables; the caller sets them before each evaluation. */
export const innerScope = ({ root, variables }: Scope): Scope => ({ root, variables: Object.create(variables) as Doc });

/** An operator with a list of arguments; a single one needs no list. */
export const withArgs =
  (least: number, most: number, run: (...values: never[]) => unknown): Operator =>
  (arg, compile, name) => {
    const list = Array.isArray(arg) ? arg : [arg];
    if (list.length < least || list.length > most) throw wrongCount(name, least, most, list.length);
    const args = list.map(compile);
    return (scope) => (run as (...values: unknown[]) => unknown)(...args.map((value) => value(scope)));
  };

function wrongCount(name: string, least: number, most: number, given: number): StoreError {
  if (least === most)
    return new StoreError(
      'Location16020',
      `Expression ${name} takes exactly ${least} arguments. ${given} were passed in.`,
    );
  return new StoreError(
    'Location28667',
    `Expression ${name} takes at least ${least} arguments, and at most ${most}, but ${given} were passed in.`,
  );
}

export const unary = (run: (value: unknown) => unknown): Operator => withArgs(1, 1, run as never);

/** As `unary`, but null and missing give null. */
export const unaryOrNull = (run: (value: NonNullable<unknown>) => unknown): Operator =>
  unary((value) => (isNothing(value) ? null : run(value)));

/** The values of an operator that takes a list, or one array. */
export const listed =
  (run: (values: unknown[]) => unknown): Operator =>
  (arg, compile) => {
    if (Array.isArray(arg) && arg.length !== 1) {
      const args = arg.map(compile);
      return (scope) => run(args.map((value) => value(scope)));
    }
    const only = compile(Array.isArray(arg) ? arg[0] : arg);
    return (scope) => {
      const value = only(scope);
      return run(Array.isArray(value) ? value : [value]);
    };
  };

/** @throws StoreError with the operator's own code unless it is an object of the names that the operator takes */
export function checkNames(arg: unknown, name: string, needed: string[], optional: string[] = []): asserts arg is Doc {
  const codes = ARGUMENT_CODES[name];
  if (!isPlainObject(arg))
    throw new StoreError(codes?.object ?? 'FailedToParse', `${name} only supports an object as its argument`);
  for (const field of Object.keys(arg))
    if (!needed.includes(field) && !optional.includes(field))
      throw new StoreError(codes?.unknown ?? 'FailedToParse', `${name} found an unknown argument: ${field}`);
  for (const field of needed)
    if (!(field in arg))
      throw new StoreError(codes?.missing[field] ?? 'FailedToParse', `${name} requires '${field}' to be specified`);
}

export type Named = Record<string, Compiled | undefined>;

/** Compiles the arguments of an operator that names them, and refuses those it does not know. */
export function namedArgs(
  arg: unknown,
  compile: Compile,
  name: string,
  needed: string[],
  optional: string[] = [],
): Named {
  checkNames(arg, name, needed, optional);
  return Object.fromEntries(Object.entries(arg).map(([field, value]) => [field, compile(value)]));
}

/** An operator whose arguments have names and are all evaluated first. */
export const withNamed =
  (needed: string[], optional: string[], run: (values: Doc) => unknown): Operator =>
  (arg, compile, name) => {
    const args = Object.entries(namedArgs(arg, compile, name, needed, optional)) as [string, Compiled][];
    return (scope) => run(Object.fromEntries(args.map(([field, value]) => [field, value(scope)])));
  };
