import type { Bounds, Prefix } from './bounds.js';
import type { Index } from './index-keys.js';
import type { SortField } from './sort.js';

/** How the parts of an index that bounds left are read. */
export interface Order {
  /** Read like this, the documents come in the asked order. */
  sorted: boolean;
  reverse: boolean;
  /** Parts read one after the other; those of one group side by side, merged by what follows their prefixes. */
  groups: Prefix[][];
}

/** More parts than these are not read side by side; MongoDB draws the line there too. */
const MAX_MERGED = 200;

/**
 * Finds the way of reading that gives an order. Fields with one point do not matter; those with several come first
 * and order the parts; the rest must follow the index, forwards or backwards.
 */
export function orderOf(index: Index, { prefixes, fixed, several, equalities }: Bounds, sort: SortField[]): Order {
  const wanted = sort.filter(({ path }) => !fixed.has(path));
  const heads: Head[] = [];
  while (heads.length < wanted.length && several.has(wanted[heads.length]!.path)) {
    const { path, descending } = wanted[heads.length]!;
    heads.push({ at: several.get(path)!, descending });
  }
  const rest = wanted.slice(heads.length);
  const reverse = directionOf(index, equalities, rest);
  const groups = reverse === undefined ? undefined : inGroups(prefixes, heads, rest.length > 0);
  if (reverse === undefined || !groups) return { sorted: false, reverse: false, groups: prefixes.map((one) => [one]) };
  return { sorted: true, reverse, groups };
}

interface Head {
  at: number;
  descending: boolean;
}

/** Whether the fields from `first` on are read backwards to give this order; undefined when neither way does. */
function directionOf(index: Index, first: number, wanted: SortField[]): boolean | undefined {
  let reverse: boolean | undefined;
  if (index.cut && wanted.length > 0) return undefined;
  for (const [i, { path, descending }] of wanted.entries()) {
    const here = index.fields[first + i];
    if (!here || here.path !== path || index.multi[first + i]) return undefined;
    const opposite = here.descending !== descending;
    if (reverse !== undefined && reverse !== opposite) return undefined;
    reverse = opposite;
  }
  return reverse ?? false;
}

function inGroups(prefixes: Prefix[], heads: Head[], merging: boolean): Prefix[][] | undefined {
  if (prefixes.length === 1) return [prefixes];
  const ordered = heads.length > 0 ? prefixes.toSorted((a, b) => compareHeads(a, b, heads)) : prefixes;
  if (!merging) return ordered.map((prefix) => [prefix]);
  const groups: Prefix[][] = [];
  for (const prefix of ordered) {
    const last = groups.at(-1);
    if (last && compareHeads(last[0]!, prefix, heads) === 0) last.push(prefix);
    else groups.push([prefix]);
  }
  return groups.some((group) => group.length > MAX_MERGED) ? undefined : groups;
}

function compareHeads(a: Prefix, b: Prefix, heads: Head[]): number {
  for (const { at, descending } of heads) {
    const order = a.at[at]! - b.at[at]!;
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}
