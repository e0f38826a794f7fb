/** How two trees of settings differ, path by path. Free of libraries: the console tells by it what a colleague changed meanwhile. */
import type { DifferenceView } from './policy.js';

type Tree = { [key: string]: unknown };

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** In the order of the paths. Lists are values: two that differ are one difference. */
export function differences(before: object, after: object): DifferenceView[] {
  const found: DifferenceView[] = [];
  walk(before as Tree, after as Tree, [], found);
  return found;
}

function walk(before: Tree, after: Tree, path: string[], found: DifferenceView[]): void {
  for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    const [was, is] = [before[key], after[key]];
    const here = [...path, key];
    if (was === undefined && is !== undefined) found.push({ path: here, kind: 'added', before: null, after: is });
    else if (is === undefined && was !== undefined)
      found.push({ path: here, kind: 'removed', before: was, after: null });
    else if (isTree(was) && isTree(is)) walk(was, is, here, found);
    else if (!isSame(was, is)) found.push({ path: here, kind: 'changed', before: was, after: is });
  }
}

/** By what they hold, however their fields are ordered. */
function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, n) => isSame(one, b[n]));
  if (isTree(a) && isTree(b)) return differences(a, b).length === 0;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  return Object.is(a, b);
}
