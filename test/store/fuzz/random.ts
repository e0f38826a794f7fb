export type Random = () => number;

/** A small generator that repeats for a seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const below = (random: Random, n: number): number => Math.floor(random() * n);
export const chance = (random: Random, part: number): boolean => random() < part;
export const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)]!;

/** Up to `most` things, often none. */
export const some = <T>(random: Random, most: number, make: () => T): T[] =>
  Array.from({ length: below(random, most + 1) }, make);

/** A few of these, each once, in any order; at least one. */
export function few<T>(random: Random, most: number, from: readonly T[]): T[] {
  const drawn = Array.from({ length: 1 + below(random, most) }, () => pick(random, from));
  return [...new Set(drawn)];
}

export const direction = (random: Random): 1 | -1 => (chance(random, 0.5) ? 1 : -1);
