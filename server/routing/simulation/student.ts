/** How sure a mean of several independent runs is. */
export interface Interval {
  mean: number;
  /** The true mean lies within mean ± half in 95 of 100 cases (Student's t). */
  half: number;
}

/** Of 0.975, for 1 to 9 degrees of freedom; beyond these the expansion is right to the fourth digit. */
const FEW = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622];
const Z = 1.959964;

/** @param runs independent of each other, at least two */
export function intervalOf(runs: readonly number[]): Interval {
  const freedom = runs.length - 1;
  if (freedom < 1) throw new RangeError('one run says nothing about how sure it is');
  const mean = runs.reduce((total, run) => total + run, 0) / runs.length;
  const variance = runs.reduce((total, run) => total + (run - mean) ** 2, 0) / freedom;
  return { mean, half: quantile(freedom) * Math.sqrt(variance / runs.length) };
}

/** Abramowitz and Stegun 26.7.5. */
function quantile(freedom: number): number {
  const few = FEW[freedom - 1];
  if (few) return few;
  const first = (Z ** 3 + Z) / 4;
  const second = (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96;
  const third = (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384;
  return Z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}
