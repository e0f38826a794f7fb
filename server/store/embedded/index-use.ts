import { isPoint } from './bounds.js';
import type { Index } from './index-keys.js';
import type { Node, PathNode } from './match.js';
import { compareValues, Rank, rankOf, sameValue } from './value.js';

/** A sparse or partial index serves only filters that cannot match what it leaves out. */
export function holdsAll(index: Index, nodes: readonly PathNode[]): boolean {
  if (index.partial) return implies(nodes, index.partial.root);
  if (!index.sparse) return true;
  return nodes.some((node) => index.fields.some(({ path }) => path === node.path) && excludesMissing(node));
}

/** Conditions that everything in a partial index meets: they narrow it as its bounds do. */
export function metByAll({ partial }: Index, nodes: readonly PathNode[]): PathNode[] {
  const kept = partial ? conditionsOf(partial.root) : [];
  return nodes.filter((node) => kept.some((one) => one.path === node.path && isSame(one, node)));
}

const conditionsOf = (root: Node): PathNode[] =>
  root.kind === 'and' ? root.nodes.flatMap(conditionsOf) : root.kind === 'path' ? [root] : [];

const isSame = (a: PathNode, b: PathNode): boolean => a.op === b.op && sameValue(a.arg, b.arg);

function excludesMissing({ op, arg }: PathNode): boolean {
  if (op === '$exists' || op === '$regex') return true;
  if (op === '$in') return (arg as unknown[]).every((value) => value !== null && value !== undefined);
  if (op !== '$eq' && !(op in BOUND)) return false;
  return arg !== null && arg !== undefined && (op === '$eq' || !isEnd(arg));
}

/** Every value there is, and a missing one, is above MinKey and below MaxKey. */
const isEnd = (arg: unknown): boolean => [Rank.minKey, Rank.maxKey].some((rank) => rank === rankOf(arg));

function implies(nodes: readonly PathNode[], wanted: Node): boolean {
  if (wanted.kind === 'and') return wanted.nodes.every((node) => implies(nodes, node));
  if (wanted.kind !== 'path') return false;
  return nodes.some((node) => node.path === wanted.path && impliesOne(node, wanted));
}

function impliesOne(node: PathNode, wanted: PathNode): boolean {
  if (wanted.op === '$exists') return excludesMissing(node);
  if (isSame(node, wanted)) return true;
  if (isNarrower(node, wanted)) return true;
  const values = node.op === '$eq' ? [node.arg] : node.op === '$in' ? (node.arg as unknown[]) : [];
  return values.length > 0 && values.every((value) => isPoint(value) && value !== null && wanted.test(value));
}

/** Which way a bound bounds: 1 from below, -1 from above. */
const BOUND: Record<string, 1 | -1> = { $gt: 1, $gte: 1, $lt: -1, $lte: -1 };

/** Whether what is within one bound is also within the other. */
function isNarrower(node: PathNode, wanted: PathNode): boolean {
  const way = BOUND[wanted.op];
  if (!way || BOUND[node.op] !== way || rankOf(node.arg) !== rankOf(wanted.arg) || isEnd(node.arg)) return false;
  const order = compareValues(node.arg, wanted.arg) * way;
  return order > 0 || (order === 0 && (wanted.op === node.op || wanted.op.endsWith('e')));
}
