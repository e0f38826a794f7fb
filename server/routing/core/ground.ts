import type { CandidateRecord } from '../../contract/index.js';
import { byKey, Lines, type TaskPicture } from './line.js';
import { Roster } from './roster.js';
import { SortedList } from './sorted-list.js';
import type { Choice, CoreTask, HoldKind, Millis, Snapshot } from './types.js';
import { type AgentPicture, candidate } from './verdicts.js';

/** A task that rests from one of its agents until then. */
interface Rest {
  at: Millis;
  task: TaskPicture;
}

/** What the core knows, and the few ways in which it changes; nothing here decides. */
export class Ground {
  readonly roster = new Roster();
  readonly tasks = new Map<string, TaskPicture>();
  readonly lines: Lines;
  readonly #rests = new SortedList<Rest>((a, b) => a.at - b.at || byKey(a.task, b.task));

  constructor(restMs: number) {
    this.lines = new Lines(restMs);
  }

  join(task: CoreTask, offeredTo: string | null, now: Millis): TaskPicture {
    const joined: TaskPicture = { ...task, passedBy: [...task.passedBy], offeredTo, waitsIn: null };
    this.tasks.set(task.id, joined);
    this.lines.join(joined, now);
    const ends = new Set(joined.passedBy.map((pass) => pass.at + this.lines.restMs));
    for (const at of ends) if (at > now) this.#rests.add({ at, task: joined });
    return joined;
  }

  forget(taskId: string): void {
    const task = this.tasks.get(taskId);
    if (!task) return;
    this.lines.leave(task);
    for (const pass of task.passedBy) this.#rests.remove({ at: pass.at + this.lines.restMs, task });
    this.tasks.delete(taskId);
  }

  /** @param touched gathers the queues where somebody got room by this */
  take(agentId: string, taskId: string, kind: HoldKind, touched: Set<string>): void {
    this.roster.agents.get(agentId)?.holds.set(taskId, kind);
    const task = this.tasks.get(taskId);
    const other = task?.offeredTo;
    if (other && other !== agentId && this.roster.agents.get(other)?.holds.delete(taskId))
      for (const queueId of this.roster.queuesOf(other)) touched.add(queueId);
    if (task && kind === 'offer') {
      this.lines.stopWaiting(task);
      task.offeredTo = agentId;
    } else this.forget(taskId);
  }

  drop(agentId: string, taskId: string, touched: Set<string>, now: Millis): void {
    this.roster.agents.get(agentId)?.holds.delete(taskId);
    const task = this.tasks.get(taskId);
    if (task?.offeredTo !== agentId) return;
    task.offeredTo = null;
    this.lines.wait(task, now);
    touched.add(task.queueId);
  }

  nextRestEnd(): Millis | null {
    return this.#rests.at(0)?.at ?? null;
  }

  /** Tasks whose rest is over may be offered to more agents than before. @returns their queues */
  endRests(now: Millis): Set<string> {
    const queueIds = new Set<string>();
    for (let due = this.#rests.at(0); due && due.at <= now; due = this.#rests.at(0)) {
      this.#rests.remove(due);
      if (this.tasks.get(due.task.id) !== due.task || due.task.offeredTo !== null) continue;
      this.lines.wait(due.task, now);
      queueIds.add(due.task.queueId);
    }
    return queueIds;
  }

  give(task: TaskPicture, agent: AgentPicture, now: Millis): Choice {
    const queue = this.roster.queues.get(task.queueId);
    const kind = queue?.autoAccept ? 'assign' : 'offer';
    const choice: Choice = {
      kind,
      taskId: task.id,
      queueId: task.queueId,
      agentId: agent.id,
      at: now,
      expiresAt: kind === 'offer' ? now + (queue?.offerSeconds ?? 0) * 1_000 : now,
      position: this.lines.positionOf(task),
      candidates: this.candidates(task, agent.id, now),
    };
    agent.holds.set(task.id, kind === 'offer' ? 'offer' : 'assigned');
    if (kind === 'offer') {
      this.lines.stopWaiting(task);
      task.offeredTo = agent.id;
    } else {
      this.forget(task.id);
      agent.idleSince = now;
    }
    return choice;
  }

  candidates(task: TaskPicture, chosenId: string | null, now: Millis): CandidateRecord[] {
    const passOf = (agentId: string) => task.passedBy.find((pass) => pass.agentId === agentId);
    return this.roster.membersOf(task.queueId).map((agent) => candidate(agent, passOf(agent.id), chosenId, now));
  }

  snapshot(): Snapshot {
    return {
      queues: [...this.roster.queues.values()].map((queue) => ({ ...queue, memberIds: [...queue.memberIds] })),
      agents: [...this.roster.agents.values()].map(({ holds, ...agent }) => ({
        ...agent,
        holds: [...holds].map(([taskId, kind]) => ({ taskId, kind })),
      })),
      tasks: [...this.tasks.values()].map(({ id, queueId, key, passedBy }) => ({
        id,
        queueId,
        key,
        passedBy: [...passedBy],
      })),
    };
  }
}
