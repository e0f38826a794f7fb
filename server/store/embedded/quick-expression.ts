import { ObjectId } from 'bson';
import type { Evaluator } from './expression.js';
import { type Doc, isPlainObject } from './value.js';

/** An expression made ready for many documents. */
export type Compiled = (doc: Doc) => unknown;

/** Constants and plain fields are read directly, which is many times faster; everything else goes to the evaluator. */
export function compileExpression(expr: unknown, evaluator: Evaluator): Compiled {
  const slow: Compiled = (doc) => evaluator.evaluate(doc, expr);
  if (typeof expr === 'number' || typeof expr === 'boolean' || expr === null) return () => expr;
  if (typeof expr !== 'string' || !/^\$[^$]/.test(expr)) return slow;
  const parts = expr.slice(1).split('.');
  return parts.length === 1 ? fieldOf(parts[0]!, slow) : pathOf(parts, slow);
}

const fieldOf =
  (name: string, slow: Compiled): Compiled =>
  (doc) => {
    const value = Object.hasOwn(doc, name) ? doc[name] : undefined;
    return isSimple(value) ? value : slow(doc);
  };

const pathOf =
  (parts: string[], slow: Compiled): Compiled =>
  (doc) => {
    let value: unknown = doc;
    for (const part of parts) {
      if (!isPlainObject(value)) return slow(doc);
      if (!Object.hasOwn(value, part)) return undefined;
      value = value[part];
    }
    return isSimple(value) ? value : slow(doc);
  };

/** Values that an expression gives as they are stored. */
function isSimple(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Date || value instanceof ObjectId;
}
