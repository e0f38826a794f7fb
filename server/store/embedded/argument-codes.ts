import type { CodeName } from './errors.js';

/** How MongoDB numbers what can be wrong with an operator's named arguments. */
export interface ArgumentCodes {
  /** It is given no object. */
  object: CodeName;
  unknown: CodeName;
  /** By the name of the argument that is missing. */
  missing: Record<string, CodeName>;
}

const codes = (object: number, unknown: number, missing: Record<string, number>): ArgumentCodes => ({
  object: `Location${object}`,
  unknown: `Location${unknown}`,
  missing: Object.fromEntries(Object.entries(missing).map(([name, code]) => [name, `Location${code}`])),
});

const trim = codes(50_696, 50_694, { input: 50_695 });
const regex = codes(51_103, 31_024, { input: 31_022, regex: 31_023 });
const replace = codes(51_751, 51_750, { input: 51_749, find: 51_748, replacement: 51_747 });
const extremesOf = codes(5_787_900, 5_787_901, { n: 5_787_906, input: 5_787_907 });
const endsOf = codes(5_787_801, 5_787_901, { n: 5_787_906, input: 5_787_907 });
const addDate = codes(5_166_400, 5_166_401, { startDate: 5_166_402, unit: 5_166_402, amount: 5_166_402 });
const ranked = { sortBy: 5_788_005, output: 5_788_004 };
const one = codes(5_788_001, 5_788_002, ranked);
const several = codes(5_788_001, 5_788_002, { n: 5_788_003, ...ranked });

export const ARGUMENT_CODES: Record<string, ArgumentCodes> = {
  $filter: codes(28_646, 28_647, { input: 28_648, cond: 28_650 }),
  $map: codes(16_878, 16_879, { input: 16_880, in: 16_882 }),
  $reduce: codes(40_075, 40_076, { input: 40_077, initialValue: 40_078, in: 40_079 }),
  // biome-ignore lint/suspicious/noThenProperty: the argument is called so
  $cond: codes(16_020, 17_083, { if: 17_080, then: 17_081, else: 17_082 }),
  $zip: codes(34_460, 34_464, { inputs: 34_465 }),
  $sortArray: codes(2_942_500, 2_942_501, { input: 2_942_502, sortBy: 2_942_503 }),
  $trim: trim,
  $ltrim: trim,
  $rtrim: trim,
  $regexMatch: regex,
  $regexFind: regex,
  $regexFindAll: regex,
  $replaceOne: replace,
  $replaceAll: replace,
  $dateFromParts: codes(40_519, 40_518, {}),
  $dateToParts: codes(40_524, 40_520, { date: 40_522 }),
  $dateToString: codes(18_629, 18_534, { date: 18_628 }),
  $dateFromString: codes(40_540, 40_541, { dateString: 40_542 }),
  $dateAdd: addDate,
  $dateSubtract: addDate,
  $maxN: extremesOf,
  $minN: extremesOf,
  $firstN: endsOf,
  $lastN: endsOf,
  $top: one,
  $bottom: one,
  $topN: several,
  $bottomN: several,
  $median: codes(7_436_100, 40_415, { input: 40_414, method: 40_414 }),
  $percentile: codes(7_429_703, 40_415, { input: 40_414, p: 40_414, method: 40_414 }),
};
