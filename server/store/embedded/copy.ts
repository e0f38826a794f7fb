import { setField } from './path.js';
import { isPlainObject } from './value.js';

/** The same values in objects and arrays of their own: much less work than to decode them once more. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isPlainObject(value)) return value;
  const copy = { ...value };
  for (const name in copy) {
    const inner = copy[name];
    if (typeof inner === 'object' && inner !== null) setField(copy, name, copyOf(inner));
  }
  return copy;
}
