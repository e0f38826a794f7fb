/** Chance that comes out the same every time: a demo is a story told again, not one made up anew. */
export interface Dice {
  /** In [0, 1). */
  roll(): number;
  /** Whole, from and to included. */
  between(from: number, to: number): number;
  pick<T>(among: readonly T[]): T;
  /** True that often, as a share of 1. */
  maybe(share: number): boolean;
  /** From here on it is as if made with this. */
  begin(seed: number): void;
}

/** mulberry32 by Tommy Ettinger: small, quick, and even enough for a story. */
export function makeDice(seed: number): Dice {
  let state = seed;
  function roll(): number {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  const between = (from: number, to: number) => from + Math.floor(roll() * (to - from + 1));
  return {
    roll,
    between,
    pick: (among) => among[between(0, among.length - 1)]!,
    maybe: (share) => roll() < share,
    begin(from) {
      state = from;
    },
  };
}
