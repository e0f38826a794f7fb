import { type Bounds, boundsOf, type Prefix } from './bounds.js';
import type { Index } from './index-keys.js';
import { orderOf } from './index-order.js';
import { holdsAll } from './index-use.js';
import { successor } from './key.js';
import type { Node, PathNode } from './match.js';
import type { SortField } from './sort.js';

/** Keys from `start` up to but not including `end`. */
export interface KeyRange {
  start: Buffer;
  end: Buffer;
}

/** A part of an index; behind its first bytes, which all its keys share, they sort by what is left of them. */
export interface IndexRange extends KeyRange {
  sharedBytes: number;
}

/** Reading parts of one index. */
export interface IndexPlan {
  kind: 'index';
  index: Index;
  /** How many of its first fields have points. */
  equalities: number;
  /** One group after the other; the ranges of a group are read side by side, in the order behind their shared bytes. */
  groups: IndexRange[][];
  reverse: boolean;
  /** Documents come in the asked order. */
  sorted: boolean;
  /** Every document in the ranges matches: neither decoding nor filtering is needed. */
  exact: boolean;
  /** Each range is one whole key of a unique index. */
  points: boolean;
}

/** Reading what any of several plans finds: the branches of an $or. */
export interface UnionPlan {
  kind: 'union';
  branches: Plan[];
  /** Every branch gives the asked order, so that they are read side by side. */
  sorted: boolean;
}

export type Plan = IndexPlan | UnionPlan;

/** How a query is answered. */
export interface Prepared {
  /** Undefined for the whole collection. */
  plan: Plan | undefined;
  /** What is still to be sorted by; empty when the plan gives the order. */
  sort: SortField[];
  /** The whole order that was asked for. */
  order: SortField[];
  /** The whole collection backwards. */
  backwards: boolean;
}

/** What is asked of a plan. */
export interface Wish {
  indexes: readonly Index[];
  root: Node;
  sort: SortField[];
  /** How many documents are wanted at most. */
  wanted: number;
  /** The one index is to be used whatever it costs. */
  hinted?: boolean;
  /** How many documents there are. */
  total(): number;
  /** How many entries there are in some ranges, counted up to some bound. */
  estimate(ranges: KeyRange[]): number;
}

interface Candidate {
  plan: Plan;
  score: number;
  /** The conditions that made it narrower. */
  narrowing: ReadonlySet<unknown>;
}

/** Chooses how to find what matches a filter, in an order; undefined to read the whole collection. */
export function choosePlan(wish: Wish): Plan | undefined {
  return best(candidatesFor(conjunctsOf(wish.root), wish), wish)?.plan;
}

/** Conditions that must all hold. */
interface Conjuncts {
  paths: PathNode[];
  ors: Or[];
  /** There are others, which no index knows about. */
  others: boolean;
}

interface Or {
  kind: 'or';
  nodes: Node[];
}

function conjunctsOf(root: Node): Conjuncts {
  const found: Conjuncts = { paths: [], ors: [], others: false };
  collect(root, found);
  return found;
}

function collect(node: Node, found: Conjuncts): void {
  if (node.kind === 'path') found.paths.push(node);
  else if (node.kind === 'and' || (node.kind === 'or' && node.nodes.length === 1))
    for (const child of node.nodes) collect(child, found);
  else if (node.kind === 'or') found.ors.push({ kind: 'or', nodes: node.nodes });
  else found.others = true;
}

function candidatesFor(conjuncts: Conjuncts, wish: Wish): Candidate[] {
  const found: Candidate[] = [];
  for (const index of wish.indexes)
    for (const paths of waysInto(index, conjuncts.paths)) {
      const candidate = candidateOf(index, paths, conjuncts, wish);
      if (candidate?.plan.kind === 'index' && candidate.plan.points) return [candidate];
      if (candidate) found.push(candidate);
    }
  if (!wish.hinted) for (const or of conjuncts.ors) found.push(...unionOf(or, conjuncts, wish));
  return found;
}

const MAX_WAYS = 6;

/** The elements of an array may each meet another condition, so that only one of them narrows: each is a way of its own. */
function waysInto(index: Index, paths: PathNode[]): PathNode[][] {
  const first = index.fields[0]!.path;
  const own = index.multi[0] ? paths.filter(({ path }) => path === first) : [];
  if (own.length < 2) return [paths];
  return own.slice(0, MAX_WAYS).map((way) => paths.filter((node) => node === way || node.path !== first));
}

function candidateOf(index: Index, ways: PathNode[], conjuncts: Conjuncts, wish: Wish): Candidate | undefined {
  const { paths, ors, others } = conjuncts;
  const { sort, hinted } = wish;
  const isWhole = holdsAll(index, paths);
  // A hint takes a sparse index as it is, but never a partial one that may lack what is asked for.
  if (!isWhole && (!hinted || index.partial)) return undefined;
  const bounds = boundsOf(index, ways);
  const { sorted, reverse, groups } = orderOf(index, bounds, sort);
  const inOrder = sorted && sort.length > 0;
  const isSmaller = isWhole && (index.partial !== undefined || index.sparse === true);
  if (bounds.narrowing.size === 0 && !inOrder && !isSmaller && !hinted) return undefined;
  const exact = !others && ors.length === 0 && paths.every((node) => bounds.exact.has(node));
  const points = index.unique === true && bounds.equalities === index.fields.length;
  const ranges = groups.map((group) => group.flatMap((prefix) => rangesBehind(prefix, bounds)).filter(isAny));
  const { equalities } = bounds;
  const plan: IndexPlan = { kind: 'index', index, equalities, groups: ranges, reverse, sorted, exact, points };
  const score = equalities * 100 + (inOrder ? 50 : 0) + (bounds.edges ? 10 : 0) + (exact ? 1 : 0);
  return { plan, score, narrowing: bounds.narrowing };
}

function rangesBehind({ bytes }: Prefix, { edges, pattern }: Bounds): IndexRange[] {
  if (!edges) return [{ start: bytes, end: successor(bytes)!, sharedBytes: bytes.length }];
  return [edges, ...(pattern ? [pattern] : [])].map(({ start, end }) => ({
    start: Buffer.concat([bytes, start]),
    end: Buffer.concat([bytes, end]),
    sharedBytes: bytes.length,
  }));
}

const isAny = ({ start, end }: IndexRange): boolean => Buffer.compare(start, end) < 0;

/** One plan for each branch of an $or, if its own conditions narrow each; the other conditions help all of them. */
function unionOf(or: Or, around: Conjuncts, wish: Wish): Candidate[] {
  const others = around.others || around.ors.length > 1;
  const chosen: Candidate[] = [];
  for (const branch of or.nodes) {
    const own = conjunctsOf(branch);
    const all = { paths: [...around.paths, ...own.paths], ors: own.ors, others: others || own.others };
    const candidate = best(candidatesFor(all, wish), wish);
    if (!candidate || isSubset(candidate.narrowing, around.paths)) return [];
    chosen.push(candidate);
  }
  const shared = around.paths.filter((node) => chosen.every(({ narrowing }) => narrowing.has(node)));
  const plan: UnionPlan = {
    kind: 'union',
    branches: chosen.map((one) => one.plan),
    sorted: chosen.every((one) => one.plan.sorted),
  };
  const score = Math.min(...chosen.map((one) => one.score)) - 1;
  return [{ plan, score, narrowing: new Set<unknown>([...shared, or]) }];
}

const isSubset = (some: Iterable<unknown>, of: readonly unknown[]): boolean =>
  [...some].every((one) => of.includes(one));

function best(candidates: Candidate[], wish: Wish): Candidate | undefined {
  const left = candidates.filter((one, i) => !candidates.some((other, j) => i !== j && isBetter(other, one, j < i)));
  if (left.length < 2) return left[0];
  const entries = left.map((one) => entriesOf(one, wish));
  const fewest = Math.min(...entries);
  const work = left.map(({ plan }, i) => workOf(plan, entries[i]!, fewest, wish.wanted));
  const least = Math.min(...work);
  return left.filter((_, i) => work[i] === least).reduce((a, b) => (b.score > a.score ? b : a));
}

/** Whether one candidate reads no more than another whatever the documents are; of two alike, the earlier. */
function isBetter(a: Candidate, b: Candidate, isEarlier: boolean): boolean {
  if ((b.plan.sorted && !a.plan.sorted) || !isSubset(b.narrowing, [...a.narrowing])) return false;
  if (a.narrowing.size > b.narrowing.size) return true;
  return a.score > b.score || (a.score === b.score && isEarlier);
}

function entriesOf({ plan, narrowing }: Candidate, { total, estimate }: Wish): number {
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
