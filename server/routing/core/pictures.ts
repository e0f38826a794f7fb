/** What the core keeps of agents, tasks and classes. */
import type { ChannelName } from '../../contract/index.js';
import type { BlockList } from './block-list.js';
import type { FreeAgents } from './free-agents.js';
import type { Heads } from './heads.js';
import type { CoreAgent, CoreTask, Hold, Millis, Need, Step } from './types.js';

export interface AgentPicture extends CoreAgent {
  holds: Map<string, Hold>;
  /** Sum of the units of what is held, and how many of it are offers still open. */
  used: number;
  offers: number;
  /** Their skills once more, by number; 0 where they have none. */
  levels: Uint8Array;
  /** Channels they take at all. */
  channels: readonly ChannelName[];
  /** How many skills they have: who has fewer is given first where nothing else tells two apart. */
  breadth: number;
  /** Rises with every change of what could be given: entries of an older one in the lists of free agents mean nothing. */
  stamp: number;
  /** Numbers of the classes they are able to serve; null for a generalist, who is able to serve too many to list. */
  classes: number[] | null;
  /** Lines that ask nobody but them. */
  own: Heads;
}

/** Same home queue, channel and need: any agent sees such tasks alike. */
export interface TaskClass {
  no: number;
  name: string;
  queueId: string;
  channel: CoreTask['channel'];
  need: Need;
  /** Number and level of each skill, one after the other. */
  asked: readonly number[];
  /** How many able by queue, skills and channel are signed in, whatever they do. */
  signedIn: number;
  /** Of those able, the ones with room who are no generalists. */
  free: FreeAgents;
  /** The line of those of its tasks that may be given to anybody; of the first such rate, where there are several. */
  usual: Line | null;
  /** All others. */
  lines: Map<string, Line>;
  /** Those of its lines that ask anybody. */
  heads: Heads;
  /** Tasks whose step was chosen by who is signed in here; null until there is one. */
  watchers: Set<TaskPicture> | null;
  /** Tasks that have it for one of their steps. */
  used: number;
}

/** Those of a class who also have the same agents to leave out, and age at the same rate: their order never changes. */
export interface Line {
  no: number;
  name: string;
  of: TaskClass;
  rate: number;
  /** Never asked, or resting from it. */
  without: ReadonlySet<string>;
  /** Had their chance: asked when nobody else is free. */
  last: ReadonlySet<string>;
  /** Only this one is asked for now. */
  only: AgentPicture | null;
  waiting: BlockList<TaskPicture>;
  /** Who waits first, and their key. */
  head: TaskPicture | null;
  key: Millis;
}

export interface StepPicture extends Step {
  /** Its class; null until it is looked at, and while nobody waits by it. */
  of: TaskClass | null;
}

export interface TaskPicture extends CoreTask {
  steps: StepPicture[];
  /** The key that counts now: its own, or the one it was promoted to. */
  key: Millis;
  step: number;
  /** The class of this step, while it is filed. */
  one: TaskClass | null;
  /** How fast it ages: as its order says, and once it was promoted like everybody who was. */
  rate: number;
  offeredTo: readonly string[];
  /** Where it waits; null while it is offered. */
  line: Line | null;
  /** Rises with every filing: timers of an older one mean nothing. */
  stamp: number;
}

const NOBODY: readonly string[] = [];

/**
 * Field by field, since a hundred thousand of them are kept: copied as a whole they take twice the room. First what is asked for
 * when it is given away.
 */
export const pictureOf = (given: CoreTask, offeredTo: readonly string[]): TaskPicture => ({
  id: given.id,
  line: null,
  queueId: given.queueId,
  rate: given.order.rate,
  key: given.order.key,
  steps: given.steps.map(({ at, need }) => ({ of: null, need, at })),
  offeredTo: offeredTo.length > 0 ? [...offeredTo] : NOBODY,
  channel: given.channel,
  prefer: given.prefer,
  stamp: 0,
  one: null,
  step: 0,
  passedBy: given.passedBy,
  promote: given.promote,
  exclude: given.exclude,
  overflowAt: given.overflowAt,
  order: given.order,
});

/** @returns whether it was offered to them */
export function takeBack(task: TaskPicture, agentId: string): boolean {
  if (!task.offeredTo.includes(agentId)) return false;
  task.offeredTo = task.offeredTo.length > 1 ? task.offeredTo.filter((id) => id !== agentId) : NOBODY;
  return true;
}

export const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export const byKey = (a: { key: number; id: string }, b: { key: number; id: string }): number =>
  a.key - b.key || byId(a, b);

/** The age that counts, in milliseconds. */
const ageOf = (task: TaskPicture, now: Millis): number => task.rate * (now - task.key);

/** Who is served first at this moment: the greater age, then the smaller key, then the id. */
export const isBefore = (a: TaskPicture, b: TaskPicture, now: Millis): boolean => {
  const difference = ageOf(b, now) - ageOf(a, now);
  return difference < 0 || (difference === 0 && byKey(a, b) < 0);
};

/** Several lists in order as one. */
export function* merged<T>(lists: Iterable<T>[], taskOf: (item: T) => TaskPicture, now: Millis): Generator<T> {
  const open = lists.map((list) => list[Symbol.iterator]());
  const heads = open.map((iterator) => iterator.next());
  for (;;) {
    let best = -1;
    for (let i = 0; i < heads.length; i += 1) {
      const head = heads[i] as IteratorResult<T>;
      if (head.done) continue;
      const leader = best < 0 ? null : (heads[best] as IteratorYieldResult<T>).value;
      if (leader === null || isBefore(taskOf(head.value), taskOf(leader), now)) best = i;
    }
    if (best < 0) return;
    yield (heads[best] as IteratorYieldResult<T>).value;
    heads[best] = (open[best] as Iterator<T>).next() as IteratorResult<T>;
  }
}
