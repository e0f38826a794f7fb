/** One policy's changes carried onto another. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { type DifferenceView, differences, isTree } from '../contract/index.js';

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
