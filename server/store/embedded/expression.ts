import { ObjectId } from 'bson';
import { Aggregator } from 'mingo/aggregator';
import { Context, evalExpr } from 'mingo/core';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import { StoreError, unsupported } from './errors.js';
import type { ExprCompiler } from './match.js';
import { compareValues, type Doc, isLong, isPlainObject, rankOf, sameValue, toNumber } from './value.js';

type Options = Parameters<typeof evalExpr>[2];
type Operator = (obj: unknown, expr: unknown, options: Options) => unknown;

/** Comparison as BSON does it, which mingo's own operators do not; a missing field is below null. */
function compared(holds: (order: number) => boolean): Operator {
  return (obj, expr, options) => {
    const [a, b] = evalExpr(obj, expr, options) as unknown[];
    return holds(compareMissing(a, b));
  };
}

function compareMissing(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) {
    if (a === b) return 0;
    // Only MinKey sorts below a missing field.
    return a === undefined ? -1 : 1;
  }
  return compareValues(a, b);
}

function extreme(wanted: 1 | -1): Operator {
  return (obj, expr, options) => {
    const value = evalExpr(obj, expr, options);
    const list = Array.isArray(value) ? value : [value];
    const present = list.filter((item) => item !== null && item !== undefined);
    return present.length
      ? present.reduce((best, item) => (compareValues(item, best) * wanted > 0 ? item : best))
      : null;
  };
}

const OVERRIDES: Record<string, Operator> = {
  $eq: compared((order) => order === 0),
  $ne: compared((order) => order !== 0),
  $gt: compared((order) => order > 0),
  $gte: compared((order) => order >= 0),
  $lt: compared((order) => order < 0),
  $lte: compared((order) => order <= 0),
  $cmp: (obj, expr, options) => {
    const [a, b] = evalExpr(obj, expr, options) as unknown[];
    return Math.sign(compareMissing(a, b));
  },
  $in: (obj, expr, options) => {
    const [value, list] = evalExpr(obj, expr, options) as [unknown, unknown];
    if (!Array.isArray(list)) throw new StoreError('Location40324', '$in requires an array as a second argument');
    return list.some((item) => sameValue(item, value));
  },
  $max: extreme(1),
  $min: extreme(-1),
  $size: (obj, expr, options) => {
    const value = evalExpr(obj, Array.isArray(expr) && expr.length === 1 ? expr[0] : expr, options);
    if (!Array.isArray(value))
      throw new StoreError(
        'Location17276',
        `The argument to $size must be an array, but was of type: ${rankOf(value)}`,
      );
    return value.length;
  },
  $toString: (obj, expr, options) => toText(evalExpr(obj, unwrapped(expr), options)),
  $toObjectId: (obj, expr, options) => {
    const value = evalExpr(obj, unwrapped(expr), options);
    return value === null || value === undefined || value instanceof ObjectId
      ? (value ?? null)
      : new ObjectId(String(value));
  },
};

const unwrapped = (expr: unknown): unknown => (Array.isArray(expr) && expr.length === 1 ? expr[0] : expr);

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString() : String(value);
}

/** Never evaluated: they would run the client's own code in this process. */
const CODE = new Set(['$function', '$accumulator', '$where']);

/** Refuses code anywhere in a pipeline or expression. */
export function refuseCode(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) refuseCode(item);
  if (!isPlainObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (CODE.has(name)) throw unsupported(name);
    if (name !== '$literal') refuseCode(inner);
  }
}

const context = Context.init({ expression: expression as never, accumulator: accumulator as never });
const overriding = Context.init({ expression: OVERRIDES as never });
const operators = Context.from(overriding, context);

/** mingo's evaluator copies its context on each call unless it is handed its own options object, so one is caught here. */
function captureOptions(variables: Doc): Options & { update(locals: Doc): Options } {
  let caught: unknown;
  const capture = Context.init({
    pipeline: {
      $capture: (docs: unknown, _: unknown, options: unknown) => {
        caught = options;
        return docs;
      },
    } as never,
  });
  new Aggregator([{ $capture: 1 }], { context: Context.from(capture, operators), variables, scriptEnabled: false }).run(
    [],
  );
  return caught as Options & { update(locals: Doc): Options };
}

/** Evaluates aggregation expressions, with the variables that a command's `let` defined. */
export class Evaluator {
  readonly #options;

  constructor(readonly variables: Doc = {}) {
    this.#options = captureOptions(plain(variables) as Doc);
  }

  readonly evaluate = (doc: Doc, expr: unknown): unknown => {
    try {
      return evalExpr(plain(doc), expr, this.#options.update({ root: plain(doc) }));
    } catch (error) {
      throw asStoreError(error);
    }
  };

  readonly compile: ExprCompiler = (expr) => {
    refuseCode(expr);
    return (doc) => isTrue(this.evaluate(doc, expr));
  };

  with(variables: Doc): Evaluator {
    return new Evaluator({ ...this.variables, ...variables });
  }
}

export const isTrue = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== false && !(rankOf(value) === 0x20 && toNumber(value) === 0);

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError('BadValue', error instanceof Error ? error.message : String(error));
}

const LONGS = new WeakMap<object, unknown>();

/** mingo does not know Longs: expressions see them as numbers. Documents without any come back as they are. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (LONGS.has(value)) return LONGS.get(value);
  const made = withoutLongs(value);
  LONGS.set(value, made);
  return made;
}

function withoutLongs(value: unknown): unknown {
  if (isLong(value)) return value.toNumber();
  if (Array.isArray(value)) {
    const items = value.map(withoutLongs);
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (!isPlainObject(value)) return value;
  let copy: Doc | undefined;
  for (const [name, inner] of Object.entries(value)) {
    const made = withoutLongs(inner);
    if (made !== inner) copy = { ...(copy ?? value), [name]: made };
  }
  return copy ?? value;
}
