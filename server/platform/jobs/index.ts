import type { Log } from '../log.js';
import { localJobs } from './local.js';

/** Does what is due for one id. Safe to repeat; a rejection is logged, and the feature's sweep is what tries again. */
export type JobHandler = (id: string) => Promise<void>;

export interface JobOptions {
  /** How many at once in this process. */
  concurrency?: number;
}

/**
 * Background work by nudges. A nudge is a hint that something is due for an id: the truth is in the store and a sweep finds
 * it again, so a lost nudge costs time and nothing else.
 */
export interface Jobs {
  /** Before the first nudge of that name. A process that does not define a job leaves it to those that do. */
  defineJob(name: string, handler: JobHandler, options?: JobOptions): void;
  /**
   * While one is waiting for the same id, another changes nothing, except that an earlier time wins.
   * Never rejects: that Redis does not answer is logged.
   * @param delayMs from now, 0 unless given
   */
  nudge(name: string, id: string, options?: { delayMs?: number }): Promise<void>;
  /** Takes up nothing more and resolves when running handlers have ended; what waits is left to the sweeps. */
  close(): Promise<void>;
}

export interface JobsNeeds {
  redisUrl: string | undefined;
  log: Log;
  /** Keeps installations that share a Redis apart. */
  prefix?: string;
}

/** On Redis when there is one, so that all workers share the work; else in this process. Both pass one suite. */
export async function makeJobs({ redisUrl, log, prefix = 'payvand' }: JobsNeeds): Promise<Jobs> {
  if (!redisUrl) return localJobs(log);
  // Bull takes 20 MB of memory that an installation without Redis need not spend.
  const { bullJobs } = await import('./bull.js');
  return bullJobs(redisUrl, prefix, log);
}
