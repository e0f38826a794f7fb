/** Chance that can be had again: the same seed, the same numbers. */
export function chanceFrom(seed: number) {
  let state = seed >>> 0;
  /** mulberry32 */
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  return {
    between: (from: number, to: number) => from + Math.floor(next() * (to - from + 1)),
    is: (share: number) => next() < share,
    of: <T>(choices: readonly T[]): T | undefined => choices[Math.floor(next() * choices.length)],
  };
}

export type Chance = ReturnType<typeof chanceFrom>;

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
