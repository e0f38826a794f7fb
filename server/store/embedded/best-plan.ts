import type { KeyRange, Plan } from './plan.js';

/** A plan that would do. */
export interface Candidate {
  plan: Plan;
  score: number;
  /** The conditions that made it narrower. */
  narrowing: ReadonlySet<unknown>;
}

/** What the choice depends on. */
export interface Figures {
  /** How many documents are wanted at most. */
  wanted: number;
  /** How many documents there are. */
  total(): number;
  /** How many entries there are in some ranges, counted up to some bound. */
  estimate(ranges: KeyRange[]): number;
}

/** The plan that reads least: as is plain from the conditions or, where it is not, as a bounded count tells. */
export function bestOf(candidates: Candidate[], figures: Figures): Candidate | undefined {
  const left = candidates.filter((one, i) => !candidates.some((other, j) => i !== j && isBetter(other, one, j < i)));
  if (left.length < 2) return left[0];
  const entries = left.map((one) => entriesOf(one, figures));
  const fewest = Math.min(...entries);
  const work = left.map(({ plan }, i) => workOf(plan, entries[i]!, fewest, figures.wanted));
  const least = Math.min(...work);
  return left.filter((_, i) => work[i] === least).reduce((a, b) => (b.score > a.score ? b : a));
}

/** Whether one candidate reads no more than another whatever the documents are; of two alike, the earlier. */
function isBetter(a: Candidate, b: Candidate, isEarlier: boolean): boolean {
  if ((b.plan.sorted && !a.plan.sorted) || !isSubset(b.narrowing, [...a.narrowing])) return false;
  if (a.narrowing.size > b.narrowing.size) return true;
  return a.score > b.score || (a.score === b.score && isEarlier);
}

function entriesOf({ plan, narrowing }: Candidate, { total, estimate }: Figures): number {
  const isAll = narrowing.size === 0 && plan.kind === 'index' && !plan.index.partial && !plan.index.sparse;
  return isAll ? total() : estimate(rangesOf(plan));
}

const rangesOf = (plan: Plan): KeyRange[] =>
  plan.kind === 'index' ? plan.groups.flat() : plan.branches.flatMap(rangesOf);

/** How many entries a plan reads. In the asked order it may stop early; how early depends on how many of them match. */
function workOf(plan: Plan, entries: number, fewest: number, wanted: number): number {
  if (!plan.sorted || entries === 0) return entries;
  const isExact = plan.kind === 'index' && plan.exact;
  return Math.min(entries, isExact ? wanted : wanted * (entries / Math.max(1, fewest)));
}

export const isSubset = (some: Iterable<unknown>, of: readonly unknown[]): boolean =>
  [...some].every((one) => of.includes(one));
