import type { Chance } from './chance.js';

/** What everybody in the load shares. */
export interface Load {
  url: string;
  chance: Chance;
  /** While paused, everybody says what they have begun to say, and nothing new. */
  paused: boolean;
  over: boolean;
  /** What must never happen, as it was seen. */
  surprises: string[];
}

/** One message as its writer knows it. */
export interface Said {
  clientId: string;
  /** Counts up per writer (and, for agents, conversation): the order they must stand in. */
  n: number;
  text: string;
}

/** Refusals that only say: not now. */
export const PASSING = ['rate.limited', 'stopping', 'store.unavailable'];
