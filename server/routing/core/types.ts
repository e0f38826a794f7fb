import type { AgentState, CandidateRecord, WaitReason } from '../../contract/index.js';

/** Milliseconds since 1970. The core never reads a clock: every command says what time it is. */
export type Millis = number;

export interface CoreQueue {
  id: string;
  memberIds: readonly string[];
  offerSeconds: number;
  /** Gives without asking: the agent owns it at once. */
  autoAccept: boolean;
}

export interface CoreAgent {
  id: string;
  name: string;
  state: AgentState;
  /** How many conversations at once; offers and wrap-up count. */
  capacity: number;
  idleSince: Millis;
}

export type PassedHow = 'declined' | 'missed' | 'left';

/** An agent who had their chance; they come after everyone else, and not before a while. */
export interface Pass {
  agentId: string;
  how: PassedHow;
  at: Millis;
}

export interface CoreTask {
  id: string;
  queueId: string;
  /** Smaller is served first; never changes while waiting, so time passing re-sorts nothing. */
  key: number;
  passedBy: readonly Pass[];
}

export type HoldKind = 'offer' | 'assigned' | 'wrapUp';

/** A choice that was made. The core counts it as done; whoever commits it tells the core when that failed. */
export interface Choice {
  kind: 'offer' | 'assign';
  taskId: string;
  queueId: string;
  agentId: string;
  at: Millis;
  /** When the offer ends by itself; for an assignment the same as `at`. */
  expiresAt: Millis;
  position: number;
  candidates: CandidateRecord[];
}

/** Nobody could take a task when it came; written down so that the wait can be explained later. */
export interface Waits {
  kind: 'wait';
  taskId: string;
  queueId: string;
  at: Millis;
  position: number;
  candidates: CandidateRecord[];
}

export type Decision = Choice | Waits;

export interface WaitsFor {
  reason: WaitReason;
  agentName?: string;
  ahead?: number;
}

export interface Explanation {
  /** 1 is next. Counts those being offered as well: they still wait. */
  position: number;
  waitsFor: WaitsFor;
  candidates: CandidateRecord[];
}

/** Everything the core knows, as plain data: restoring it gives a core that decides the same from there on. */
export interface Snapshot {
  queues: CoreQueue[];
  agents: (CoreAgent & { holds: { taskId: string; kind: HoldKind }[] })[];
  /** Waiting and offered, by queue and key. */
  tasks: CoreTask[];
}
