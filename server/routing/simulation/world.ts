/** What the simulator is given: everything that happens whoever is served by whom, and nothing that routing decides. */
import type { AgentState, OverflowTarget } from '../../contract/index.js';
import type { CoreAgent, CoreQueue, CoreTask, Millis } from '../core/index.js';

/** Somebody who comes, with all that would be so whoever serves them. */
export interface Arrival {
  task: CoreTask;
  at: Millis;
  /** When they give up if they still wait; null: they stay. */
  leavesAt: Millis | null;
  handleMs: number;
  wrapUpMs: number;
  /** What becomes of them when the core says that it is time to overflow; null: they go on waiting. */
  overflowsTo: OverflowTarget | null;
}

export interface StateChange {
  agentId: string;
  at: Millis;
  state: AgentState;
}

/** What an agent does about an offer, and after how long. `missed` is when nothing happens until the offer ends. */
export interface Reaction {
  how: 'accepted' | 'declined' | 'missed';
  afterMs: number;
}

export interface World {
  queues: readonly CoreQueue[];
  /** As they are before the first change. */
  agents: readonly CoreAgent[];
  /** In order of time. */
  arrivals: readonly Arrival[];
  /** In order of time. */
  changes: readonly StateChange[];
  restSeconds: number;
  react(agentId: string, taskId: string): Reaction;
  /** Who missed an offer gets none until they say that they are there again, so much later. */
  backAfterMs: number;
}

/** How somebody's wait ended, and with whom. */
export interface Outcome {
  id: string;
  queueId: string;
  at: Millis;
  /** `waiting`: nothing that was to happen would have ended it. */
  end: 'answered' | 'left' | 'overflowed' | 'waiting';
  /** Until it ended; until the end of everything for those who still wait. */
  waitMs: number;
  agentId: string | null;
}

/** How an agent's time went, between the two instants that are counted. */
export interface AgentTime {
  agentId: string;
  /** Ready, or at work. */
  presentMs: number;
  /** With at least one conversation or its wrap-up, as the clock on the wall counts. */
  busyMs: number;
  /** Every conversation's time by itself: twice what the wall says where there are always two. */
  contactMs: number;
  answered: number;
  missed: number;
}
