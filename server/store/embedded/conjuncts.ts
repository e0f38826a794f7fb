import type { Node, PathNode } from './match.js';

/** Conditions that must all hold. */
export interface Conjuncts {
  paths: PathNode[];
  ors: Or[];
  /** There are others, which no index knows about. */
  others: boolean;
}

export interface Or {
  kind: 'or';
  nodes: Node[];
}

export function conjunctsOf(root: Node): Conjuncts {
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
