/** The commands of the core. Long because every one of them is here; what they need stands beside it. */
import { isDeepStrictEqual } from 'node:util';
import { Ground } from './ground.js';
import { type AgentPicture, type TaskPicture, takeBack } from './pictures.js';
import { dropHold, putHold } from './roster.js';
import { plain, snapshotOf } from './snapshot.js';
import type {
  CoreAgent,
  CoreQueue,
  CoreTask,
  Decision,
  Explanation,
  Hold,
  Millis,
  Order,
  PassedHow,
  Snapshot,
  WaitsFor,
} from './types.js';
import { waitsFor } from './waits-for.js';

export interface CoreOptions {
  /** Seconds an agent who declined, missed or lost a task is left alone with it; when all have, its customer waits as long. */
  restSeconds?: number;
  /** False: keeps the picture and answers questions, but gives nothing to anybody. */
  deciding?: boolean;
  /** Agents listed in the record of a choice; the others are counted. 0: choices are not explained. */
  mostCandidates?: number;
  /** Kinds of task of which an agent is listed; who is able to serve more is found another way, and given the same. */
  mostListed?: number;
}

type Enqueued = CoreTask & { offeredTo?: readonly string[] };

const NOBODY: readonly string[] = [];

/** What counts for those whose queue is gone, and who overflowed to another one's members. */
const NO_QUEUE: Omit<CoreQueue, 'id'> = {
  ...{ memberIds: [], offerMs: 20_000, autoAccept: false, choice: 'longestIdle', offersAtOnce: 1 },
};

/**
 * Decides who gets what. Synchronous, without clock, chance or I/O: the same commands give the same decisions.
 *
 * Between commands it holds that no task waits while an agent who may take it has room. So an agent who becomes free needs to
 * look only at the heads of the lines they may serve, and a task that comes only at the free agents.
 */
export class Core {
  readonly #ground: Ground;

  constructor({ restSeconds = 10, deciding = true, mostCandidates = 30, mostListed = 48 }: CoreOptions = {}) {
    this.#ground = new Ground(restSeconds * 1_000, deciding, mostCandidates, mostListed);
  }

  /** Goes on keeping the picture, and gives nothing to anybody. */
  pause(): void {
    this.#ground.deciding = false;
  }

  /** From now on decides, beginning with everything that waits; what overflowed meanwhile is told now. */
  decide(now: Millis): Decision[] {
    const told = this.tick(now);
    const wasDeciding = this.#ground.deciding;
    this.#ground.deciding = true;
    this.#ground.matchAll(now, told);
    if (!wasDeciding) for (const task of this.#ground.tasks.values()) this.#ground.tellLate(task, now, told);
    return told;
  }

  /** How long who passed a task is left alone with it, in seconds. */
  setRest(restSeconds: number, now: Millis): Decision[] {
    const told = this.tick(now);
    this.#ground.filing.restMs = restSeconds * 1_000;
    const passed = [...this.#ground.tasks.values()].filter((task) => task.passedBy.length > 0);
    this.#ground.refile(passed, now, told);
    return told;
  }

  upsertQueue(queue: CoreQueue, now: Millis): Decision[] {
    const told = this.tick(now);
    this.#ground.putQueue(queue, now, told);
    return told;
  }

  /** Who waits in it goes on waiting, for nobody, until it is moved. */
  removeQueue(queueId: string, now: Millis): Decision[] {
    const told = this.tick(now);
    if (!this.#ground.roster.queues.has(queueId)) return told;
    this.#ground.putQueue({ id: queueId, ...NO_QUEUE }, now, told);
    this.#ground.roster.dropQueue(queueId);
    return told;
  }

  /** What the agent says and may; what they hold stays as it is. */
  upsertAgent(agent: CoreAgent, now: Millis): Decision[] {
    const told = this.tick(now);
    const touched = this.#ground.putAgent(agent, now);
    this.#ground.settle(new Set([agent.id]), touched, now, told);
    return told;
  }

  /**
   * The whole truth about an agent, as the store has it: attributes and everything they hold. What is held and not an offer is
   * in no line; an offer they no longer have waits again.
   */
  setAgent(agent: CoreAgent, holds: ReadonlyMap<string, Hold>, now: Millis): Decision[] {
    const told = this.tick(now);
    const touched = this.#ground.putAgent(agent, now);
    const picture = this.#ground.roster.agents.get(agent.id) as AgentPicture;
    const freed = new Set<string>([agent.id]);
    const back: TaskPicture[] = [];
    for (const taskId of [...picture.holds.keys()]) {
      if (holds.has(taskId)) continue;
      dropHold(picture, taskId);
      const task = this.#ground.tasks.get(taskId);
      if (task && takeBack(task, agent.id) && task.offeredTo.length === 0) back.push(task);
    }
    for (const [taskId, hold] of holds)
      if (!isDeepStrictEqual(picture.holds.get(taskId), hold)) this.#take(picture, taskId, hold, freed);
    for (const task of back) this.#ground.filing.file(task, now);
    this.#ground.settle(freed, [...touched, ...back], now, told);
    return told;
  }

  /** What they held must be freed or returned by whoever removes them. */
  removeAgent(agentId: string, now: Millis): Decision[] {
    const told = this.tick(now);
    this.#ground.settle(new Set(), this.#ground.dropAgent(agentId, now), now, told);
    return told;
  }

  /**
   * A task that waits now: new, or back from an offer, or with another queue, order, steps or passes.
   * @param offeredTo those it is still offered to: then it only takes its place in the line
   */
  enqueue(given: Enqueued, now: Millis): Decision[] {
    // Nobody has it, so nobody gets room by this: one who is new is most of what is enqueued.
    if (given.offeredTo || this.has(given.id)) return this.enqueueAll([given], now);
    const told = this.tick(now);
    const task = this.#ground.enter(given, NOBODY, now);
    if (!this.#ground.seek(task, now, told)) this.#ground.tellWait(task, now, told);
    this.#ground.tellLate(task, now, told);
    return told;
  }

  /** As `enqueue`, of several: all of them are in line before those are free who were asked for one of them. */
  enqueueAll(given: readonly Enqueued[], now: Millis): Decision[] {
    const told = this.tick(now);
    const freed = new Set<string>();
    const entered = given.map((one) => this.#enter(one, freed, now));
    const seeking = entered.filter(({ offeredTo }) => offeredTo.length === 0);
    this.#ground.settle(freed, seeking, now, told);
    for (const task of entered) this.#ground.tellWait(task, now, told);
    for (const task of entered) this.#ground.tellLate(task, now, told);
    return told;
  }

  /** The agent holds this, as the store says: made by hand, or found there on starting. */
  hold(agentId: string, taskId: string, hold: Hold, now: Millis): Decision[] {
    const told = this.tick(now);
    const agent = this.#ground.roster.agents.get(agentId);
    const freed = new Set<string>([agentId]);
    if (agent) this.#take(agent, taskId, hold, freed);
    this.#ground.settle(freed, [], now, told);
    return told;
  }

  /** One of those who were asked has it; the others are not asked any more. */
  accepted(taskId: string, agentId: string, now: Millis): Decision[] {
    const told = this.tick(now);
    const offeredTo = this.#ground.tasks.get(taskId)?.offeredTo ?? [];
    const agent = this.#ground.roster.agents.get(agentId);
    const hold = agent?.holds.get(taskId);
    this.#ground.forget(taskId);
    if (agent && hold) {
      putHold(agent, taskId, { kind: 'assigned', channel: hold.channel, units: hold.units });
      agent.idleSince = now;
    }
    const others = offeredTo.filter((id) => id !== agentId);
    if (agent && hold && others.length === 0) {
      this.#ground.serve(agent, now, told);
      return told;
    }
    for (const id of others) this.#ground.letGo(id, taskId);
    this.#ground.settle(new Set(agent && hold ? [...others, agentId] : others), [], now, told);
    return told;
  }

  /** One offer came to nothing. When it was the last, the task waits again in its place; the agent has room again. */
  offerEnded(taskId: string, agentId: string, how: PassedHow | 'rescinded', now: Millis): Decision[] {
    const told = this.tick(now);
    const task = this.#ground.tasks.get(taskId);
    if (!task || !takeBack(task, agentId)) return told;
    this.#ground.letGo(agentId, taskId);
    const before = task.passedBy.filter((pass) => how === 'rescinded' || pass.agentId !== agentId);
    task.passedBy = how === 'rescinded' ? before : [...before, { agentId, how, at: now }];
    this.#ground.filing.file(task, now);
    const back = task.offeredTo.length === 0 ? [task] : [];
    this.#ground.settle(new Set([agentId]), back, now, told);
    this.#ground.tellWait(task, now, told);
    return told;
  }

  /** The agent is done with it: ended, given away, or the wrap-up is over. */
  free(agentId: string, taskId: string, now: Millis): Decision[] {
    const task = this.#ground.tasks.get(taskId);
    if (task?.offeredTo.includes(agentId)) return this.offerEnded(taskId, agentId, 'rescinded', now);
    const told = this.tick(now);
    const agent = this.#ground.roster.agents.get(agentId);
    if (!agent || !dropHold(agent, taskId)) return told;
    if (agent.holds.size === 0) agent.idleSince = now;
    this.#ground.serve(agent, now, told);
    return told;
  }

  /** The task waits no longer: its customer left, or somebody has it. Pending offers of it are void. */
  leave(taskId: string, now: Millis): Decision[] {
    const told = this.tick(now);
    const offeredTo = new Set(this.#ground.tasks.get(taskId)?.offeredTo);
    this.#ground.forget(taskId);
    for (const id of offeredTo) {
      const agent = this.#ground.roster.agents.get(id);
      if (agent?.holds.get(taskId)?.kind === 'offer') dropHold(agent, taskId);
    }
    this.#ground.settle(offeredTo, [], now, told);
    return told;
  }

  /** Moves a task in its line. A pending offer of it stays out. */
  rekey(taskId: string, order: Order, now: Millis): Decision[] {
    const task = this.#ground.tasks.get(taskId);
    if (!task) return this.tick(now);
    const { offeredTo, passedBy, ...given } = plain(task);
    return this.enqueue({ ...given, passedBy, order, offeredTo }, now);
  }

  /** When `tick` has something to do next; null when time alone changes nothing. */
  nextTimer(): Millis | null {
    return this.#ground.filing.next();
  }

  /** Lets time pass: rests and preferences end, circles widen, keys rise, what waited too long overflows. Every command does it first. */
  tick(now: Millis): Decision[] {
    const told: Decision[] = [];
    const { refile, overflow } = this.#ground.filing.due(now);
    if (refile.length > 0) this.#ground.refile(refile, now, told);
    for (const task of overflow) this.#ground.tellLate(task, now, told);
    return told;
  }

  has(taskId: string): boolean {
    return this.#ground.tasks.has(taskId);
  }

  holdsOf(agentId: string): ReadonlyMap<string, Hold> {
    return this.#ground.roster.agents.get(agentId)?.holds ?? new Map();
  }

  lengthOf(queueId: string): number {
    return this.#ground.lines.length(queueId);
  }

  /** Those waiting in this queue, first one first. */
  lineOf(queueId: string, now: Millis): Iterable<CoreTask> {
    return this.#ground.lines.inOrder(queueId, now);
  }

  positionOf(taskId: string, now: Millis): number | null {
    const task = this.#ground.tasks.get(taskId);
    return task ? this.#ground.lines.positionOf(task, now) : null;
  }

  /** How many are signed in who could serve it as it stands; 0 where none could at any step. Null: it is not here. */
  signedInFor(taskId: string): number | null {
    const task = this.#ground.tasks.get(taskId);
    return task ? this.#ground.filing.classOf(task, task.step).signedIn : null;
  }

  waitsFor(taskId: string, now: Millis): WaitsFor | null {
    const task = this.#ground.tasks.get(taskId);
    if (!task) return null;
    const one = this.#ground.filing.classOf(task, task.step);
    const position = this.#ground.lines.positionOf(task, now);
    return waitsFor({ task, one, classes: this.#ground.classes, position, now });
  }

  explain(taskId: string, now: Millis): Explanation | null {
    const task = this.#ground.tasks.get(taskId);
    const why = this.waitsFor(taskId, now);
    if (!task || !why) return null;
    return { ...this.#ground.why(task, [], now), waitsFor: why, eligible: this.#ground.eligible(task) };
  }

  snapshot(): Snapshot {
    return snapshotOf(this.#ground.roster, this.#ground.tasks.values());
  }

  /** Builds the picture of a snapshot, or of the store; decides nothing until `decide`. */
  static restore({ queues, agents, tasks }: Snapshot, now: Millis, options: CoreOptions = {}): Core {
    const core = new Core({ ...options, deciding: false });
    for (const queue of queues) core.upsertQueue(queue, now);
    for (const { holds: _, ...agent } of agents) core.upsertAgent(agent, now);
    // What is held keeps the units it took, which the costs of today need not be.
    for (const { holds, id } of agents) for (const { taskId, ...hold } of holds) core.hold(id, taskId, hold, now);
    for (const task of tasks) core.enqueue(task, now);
    return core;
  }

  /** @param freed gathers who is not asked for it any more */
  #enter({ offeredTo = [], ...given }: Enqueued, freed: Set<string>, now: Millis): TaskPicture {
    const left = (this.#ground.tasks.get(given.id)?.offeredTo ?? []).filter((id) => !offeredTo.includes(id));
    this.#ground.forget(given.id);
    const task = this.#ground.enter(given, offeredTo, now);
    for (const id of left) {
      freed.add(id);
      this.#ground.letGo(id, task.id);
    }
    for (const id of offeredTo) {
      const agent = this.#ground.roster.agents.get(id);
      const hold = agent && this.#ground.holdOf('offer', agent, task.channel);
      if (agent && hold && agent.holds.get(task.id)?.kind !== 'offer') this.#take(agent, task.id, hold, new Set());
      if (agent) this.#ground.publish(agent);
    }
    return task;
  }

  /** @param freed gathers who got room by this */
  #take(agent: AgentPicture, taskId: string, hold: Hold, freed: Set<string>): void {
    putHold(agent, taskId, hold);
    const task = this.#ground.tasks.get(taskId);
    if (!task) return;
    if (hold.kind === 'offer') {
      this.#ground.lines.stopWaiting(task);
      if (!task.offeredTo.includes(agent.id)) task.offeredTo = [...task.offeredTo, agent.id];
      return;
    }
    for (const id of task.offeredTo) {
      const other = id === agent.id ? undefined : this.#ground.roster.agents.get(id);
      if (other && dropHold(other, taskId)) freed.add(id);
    }
    this.#ground.forget(taskId);
  }
}
