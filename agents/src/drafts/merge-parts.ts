interface Parts {
  base: readonly string[];
  ours: readonly string[];
  theirs: readonly string[];
  /** What makes two parts the same. */
  same?: (part: string) => string;
  /** The words of several. */
  words: (parts: readonly string[]) => string;
}

/** More comparisons than this are not worth a merge: then all of it counts as one part. */
const MOST = 4_000_000;

/**
 * Lines or paragraphs that two have changed from the same beginning: what either took away is gone, what either put in is there; of
 * what both put in at one place the others' comes first, as the caret is at the end of ours.
 */
export function mergeParts({ base, ours, theirs, same = (part) => part, words }: Parts): string[] {
  const [inOurs, inTheirs] = [ours, theirs].map((other) => placesIn(base.map(same), other.map(same))) as [
    number[],
    number[],
  ];
  const merged: string[] = [];
  for (let i = 0; i <= base.length; i += 1) {
    merged.push(...both(putIn(ours, inOurs, i), putIn(theirs, inTheirs, i), words));
    const [our = -1, their = -1] = [inOurs[i], inTheirs[i]];
    if (our >= 0 && their >= 0) merged.push(ours[our] as string);
  }
  return merged;
}

/** What stands before a place of the base and after the part before that, or, where that one is gone, stood there already. */
function putIn(parts: readonly string[], places: readonly number[], i: number): readonly string[] {
  const before = i === 0 ? -1 : (places[i - 1] as number);
  if (i > 0 && before < 0) return [];
  const next = places.slice(i).find((place) => place >= 0) ?? parts.length;
  return parts.slice(before + 1, next);
}

/** One that only goes on from where the other ends says all of both. */
function both(ours: readonly string[], theirs: readonly string[], words: Parts['words']): readonly string[] {
  const [our, their] = [words(ours), words(theirs)];
  if (our.startsWith(their)) return ours;
  return their.startsWith(our) ? theirs : [...theirs, ...ours];
}

/** Of each part, where it stands in the other list, as the longest common sequence has it; -1 where it does not. */
function placesIn(list: readonly string[], other: readonly string[]): number[] {
  const places = list.map(() => -1);
  let [from, end] = [0, 0];
  while (from < list.length && list[from] === other[from]) places[from] = from++;
  while (end < Math.min(list.length, other.length) - from && list.at(-1 - end) === other.at(-1 - end)) end += 1;
  for (let i = 1; i <= end; i += 1) places[list.length - i] = other.length - i;
  const [n, m] = [list.length - from - end, other.length - from - end];
  if (n * m > MOST) return places;
  const longest = Array.from({ length: n + 1 }, () => new Uint32Array(m + 1));
  for (let i = n - 1; i >= 0; i -= 1)
    for (let j = m - 1; j >= 0; j -= 1) {
      const [here, below] = [longest[i] as Uint32Array, longest[i + 1] as Uint32Array];
      here[j] =
        list[from + i] === other[from + j]
          ? (below[j + 1] as number) + 1
          : Math.max(below[j] as number, here[j + 1] as number);
    }
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (list[from + i] === other[from + j]) places[from + i++] = from + j++;
    else if ((longest[i + 1]?.[j] ?? 0) >= (longest[i]?.[j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return places;
}
