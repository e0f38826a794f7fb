import { BSONRegExp } from 'bson';
import type { Node } from './match.js';
import { field, setField } from './path.js';
import { type Doc, isPlainObject } from './value.js';

/** What an upsert begins with: the fields that the filter demands to be equal to something. */
export function seedFrom(root: Node): Doc {
  const seed: Doc = {};
  collectSeed(root, seed);
  return seed;
}

function collectSeed(node: Node, seed: Doc): void {
  if (node.kind === 'and' || (node.kind === 'or' && node.nodes.length === 1))
    for (const child of node.nodes) collectSeed(child, seed);
  if (node.kind !== 'path') return;
  const value = node.op === '$in' && (node.arg as unknown[]).length === 1 ? (node.arg as unknown[])[0] : node.arg;
  if ((node.op !== '$eq' && node.op !== '$in') || (node.op === '$in' && value === node.arg)) return;
  if (value instanceof BSONRegExp) return;
  setSeed(seed, node.parts, value);
}

function setSeed(seed: Doc, parts: string[], value: unknown): void {
  const [name, ...rest] = parts as [string, ...string[]];
  if (rest.length === 0) {
    setField(seed, name, value);
    return;
  }
  const below = field(seed, name);
  const inner = isPlainObject(below) ? below : {};
  setSeed(inner, rest, value);
  setField(seed, name, inner);
}
