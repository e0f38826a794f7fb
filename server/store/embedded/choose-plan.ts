import { bestOf, type Candidate, type Figures, isSubset } from './best-plan.js';
import { type Bounds, boundsOf, type Prefix } from './bounds.js';
import { type Conjuncts, conjunctsOf, type Or } from './conjuncts.js';
import type { Index } from './index-keys.js';
import { orderOf } from './index-order.js';
import { holdsAll, metByAll } from './index-use.js';
import { successor } from './key.js';
import type { Node, PathNode } from './match.js';
import type { IndexPlan, IndexRange, Plan, UnionPlan } from './plan.js';
import type { SortField } from './sort.js';

/** What is asked of a plan. */
export interface Wish extends Figures {
  indexes: readonly Index[];
  root: Node;
  sort: SortField[];
  /** The one index is to be used whatever it costs. */
  hinted?: boolean;
}

/** Chooses how to find what matches a filter, in an order; undefined to read the whole collection. */
export function choosePlan(wish: Wish): Plan | undefined {
  return bestOf(candidatesFor(conjunctsOf(wish.root), wish), wish)?.plan;
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
  return { plan, score, narrowing: new Set([...bounds.narrowing, ...metByAll(index, paths)]) };
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
    const candidate = bestOf(candidatesFor(all, wish), wish);
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
