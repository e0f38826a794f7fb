import { setField } from './path.js';
import { type Doc, isPlainObject } from './value.js';

/**
 * A document that can be changed without the other one.
 * @param roots the only top-level fields in which it will be; undefined for all
 */
export function copyOf(doc: Doc, roots?: ReadonlySet<string>): Doc {
  const copy = { ...doc };
  for (const name of roots ?? Object.keys(copy))
    if (Object.hasOwn(copy, name)) setField(copy, name, deepCopyOf(copy[name]));
  return copy;
}

/** The same values in objects and arrays of their own: much less work than to decode them once more. */
function deepCopyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(deepCopyOf) as T;
  if (!isPlainObject(value)) return value;
  const copy = { ...value };
  for (const name in copy) {
    const inner = copy[name];
    if (typeof inner === 'object' && inner !== null) setField(copy, name, deepCopyOf(inner));
  }
  return copy;
}
