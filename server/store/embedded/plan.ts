import type { Index } from './index-keys.js';
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
