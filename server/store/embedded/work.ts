import type { Prepared } from './plan.js';

/** What a command read, counted as MongoDB counts it. */
export interface Work {
  /** Index entries. */
  keys: number;
  /** Documents taken from the disk, whether they matched or not. */
  docs: number;
  /** How the last of its queries was answered. */
  prepared?: Prepared;
}

export const newWork = (): Work => ({ keys: 0, docs: 0 });
