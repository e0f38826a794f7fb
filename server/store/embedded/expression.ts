import { Aggregator } from 'mingo/aggregator';
import { Context, evalExpr } from 'mingo/core';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import { StoreError, unsupported } from './errors.js';
import { type Options, OVERRIDES } from './expression-operators.js';
import type { ExprCompiler } from './match.js';
import { type Doc, isLong, isPlainObject, Rank, rankOf, toNumber } from './value.js';

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

interface ComputeOptions extends Options {
  update(locals: { root?: unknown; variables?: unknown }): ComputeOptions;
}

/** mingo's evaluator copies its whole context on each call unless it is handed its own kind of options, so one is caught here. */
function catchOptions(): ComputeOptions {
  let caught: unknown;
  const stage = (docs: unknown, _arg: unknown, options: unknown): unknown => {
    caught = options;
    return docs;
  };
  const context = Context.from(Context.init({ pipeline: { $catch: stage } as never }), operators);
  new Aggregator([{ $catch: 1 }], { context, scriptEnabled: false }).run([]);
  return caught as ComputeOptions;
}

const template = catchOptions();

/** A copy with state of its own: the variables, the document at hand, and the moment that $$NOW stands for. */
const copyOptions = (): ComputeOptions =>
  (template.constructor as unknown as { init(options: ComputeOptions): ComputeOptions }).init(template);

/** Evaluates aggregation expressions, with the variables that a command's `let` defined. */
export class Evaluator {
  #options?: ComputeOptions;

  constructor(readonly variables: Doc = {}) {}

  readonly evaluate = (doc: Doc, expr: unknown): unknown => {
    this.#options ??= copyOptions().update({ variables: plain(this.variables) });
    const root = plain(doc);
    try {
      return evalExpr(root, expr, this.#options.update({ root }));
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
  value !== null && value !== undefined && value !== false && !(rankOf(value) === Rank.number && toNumber(value) === 0);

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /accumulator '(.*)' is not registered/.exec(message)?.[1];
  if (unknown) return new StoreError('InvalidPipelineOperator', `Unrecognized expression '${unknown}'`);
  return new StoreError('BadValue', message);
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
