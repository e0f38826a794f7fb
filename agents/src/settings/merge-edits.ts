/** A field that two people set to different values at the same time. */
export interface Torn {
  /** A part's own field has the part's name before it. */
  path: string[];
  mine: unknown;
  theirs: unknown;
}

/** What to send after an edit that others may have made as well. */
export interface Edits<T> {
  /** Only what was changed here; of the parts only the fields that were, put into what holds now. */
  change: Partial<T>;
  /** What others changed to something else in the meantime. */
  torn: Torn[];
}

type Parts<T> = readonly (keyof T)[];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * @param base what the edit began from
 * @param mine the edit
 * @param theirs what holds now
 * @param parts fields whose own fields are looked at one by one
 */
export function mergeEdits<T extends object>(base: T, mine: T, theirs: T, parts: Parts<T> = []): Edits<T> {
  const change: Partial<T> = {};
  const torn: Torn[] = [];
  for (const key of Object.keys(mine) as (keyof T & string)[]) {
    if (same(base[key], mine[key])) continue;
    if (parts.includes(key)) {
      const inside = mergeEdits(base[key] as object, mine[key] as object, theirs[key] as object);
      change[key] = { ...theirs[key], ...inside.change };
      torn.push(...inside.torn.map((one) => ({ ...one, path: [key, ...one.path] })));
    } else {
      change[key] = mine[key];
      if (!same(theirs[key], base[key]) && !same(theirs[key], mine[key]))
        torn.push({ path: [key], mine: mine[key], theirs: theirs[key] });
    }
  }
  return { change, torn };
}

/**
 * An edit that goes on when what it began from has changed: what was not touched here is as it holds now; what was stays, and with
 * it what it began from, so that `mergeEdits` finds it torn.
 */
export function followed<T extends object>(base: T, mine: T, theirs: T, parts: Parts<T> = []): { base: T; mine: T } {
  const next = { base: { ...theirs }, mine: { ...theirs } };
  for (const key of Object.keys(mine) as (keyof T)[]) {
    if (same(base[key], mine[key]) || same(mine[key], theirs[key])) continue;
    if (parts.includes(key)) {
      const inside = followed(base[key] as object, mine[key] as object, theirs[key] as object);
      next.base[key] = inside.base as T[keyof T];
      next.mine[key] = inside.mine as T[keyof T];
    } else {
      next.base[key] = base[key];
      next.mine[key] = mine[key];
    }
  }
  return next;
}
