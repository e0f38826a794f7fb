import { Ground } from './ground.js';
import { byKey, type TaskClass, type TaskPicture } from './line.js';
import { SortedList } from './sorted-list.js';
import type {
  Choice,
  CoreAgent,
  CoreQueue,
  CoreTask,
  Decision,
  Explanation,
  HoldKind,
  Millis,
  PassedHow,
  Snapshot,
  WaitsFor,
} from './types.js';
import { hasRoom } from './verdicts.js';
import { waitsFor } from './waits-for.js';

export interface CoreOptions {
  /** Seconds an agent who declined, missed or lost a task is left alone with it; when all have, its customer waits as long. */
  restSeconds?: number;
  /** False: keeps the picture and answers questions, but gives nothing to anybody. */
  deciding?: boolean;
}

/**
 * Decides who gets what. Synchronous, without clock, chance or I/O: the same commands give the same decisions.
 *
 * Between commands it holds that no task waits while an agent who may take it has room. So an agent who becomes free needs to
 * look only at the heads of their classes, and a task that comes only at the free agents.
 */
export class Core {
  readonly #ground: Ground;
  #deciding: boolean;

  constructor({ restSeconds = 10, deciding = true }: CoreOptions = {}) {
    this.#ground = new Ground(restSeconds * 1_000);
    this.#deciding = deciding;
  }

  /** Goes on keeping the picture, and gives nothing to anybody. */
  pause(): void {
    this.#deciding = false;
  }

  /** From now on decides, beginning with everything that waits. */
  decide(now: Millis): Decision[] {
    this.#deciding = true;
    return [...this.tick(now), ...this.#match(null, now)];
  }

  upsertQueue(queue: CoreQueue, now: Millis): Decision[] {
    const decisions = this.tick(now);
    this.#ground.roster.putQueue(queue);
    return [...decisions, ...this.#match(new Set([queue.id]), now)];
  }

  /** Who waits in it goes on waiting, for nobody, until it is moved. */
  removeQueue(queueId: string, now: Millis): Decision[] {
    const decisions = this.tick(now);
    this.#ground.roster.dropQueue(queueId);
    return decisions;
  }

  /** What the agent says and may; what they hold stays as it is. */
  upsertAgent(agent: CoreAgent, now: Millis): Decision[] {
    const decisions = this.tick(now);
    this.#ground.roster.putAgent(agent);
    return [...decisions, ...this.#serve(agent.id, now)];
  }

  /**
   * The whole truth about an agent, as the store has it: attributes and everything they hold. What is held and not an offer is
   * in no line; an offer they no longer have waits again.
   */
  setAgent(agent: CoreAgent, holds: ReadonlyMap<string, HoldKind>, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const before = this.#ground.roster.agents.get(agent.id)?.holds ?? new Map<string, HoldKind>();
    this.#ground.roster.putAgent(agent);
    const touched = new Set(this.#ground.roster.queuesOf(agent.id));
    for (const [taskId, kind] of holds) this.#ground.take(agent.id, taskId, kind, touched);
    for (const taskId of before.keys()) if (!holds.has(taskId)) this.#ground.drop(agent.id, taskId, touched, now);
    return [...decisions, ...this.#match(touched, now)];
  }

  /** What they held must be freed or returned by whoever removes them. */
  removeAgent(agentId: string, now: Millis): Decision[] {
    const decisions = this.tick(now);
    this.#ground.roster.agents.delete(agentId);
    return decisions;
  }

  /**
   * A task that waits now: new, or back from an offer, or with another queue, key or passes.
   * @param offeredTo set while its offer is still open: then it only takes its place in the line
   */
  enqueue({ offeredTo = null, ...task }: CoreTask & { offeredTo?: string | null }, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const heldBy = this.#ground.tasks.get(task.id)?.offeredTo;
    this.#ground.forget(task.id);
    const joined = this.#ground.join(task, offeredTo, now);
    if (heldBy && heldBy !== offeredTo) this.#ground.roster.agents.get(heldBy)?.holds.delete(task.id);
    if (offeredTo) return [...decisions, ...this.hold(offeredTo, task.id, 'offer', now)];
    return [...decisions, ...this.#seekFor(joined, heldBy, now)];
  }

  /** The agent holds this, as the store says: made by hand, or found there on starting. */
  hold(agentId: string, taskId: string, kind: HoldKind, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const touched = new Set<string>();
    this.#ground.take(agentId, taskId, kind, touched);
    return [...decisions, ...this.#match(touched, now)];
  }

  accepted(taskId: string, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const agent = this.#ground.roster.agents.get(this.#ground.tasks.get(taskId)?.offeredTo ?? '');
    this.#ground.forget(taskId);
    if (agent?.holds.has(taskId)) {
      agent.holds.set(taskId, 'assigned');
      agent.idleSince = now;
    }
    return decisions;
  }

  /** The offer came to nothing: the task waits again in its place, the agent has room again. */
  offerEnded(taskId: string, how: PassedHow | 'rescinded', now: Millis): Decision[] {
    const decisions = this.tick(now);
    const task = this.#ground.tasks.get(taskId);
    if (!task?.offeredTo) return decisions;
    const { id, queueId, key, offeredTo: agentId } = task;
    const before = task.passedBy.filter((pass) => how === 'rescinded' || pass.agentId !== agentId);
    const passedBy = how === 'rescinded' ? before : [...before, { agentId, how, at: now }];
    return [...decisions, ...this.enqueue({ id, queueId, key, passedBy }, now)];
  }

  /** The agent is done with it: ended, given away, or the wrap-up is over. */
  free(agentId: string, taskId: string, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const agent = this.#ground.roster.agents.get(agentId);
    if (this.#ground.tasks.get(taskId)?.offeredTo === agentId)
      return [...decisions, ...this.offerEnded(taskId, 'rescinded', now)];
    if (!agent?.holds.delete(taskId)) return decisions;
    if (agent.holds.size === 0) agent.idleSince = now;
    return [...decisions, ...this.#serve(agentId, now)];
  }

  /** The task waits no longer: its customer left, or somebody has it. A pending offer of it is void. */
  leave(taskId: string, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const agentId = this.#ground.tasks.get(taskId)?.offeredTo;
    this.#ground.forget(taskId);
    const agent = this.#ground.roster.agents.get(agentId ?? '');
    if (!agentId || agent?.holds.get(taskId) !== 'offer') return decisions;
    agent.holds.delete(taskId);
    return [...decisions, ...this.#serve(agentId, now)];
  }

  /** When `tick` has something to do next; null when time alone changes nothing. */
  nextTimer(): Millis | null {
    return this.#ground.nextRestEnd();
  }

  /** Lets time pass: those who passed a task a while ago may be asked again. Every other command does this first. */
  tick(now: Millis): Decision[] {
    const rested = this.#ground.endRests(now);
    return rested.size > 0 ? this.#match(rested, now) : [];
  }

  has(taskId: string): boolean {
    return this.#ground.tasks.has(taskId);
  }

  holdsOf(agentId: string): ReadonlyMap<string, HoldKind> {
    return this.#ground.roster.agents.get(agentId)?.holds ?? new Map();
  }

  lengthOf(queueId: string): number {
    return this.#ground.lines.length(queueId);
  }

  /** Ids of those waiting in this queue, first one first. */
  lineOf(queueId: string): Iterable<CoreTask> {
    return this.#ground.lines.inOrder(queueId);
  }

  positionOf(taskId: string): number | null {
    const task = this.#ground.tasks.get(taskId);
    return task ? this.#ground.lines.positionOf(task) : null;
  }

  waitsFor(taskId: string): WaitsFor | null {
    const task = this.#ground.tasks.get(taskId);
    if (!task) return null;
    const members = this.#ground.roster.membersOf(task.queueId);
    const offeredTo = task.offeredTo ? this.#ground.roster.agents.get(task.offeredTo) : undefined;
    return waitsFor({ members, offeredTo, position: this.#ground.lines.positionOf(task), task });
  }

  explain(taskId: string, now: Millis): Explanation | null {
    const task = this.#ground.tasks.get(taskId);
    const why = this.waitsFor(taskId);
    if (!task || !why) return null;
    return {
      position: this.#ground.lines.positionOf(task),
      waitsFor: why,
      candidates: this.#ground.candidates(task, null, now),
    };
  }

  snapshot(): Snapshot {
    return this.#ground.snapshot();
  }

  /** Builds the picture of a snapshot, or of the store; decides nothing until `decide`. */
  static restore({ queues, agents, tasks }: Snapshot, now: Millis, options: CoreOptions = {}): Core {
    const core = new Core({ ...options, deciding: false });
    for (const queue of queues) core.upsertQueue(queue, now);
    for (const task of tasks) core.enqueue(task, now);
    for (const { holds, ...agent } of agents) {
      core.upsertAgent(agent, now);
      for (const { taskId, kind } of holds) core.hold(agent.id, taskId, kind, now);
    }
    return core;
  }

  #serve(agentId: string, now: Millis): Decision[] {
    const agent = this.#ground.roster.agents.get(agentId);
    return agent && hasRoom(agent) ? this.#match(this.#ground.roster.queuesOf(agentId), now) : [];
  }

  /** @param freed who held its offer until now, and has room again for this or for another one */
  #seekFor(task: TaskPicture, freed: string | null | undefined, now: Millis): Decision[] {
    if (!this.#deciding) return [];
    const queueIds = new Set(freed ? this.#ground.roster.queuesOf(freed) : []).add(task.queueId);
    const decisions: Decision[] = this.#match(queueIds, now);
    if (!this.#ground.tasks.get(task.id)?.waitsIn) return decisions;
    const { id: taskId, queueId } = task;
    const position = this.#ground.lines.positionOf(task);
    const candidates = this.#ground.candidates(task, null, now);
    return [...decisions, { kind: 'wait', taskId, queueId, at: now, position, candidates }];
  }

  /** Gives away what can be given in these queues (null: all), smallest key first, until nobody able has room. */
  #match(queueIds: ReadonlySet<string> | null, now: Millis): Choice[] {
    if (!this.#deciding) return [];
    const choices: Choice[] = [];
    const open = new SortedList<TaskClass>((a, b) => byKey(headOf(a), headOf(b)));
    for (const one of this.#ground.lines.classes(queueIds)) open.add(one);
    for (let next = open.at(0); next; next = open.at(0)) {
      open.remove(next);
      const agent = this.#ground.roster.best(next.queueId, headOf(next).id, next.resting, next.last);
      if (!agent) continue;
      choices.push(this.#ground.give(headOf(next), agent, now));
      if (next.tasks.size > 0) open.add(next);
    }
    return choices;
  }
}

function headOf({ tasks }: TaskClass): TaskPicture {
  const head = tasks.at(0);
  if (!head) throw new Error('an empty class was kept');
  return head;
}
