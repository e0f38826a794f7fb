import type { AgentChoice, AgentState, CandidateRecord, ChannelName, Level, WaitReason } from '../../contract/index.js';

/** Milliseconds since 1970. The core never reads a clock: every command says what time it is. */
export type Millis = number;

/** What a queue says about choosing; everything about waiting is with the task. */
export interface CoreQueue {
  id: string;
  memberIds: readonly string[];
  offerMs: Millis;
  /** Gives without asking: the agent owns it at once. */
  autoAccept: boolean;
  choice: AgentChoice;
  /** Agents asked at once; 1 unless the queue says more. */
  offersAtOnce: number;
}

export interface CoreAgent {
  id: string;
  name: string;
  state: AgentState;
  skills: Readonly<Record<string, Level>>;
  /** Units of the whole attention, usually 100. */
  units: number;
  /** Units that one conversation of a channel takes; a channel that is not there is never given. */
  costs: Readonly<Partial<Record<ChannelName, number>>>;
  /** Channels that may be given to this agent on top of only these others: `voice: ['email']`. */
  interrupts: Readonly<Partial<Record<ChannelName, readonly ChannelName[]>>>;
  /** When they last became free of all work, or were last given some. */
  idleSince: Millis;
}

export type PassedHow = 'declined' | 'missed' | 'left';

/** An agent who had their chance; they come after everyone else, and not before the rest is over. */
export interface Pass {
  agentId: string;
  how: PassedHow;
  at: Millis;
}

/** Who can serve: a member of any of these queues who has every skill at its level or above. */
export interface Need {
  queueIds: readonly string[];
  skills: Readonly<Record<string, Level>>;
}

/** From `at` on this need counts. `Infinity`: only reached by skipping, when nobody who could serve an earlier one is signed in. */
export interface Step {
  at: Millis;
  need: Need;
}

/**
 * Age that counts: rate × (now − key); the greatest is served first, over all queues of an agent. With rate 1 the order never
 * changes by time passing.
 */
export interface Order {
  key: Millis;
  rate: number;
}

export interface CoreTask {
  id: string;
  queueId: string;
  channel: ChannelName;
  order: Order;
  /** From `at` on the key is this one and the rate 1, whatever they were: bounds how long others may hold it back. */
  promote: { at: Millis; key: Millis } | null;
  /** In order of `at`, at least one; the first counts from the beginning. */
  steps: readonly Step[];
  /** Until then only they are asked, if they can serve at all and are signed in. */
  prefer: { agentId: string; until: Millis } | null;
  /** Never these. */
  exclude: readonly string[];
  passedBy: readonly Pass[];
  /** Told as a decision when it still waits then. */
  overflowAt: Millis | null;
}

export type HoldKind = 'offer' | 'assigned' | 'wrapUp';

export interface Hold {
  kind: HoldKind;
  channel: ChannelName;
  units: number;
}

/** A choice that was made. The core counts it as done; whoever commits it tells the core when that failed. */
export interface Choice {
  kind: 'offer' | 'assign';
  taskId: string;
  queueId: string;
  /** One, or several who are asked at once. */
  agentIds: readonly [string, ...string[]];
  at: Millis;
  /** When the offer ends by itself; for an assignment the same as `at`. */
  expiresAt: Millis;
  why: Why;
}

/** Nobody could take a task when it came, or could any more; written down so that the wait can be explained later. */
export interface Waits {
  kind: 'wait';
  taskId: string;
  queueId: string;
  at: Millis;
  why: Why;
}

/** Its time to overflow has come, and it still waits. Told once. */
export interface Overflows {
  kind: 'overflow';
  taskId: string;
  queueId: string;
  at: Millis;
}

export type Decision = Choice | Waits | Overflows;

/** What a choice rested on, looked at in the moment of choosing. */
export interface Why {
  position: number;
  order: Order;
  /** Index of the step that counted. */
  step: number;
  /** Name of the requirement class: queue, channel, skills with levels. */
  className: string;
  /** The nearest to being chosen, the chosen first; at most as many as the core was told to record. */
  candidates: CandidateRecord[];
  /** The others, counted by verdict. */
  others: Partial<Record<CandidateRecord['verdict'], number>>;
}

export interface WaitsFor {
  reason: WaitReason;
  agentName?: string;
  ahead?: number;
  /** Skills and levels that nobody signed in has, where that is the reason. */
  skills?: { skillId: string; level: Level }[];
  /** When the circle of those who may serve grows next, or the preferred agent need not be waited for any more. */
  widensAt?: Millis;
}

export interface Explanation extends Why {
  waitsFor: WaitsFor;
  /** Signed in and able by queue and skills; and how many of them have room. */
  eligible: { signedIn: number; free: number };
}

/** Everything the core knows, as plain data: restoring it gives a core that decides the same from there on. */
export interface Snapshot {
  queues: CoreQueue[];
  agents: (CoreAgent & { holds: ({ taskId: string } & Hold)[] })[];
  /** Waiting and offered, by queue and key. */
  tasks: (CoreTask & { offeredTo: string[] })[];
}
