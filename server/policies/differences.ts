/** How two policies differ, path by path; and one's changes carried onto another. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { DifferenceView } from '../contract/index.js';

type Tree = { [key: string]: unknown };

const isTree = (value: unknown): value is Tree =>
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
    else if (!isDeepStrictEqual(was, is)) found.push({ path: here, kind: 'changed', before: was, after: is });
  }
}

/** A copy in which these differences are made; what lies beside their paths stays. */
export function carried<T extends object>(onto: T, made: readonly DifferenceView[]): T {
  const copy = structuredClone(onto);
  for (const { path, kind, after } of made) {
    const inner = path.slice(0, -1).reduce<unknown>((tree, key) => (isTree(tree) ? tree[key] : undefined), copy);
    if (!isTree(inner)) continue; // it is gone as a whole
    const last = path.at(-1) as string;
    if (kind === 'removed') delete inner[last];
    else inner[last] = structuredClone(after);
  }
  return copy;
}

export interface Merge<T> {
  content: T;
  /** Paths that both changed, and not to the same. */
  conflicts: string[][];
}

/** What `mine` changed since `base`, carried onto `theirs`, which came from the same base. Where both changed the same, mine counts. */
export function merged<T extends object>(base: T, mine: T, theirs: T): Merge<T> {
  const [made, others] = [differences(base, mine), differences(base, theirs)];
  const conflicts = made.filter((one) =>
    others.some((other) => touches(one.path, other.path) && !isDeepStrictEqual(one, other)),
  );
  return { content: carried(theirs, made), conflicts: conflicts.map(({ path }) => path) };
}

/** The same place, or one within the other. */
const touches = (a: readonly string[], b: readonly string[]): boolean =>
  a.slice(0, b.length).every((key, i) => key === b[i]);
