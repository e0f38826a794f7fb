import { type Doc, isPlainObject } from './value.js';

/** Where in an array a filter matched: what the positional `$` of an update or projection stands for. */
export interface MatchDetails {
  index?: number;
}

/** Decides on one value; one that looks into an array itself notes the element it liked. */
export type Test = (value: unknown, details?: MatchDetails) => boolean;

export const isIndex = (part: string): boolean => /^(0|[1-9]\d*)$/.test(part);

/** A field of a document by its own name only; never something inherited. */
export function field(doc: unknown, name: string): unknown {
  if (typeof doc !== 'object' || doc === null) return undefined;
  return Object.hasOwn(doc, name) ? (doc as Doc)[name] : undefined;
}

/** Sets a field even where its name means something to JavaScript. */
export function setField(doc: Doc, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(doc, name, { value, writable: true, enumerable: true, configurable: true });
  else doc[name] = value;
}

/**
 * Whether any value a query path leads to passes the test. Arrays on the way are entered, by element and by number.
 * @param whole test an array at the end of the path only as a whole, as $size and $elemMatch do
 * @param details receives the index in the outermost array that was entered
 */
export function someAt(value: unknown, parts: string[], test: Test, whole: boolean, details?: MatchDetails): boolean {
  return walk(value, parts, 0, test, whole, details);
}

function walk(
  value: unknown,
  parts: string[],
  i: number,
  test: Test,
  whole: boolean,
  details: MatchDetails | undefined,
): boolean {
  if (i === parts.length) return testLeaf(value, test, whole, details);
  if (Array.isArray(value)) return walkArray(value, parts, i, test, whole, details);
  if (!isPlainObject(value)) return test(undefined);
  return walk(field(value, parts[i]!), parts, i + 1, test, whole, details);
}

function testLeaf(value: unknown, test: Test, whole: boolean, details: MatchDetails | undefined): boolean {
  if (!whole && Array.isArray(value)) {
    const index = value.findIndex((element) => test(element));
    if (index >= 0) {
      if (details) details.index = index;
      return true;
    }
  }
  return test(value, details);
}

function walkArray(
  values: unknown[],
  parts: string[],
  i: number,
  test: Test,
  whole: boolean,
  details: MatchDetails | undefined,
): boolean {
  const part = parts[i]!;
  for (const [index, element] of values.entries()) {
    if (isPlainObject(element) && walk(element, parts, i, test, whole, details)) {
      if (details) details.index = index;
      return true;
    }
  }
  if (!isIndex(part) || Number(part) >= values.length) return false;
  const element = values[Number(part)];
  // A number that ends the path names the element itself, which is then not entered again.
  if (i + 1 === parts.length) return test(element);
  return walk(element, parts, i + 1, test, whole, details);
}

/** Every value a path leads to, arrays on the way entered; an array at the end stays whole. */
export function valuesAt(value: unknown, parts: string[], i = 0, found: unknown[] = []): unknown[] {
  if (i === parts.length) found.push(value);
  else if (Array.isArray(value)) {
    for (const element of value) if (isPlainObject(element)) valuesAt(element, parts, i, found);
    if (isIndex(parts[i]!) && Number(parts[i]) < value.length) valuesAt(value[Number(parts[i])], parts, i + 1, found);
  } else if (isPlainObject(value) && Object.hasOwn(value, parts[i]!)) valuesAt(value[parts[i]!], parts, i + 1, found);
  return found;
}
