import { StoreError, unsupported } from './errors.js';
import { arithmetic } from './expression-arithmetic.js';
import { arrays } from './expression-arrays.js';
import { dates } from './expression-dates.js';
import { logic } from './expression-logic.js';
import { type Compiled, isTrue, type Operator, variablesOf } from './expression-scope.js';
import { sets } from './expression-sets.js';
import { strings } from './expression-strings.js';
import { trigonometry } from './expression-trigonometry.js';
import { types } from './expression-types.js';
import { fieldPath } from './field-path.js';
import type { ExprCompiler } from './match.js';
import { field, setField } from './path.js';
import { type Doc, isPlainObject } from './value.js';

/** Never evaluated: they would run the client's own code in this process. */
const CODE = new Set(['$function', '$accumulator', '$where']);

/** MongoDB has them, this store has not. */
const LEFT_OUT = new Set(['$meta', '$median', '$percentile', '$toHashedIndexKey']);

/** Refuses code anywhere in a pipeline or expression. */
export function refuseCode(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) refuseCode(item);
  if (!isPlainObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (CODE.has(name)) throw unsupported(name);
    if (name !== '$literal') refuseCode(inner);
  }
}

const OPERATORS: Record<string, Operator> = {
  ...arithmetic,
  ...logic,
  ...arrays,
  ...sets,
  ...strings,
  ...types,
  ...dates,
  ...trigonometry,
};

/** Turns an expression into a function; a wrong one fails here, before any document is read. */
function compile(expr: unknown): Compiled {
  if (typeof expr === 'string') return expr.startsWith('$') ? compilePath(expr) : () => expr;
  if (Array.isArray(expr)) {
    const items = expr.map(compile);
    return (scope) => items.map((item) => item(scope) ?? null);
  }
  if (!isPlainObject(expr)) return () => expr;
  const names = Object.keys(expr);
  if (!names[0]?.startsWith('$')) return compileObject(expr);
  if (names.length > 1)
    throw new StoreError(
      'Location15983',
      `an object representing an expression must have exactly one field: ${JSON.stringify(names)}`,
    );
  return compileOperator(names[0], expr[names[0]]);
}

function compileOperator(name: string, arg: unknown): Compiled {
  if (CODE.has(name) || LEFT_OUT.has(name)) throw unsupported(name);
  if (!Object.hasOwn(OPERATORS, name))
    throw new StoreError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  return OPERATORS[name]!(arg, compile, name);
}

/** Fields whose value is missing are left out. */
function compileObject(expr: Doc): Compiled {
  const fields = Object.entries(expr).map(([name, value]): [string, Compiled] => {
    if (name.startsWith('$') || name.includes('.'))
      throw new StoreError('Location16410', `FieldPath field names may not start with '$' or hold a dot: ${name}`);
    return [name, compile(value)];
  });
  return (scope) => {
    const made: Doc = {};
    for (const [name, value] of fields) {
      const found = value(scope);
      if (found !== undefined) setField(made, name, found);
    }
    return made;
  };
}

function compilePath(path: string): Compiled {
  if (!path.startsWith('$$')) {
    const parts = partsOf(path.slice(1));
    return ({ root }) => follow(root, parts, 0);
  }
  if (path === '$$') throw new StoreError('FailedToParse', 'empty variable names are not allowed');
  const [name, ...parts] = fieldPath(path.slice(2)) as [string, ...string[]];
  if (name === 'REMOVE') return () => undefined;
  if (name === 'ROOT' || name === 'CURRENT') return ({ root }) => follow(root, parts, 0);
  if (name === 'CLUSTER_TIME' || name === 'USER_ROLES' || name === 'SEARCH_META') throw unsupported(`$$${name}`);
  return ({ variables }) => {
    if (!(name in variables)) throw new StoreError('Location17276', `Use of undefined variable: ${name}`);
    return follow(variables[name], parts, 0);
  };
}

function partsOf(path: string): string[] {
  if (path === '') throw new StoreError('Location16872', "'$' by itself is not a valid FieldPath");
  return fieldPath(path);
}

/** A path of an expression: arrays on it give the array of what their objects hold; numbers name no elements. */
function follow(value: unknown, parts: string[], i: number): unknown {
  if (i === parts.length) return value;
  if (Array.isArray(value))
    return value.flatMap((item) => {
      const found = isPlainObject(item) ? follow(item, parts, i) : undefined;
      return found === undefined ? [] : [found];
    });
  return isPlainObject(value) ? follow(field(value, parts[i]!), parts, i + 1) : undefined;
}

/** Expressions are often evaluated for many documents: what they became is kept as long as they are. */
const compiled = new WeakMap<object, Compiled>();

function compiledOf(expr: unknown): Compiled {
  if (typeof expr !== 'object' || expr === null) return compile(expr);
  const known = compiled.get(expr);
  if (known) return known;
  const made = compile(expr);
  compiled.set(expr, made);
  return made;
}

/** Makes an expression ready to be evaluated on documents. */
export type Ready = (expr: unknown) => (doc: Doc) => unknown;

/** Evaluates aggregation expressions, with the variables that a command's `let` defined. */
export class Evaluator {
  readonly #variables: Doc;

  constructor(readonly variables: Doc = {}) {
    this.#variables = variablesOf({ NOW: new Date(), ...variables });
  }

  readonly evaluate = (doc: Doc, expr: unknown): unknown => compiledOf(expr)({ root: doc, variables: this.#variables });

  readonly compile: ExprCompiler = (expr) => {
    const test = compiledOf(expr);
    return (doc) => isTrue(test({ root: doc, variables: this.#variables }));
  };

  /** An expression made ready for many documents; a wrong one fails at once. */
  readonly ready: Ready = (expr) => {
    const evaluate = compiledOf(expr);
    return (root) => evaluate({ root, variables: this.#variables });
  };

  with(variables: Doc): Evaluator {
    return new Evaluator({ ...this.variables, ...variables });
  }
}
