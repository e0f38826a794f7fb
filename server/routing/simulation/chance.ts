/** Chance from a seed: the same seed tells the same story, on every machine. */
export interface Chance {
  /** In [0, 1). */
  roll(): number;
  /** True that often, as a share of 1. */
  happens(share: number): boolean;
  draw(of: Spread): number;
}

/** How long something takes, in seconds. */
export type Spread =
  | { kind: 'fixed'; meanSeconds: number }
  | { kind: 'exponential'; meanSeconds: number }
  /** `variation`: standard deviation as a share of the mean; talks are near 1 (Brown et al. 2005). */
  | { kind: 'lognormal'; meanSeconds: number; variation: number }
  /** One of these, each as likely: times as they were measured. */
  | { kind: 'recorded'; seconds: readonly number[] };

/** sfc32 by Chris Doty-Humphrey (PractRand): 128 bits of state, so that streams of a simulation never meet themselves. */
export function makeChance(seed: number): Chance {
  let [a, b, c, count] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1];
  function bits(): number {
    const sum = (((a + b) | 0) + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
  for (let i = 0; i < 15; i += 1) bits();
  /** 53 bits, as many as a double tells apart below 1. */
  const roll = () => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53;
  const exponential = (mean: number) => -mean * Math.log1p(-roll());
  /** Box and Muller 1958; of the pair one is enough. */
  const normal = () => Math.sqrt(exponential(2)) * Math.cos(2 * Math.PI * roll());

  function draw(of: Spread): number {
    switch (of.kind) {
      case 'fixed':
        return of.meanSeconds;
      case 'exponential':
        return exponential(of.meanSeconds);
      case 'lognormal': {
        const variance = Math.log1p(of.variation ** 2);
        return of.meanSeconds * Math.exp(Math.sqrt(variance) * normal() - variance / 2);
      }
      case 'recorded':
        return of.seconds[Math.floor(roll() * of.seconds.length)]!;
    }
  }
  return { roll, happens: (share) => roll() < share, draw };
}

/** Mean of a spread, in seconds. */
export function meanOf(of: Spread): number {
  if (of.kind !== 'recorded') return of.meanSeconds;
  return of.seconds.reduce((total, one) => total + one, 0) / of.seconds.length;
}
