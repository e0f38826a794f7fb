/** What to send after an edit that others may have made as well. */
export interface Edits<T> {
  /** Only what was changed here; of the parts only the fields that were, put into what holds now. */
  change: Partial<T>;
  /** Names of what others changed to something else in the meantime. */
  torn: string[];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * @param base what the edit began from
 * @param mine the edit
 * @param theirs what holds now
 * @param parts fields whose own fields are looked at one by one
 */
export function mergeEdits<T extends object>(base: T, mine: T, theirs: T, parts: readonly (keyof T)[] = []): Edits<T> {
  const change: Partial<T> = {};
  const torn: string[] = [];
  for (const key of Object.keys(mine) as (keyof T)[]) {
    if (same(base[key], mine[key])) continue;
    if (parts.includes(key)) {
      const inside = mergeEdits(base[key] as object, mine[key] as object, theirs[key] as object);
      change[key] = { ...theirs[key], ...inside.change };
      torn.push(...inside.torn);
    } else {
      change[key] = mine[key];
      if (!same(theirs[key], base[key]) && !same(theirs[key], mine[key])) torn.push(String(key));
    }
  }
  return { change, torn };
}
