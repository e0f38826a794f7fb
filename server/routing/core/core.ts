import { byKey, Lines, type TaskClass, type TaskPicture } from './line.js';
import { Roster } from './roster.js';
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
import { type AgentPicture, candidate, hasRoom } from './verdicts.js';
import { waitsFor } from './waits-for.js';

export interface CoreOptions {
  /** Seconds an agent who declined, missed or lost a task is left alone with it. */
  restSeconds?: number;
  /** False: keeps the picture and answers questions, but gives nothing to anybody. */
  deciding?: boolean;
}

interface Rest {
  at: Millis;
  task: TaskPicture;
}

/**
 * Decides who gets what. Synchronous, without clock, chance or I/O: the same commands give the same decisions.
 *
 * Between commands it holds that no task waits while an agent who may take it has room. So an agent who becomes free needs to
 * look only at the heads of their classes, and a task that comes only at the free agents.
 */
export class Core {
  readonly #roster = new Roster();
  readonly #tasks = new Map<string, TaskPicture>();
  readonly #lines: Lines;
  readonly #rests = new SortedList<Rest>((a, b) => a.at - b.at || byKey(a.task, b.task));
  #deciding: boolean;

  constructor({ restSeconds = 30, deciding = true }: CoreOptions = {}) {
    this.#lines = new Lines(restSeconds * 1_000);
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
    this.#roster.putQueue(queue);
    return [...decisions, ...this.#match(new Set([queue.id]), now)];
  }

  /** Who waits in it goes on waiting, for nobody, until it is moved. */
  removeQueue(queueId: string, now: Millis): Decision[] {
    const decisions = this.tick(now);
    this.#roster.dropQueue(queueId);
    return decisions;
  }

  /** What the agent says and may; what they hold stays as it is. */
  upsertAgent(agent: CoreAgent, now: Millis): Decision[] {
    const decisions = this.tick(now);
    this.#roster.putAgent(agent);
    return [...decisions, ...this.#serve(agent.id, now)];
  }

  /**
   * The whole truth about an agent, as the store has it: attributes and everything they hold. What is held and not an offer is
   * in no line; an offer they no longer have waits again.
   */
  setAgent(agent: CoreAgent, holds: ReadonlyMap<string, HoldKind>, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const before = this.#roster.agents.get(agent.id)?.holds ?? new Map<string, HoldKind>();
    this.#roster.putAgent(agent);
    const touched = new Set(this.#roster.queuesOf(agent.id));
    for (const [taskId, kind] of holds) this.#take(agent.id, taskId, kind, touched);
    for (const taskId of before.keys()) if (!holds.has(taskId)) this.#drop(agent.id, taskId, touched, now);
    return [...decisions, ...this.#match(touched, now)];
  }

  /** What they held must be freed or returned by whoever removes them. */
  removeAgent(agentId: string, now: Millis): Decision[] {
    const decisions = this.tick(now);
    this.#roster.agents.delete(agentId);
    return decisions;
  }

  /**
   * A task that waits now: new, or back from an offer, or with another queue, key or passes.
   * @param offeredTo set while its offer is still open: then it only takes its place in the line
   */
  enqueue({ offeredTo = null, ...task }: CoreTask & { offeredTo?: string | null }, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const heldBy = this.#tasks.get(task.id)?.offeredTo;
    this.#forget(task.id);
    const joined: TaskPicture = { ...task, passedBy: [...task.passedBy], offeredTo, waitsIn: null };
    this.#tasks.set(task.id, joined);
    this.#lines.join(joined, now);
    this.#planRests(joined, now);
    if (heldBy && heldBy !== offeredTo) this.#roster.agents.get(heldBy)?.holds.delete(task.id);
    if (offeredTo) return [...decisions, ...this.hold(offeredTo, task.id, 'offer', now)];
    return [...decisions, ...this.#seekFor(joined, heldBy, now)];
  }

  /** The agent holds this, as the store says: made by hand, or found there on starting. */
  hold(agentId: string, taskId: string, kind: HoldKind, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const touched = new Set<string>();
    this.#take(agentId, taskId, kind, touched);
    return [...decisions, ...this.#match(touched, now)];
  }

  accepted(taskId: string, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const agent = this.#roster.agents.get(this.#tasks.get(taskId)?.offeredTo ?? '');
    this.#forget(taskId);
    if (agent?.holds.has(taskId)) {
      agent.holds.set(taskId, 'assigned');
      agent.idleSince = now;
    }
    return decisions;
  }

  /** The offer came to nothing: the task waits again in its place, the agent has room again. */
  offerEnded(taskId: string, how: PassedHow | 'rescinded', now: Millis): Decision[] {
    const decisions = this.tick(now);
    const task = this.#tasks.get(taskId);
    if (!task?.offeredTo) return decisions;
    const { id, queueId, key, offeredTo: agentId } = task;
    const before = task.passedBy.filter((pass) => how === 'rescinded' || pass.agentId !== agentId);
    const passedBy = how === 'rescinded' ? before : [...before, { agentId, how, at: now }];
    return [...decisions, ...this.enqueue({ id, queueId, key, passedBy }, now)];
  }

  /** The agent is done with it: ended, given away, or the wrap-up is over. */
  free(agentId: string, taskId: string, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const agent = this.#roster.agents.get(agentId);
    if (this.#tasks.get(taskId)?.offeredTo === agentId)
      return [...decisions, ...this.offerEnded(taskId, 'rescinded', now)];
    if (!agent?.holds.delete(taskId)) return decisions;
    if (agent.holds.size === 0) agent.idleSince = now;
    return [...decisions, ...this.#serve(agentId, now)];
  }

  /** The task waits no longer: its customer left, or somebody has it. A pending offer of it is void. */
  leave(taskId: string, now: Millis): Decision[] {
    const decisions = this.tick(now);
    const agentId = this.#tasks.get(taskId)?.offeredTo;
    this.#forget(taskId);
    const agent = this.#roster.agents.get(agentId ?? '');
    if (!agentId || agent?.holds.get(taskId) !== 'offer') return decisions;
    agent.holds.delete(taskId);
    return [...decisions, ...this.#serve(agentId, now)];
  }

  /** When `tick` has something to do next; null when time alone changes nothing. */
  nextTimer(): Millis | null {
    return this.#rests.at(0)?.at ?? null;
  }

  /** Lets time pass: those who passed a task a while ago may be asked again. Every other command does this first. */
  tick(now: Millis): Decision[] {
    const rested = new Set<string>();
    for (let due = this.#rests.at(0); due && due.at <= now; due = this.#rests.at(0)) {
      this.#rests.remove(due);
      if (this.#tasks.get(due.task.id) !== due.task || due.task.offeredTo !== null) continue;
      this.#lines.wait(due.task, now);
      rested.add(due.task.queueId);
    }
    return rested.size > 0 ? this.#match(rested, now) : [];
  }

  has(taskId: string): boolean {
    return this.#tasks.has(taskId);
  }

  holdsOf(agentId: string): ReadonlyMap<string, HoldKind> {
    return this.#roster.agents.get(agentId)?.holds ?? new Map();
  }

  lengthOf(queueId: string): number {
    return this.#lines.length(queueId);
  }

  /** Ids of those waiting in this queue, first one first. */
  lineOf(queueId: string): Iterable<CoreTask> {
    return this.#lines.inOrder(queueId);
  }

  positionOf(taskId: string): number | null {
    const task = this.#tasks.get(taskId);
    return task ? this.#lines.positionOf(task) : null;
  }

  waitsFor(taskId: string): WaitsFor | null {
    const task = this.#tasks.get(taskId);
    if (!task) return null;
    const members = this.#roster.membersOf(task.queueId);
    const offeredTo = task.offeredTo ? this.#roster.agents.get(task.offeredTo) : undefined;
    return waitsFor({ members, offeredTo, position: this.#lines.positionOf(task), task });
  }

  explain(taskId: string, now: Millis): Explanation | null {
    const task = this.#tasks.get(taskId);
    const why = this.waitsFor(taskId);
    if (!task || !why) return null;
    return {
      position: this.#lines.positionOf(task),
      waitsFor: why,
      candidates: this.#candidates(task, null, now),
    };
  }

  snapshot(): Snapshot {
    return {
      queues: [...this.#roster.queues.values()].map((queue) => ({ ...queue, memberIds: [...queue.memberIds] })),
      agents: [...this.#roster.agents.values()].map(({ holds, ...agent }) => ({
        ...agent,
        holds: [...holds].map(([taskId, kind]) => ({ taskId, kind })),
      })),
      tasks: [...this.#tasks.values()].map(({ id, queueId, key, passedBy }) => ({
        id,
        queueId,
        key,
        passedBy: [...passedBy],
      })),
    };
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

  #forget(taskId: string): void {
    const task = this.#tasks.get(taskId);
    if (!task) return;
    this.#lines.leave(task);
    for (const pass of task.passedBy) this.#rests.remove({ at: pass.at + this.#lines.restMs, task });
    this.#tasks.delete(taskId);
  }

  /** @param touched gathers the queues where somebody got room by this */
  #take(agentId: string, taskId: string, kind: HoldKind, touched: Set<string>): void {
    this.#roster.agents.get(agentId)?.holds.set(taskId, kind);
    const task = this.#tasks.get(taskId);
    const other = task?.offeredTo;
    if (other && other !== agentId && this.#roster.agents.get(other)?.holds.delete(taskId))
      for (const queueId of this.#roster.queuesOf(other)) touched.add(queueId);
    if (task && kind === 'offer') {
      this.#lines.stopWaiting(task);
      task.offeredTo = agentId;
    } else this.#forget(taskId);
  }

  #drop(agentId: string, taskId: string, touched: Set<string>, now: Millis): void {
    this.#roster.agents.get(agentId)?.holds.delete(taskId);
    const task = this.#tasks.get(taskId);
    if (task?.offeredTo !== agentId) return;
    task.offeredTo = null;
    this.#lines.wait(task, now);
    touched.add(task.queueId);
  }

  #planRests(task: TaskPicture, now: Millis): void {
    const ends = new Set(task.passedBy.map((pass) => pass.at + this.#lines.restMs));
    for (const at of ends) if (at > now) this.#rests.add({ at, task });
  }

  #serve(agentId: string, now: Millis): Decision[] {
    const agent = this.#roster.agents.get(agentId);
    return agent && hasRoom(agent) ? this.#match(this.#roster.queuesOf(agentId), now) : [];
  }

  /** @param freed who held its offer until now, and has room again for this or for another one */
  #seekFor(task: TaskPicture, freed: string | null | undefined, now: Millis): Decision[] {
    if (!this.#deciding) return [];
    const queueIds = new Set(freed ? this.#roster.queuesOf(freed) : []).add(task.queueId);
    const decisions: Decision[] = this.#match(queueIds, now);
    if (!this.#tasks.get(task.id)?.waitsIn) return decisions;
    const { id: taskId, queueId } = task;
    const position = this.#lines.positionOf(task);
    const candidates = this.#candidates(task, null, now);
    return [...decisions, { kind: 'wait', taskId, queueId, at: now, position, candidates }];
  }

  /** Gives away what can be given in these queues (null: all), smallest key first, until nobody able has room. */
  #match(queueIds: ReadonlySet<string> | null, now: Millis): Choice[] {
    if (!this.#deciding) return [];
    const choices: Choice[] = [];
    const open = new SortedList<TaskClass>((a, b) => byKey(headOf(a), headOf(b)));
    for (const one of this.#lines.classes(queueIds)) open.add(one);
    for (let next = open.at(0); next; next = open.at(0)) {
      open.remove(next);
      const agent = this.#roster.best(next.queueId, headOf(next).id, next.resting, next.last);
      if (!agent) continue;
      choices.push(this.#give(headOf(next), agent, now));
      if (next.tasks.size > 0) open.add(next);
    }
    return choices;
  }

  #give(task: TaskPicture, agent: AgentPicture, now: Millis): Choice {
    const queue = this.#roster.queues.get(task.queueId);
    const kind = queue?.autoAccept ? 'assign' : 'offer';
    const choice: Choice = {
      kind,
      taskId: task.id,
      queueId: task.queueId,
      agentId: agent.id,
      at: now,
      expiresAt: kind === 'offer' ? now + (queue?.offerSeconds ?? 0) * 1_000 : now,
      position: this.#lines.positionOf(task),
      candidates: this.#candidates(task, agent.id, now),
    };
    agent.holds.set(task.id, kind === 'offer' ? 'offer' : 'assigned');
    if (kind === 'offer') {
      this.#lines.stopWaiting(task);
      task.offeredTo = agent.id;
    } else {
      this.#forget(task.id);
      agent.idleSince = now;
    }
    return choice;
  }

  #candidates(task: TaskPicture, chosenId: string | null, now: Millis) {
    const passOf = (agentId: string) => task.passedBy.find((pass) => pass.agentId === agentId);
    return this.#roster.membersOf(task.queueId).map((agent) => candidate(agent, passOf(agent.id), chosenId, now));
  }
}

function headOf({ tasks }: TaskClass): TaskPicture {
  const head = tasks.at(0);
  if (!head) throw new Error('an empty class was kept');
  return head;
}
