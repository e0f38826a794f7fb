import { SortedList } from './sorted-list.js';
import type { CoreQueue, CoreTask, Millis, Pass } from './types.js';

/** A task as the core keeps it: where it stands, and who holds an offer of it. */
export interface TaskPicture extends CoreTask {
  passedBy: Pass[];
  offeredTo: string | null;
  /** The class it waits in; null while offered. */
  waitsIn: TaskClass | null;
}

/**
 * Tasks that any agent sees alike: same queue, passed by the same agents. Thousands of tasks make a handful of classes, and
 * a choice looks at the head of each. Skills will become part of a class, not of the search.
 */
export interface TaskClass {
  name: string;
  queueId: string;
  /** Passed too short a while ago: not asked. */
  resting: ReadonlySet<string>;
  /** Passed before: asked only when nobody else is free. */
  last: ReadonlySet<string>;
  tasks: SortedList<TaskPicture>;
}

export const byKey = (a: CoreTask, b: CoreTask): number => a.key - b.key || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Everyone waiting: per queue in order for positions, per class in order for choices. */
export class Lines {
  readonly #classes = new Map<string, TaskClass>();
  readonly #queues = new Map<string, SortedList<TaskPicture>>();

  /** @param restMs how long an agent who passed a task is left alone with it */
  constructor(readonly restMs: number) {}

  /** Joins the queue's line, keeping its key's place; waiting, unless it is being offered. */
  join(task: TaskPicture, now: Millis): void {
    this.#lineOf(task.queueId).add(task);
    if (task.offeredTo === null) this.wait(task, now);
  }

  leave(task: TaskPicture): void {
    this.stopWaiting(task);
    const line = this.#lineOf(task.queueId);
    line.remove(task);
    if (line.size === 0) this.#queues.delete(task.queueId);
  }

  wait(task: TaskPicture, now: Millis): void {
    this.stopWaiting(task);
    task.waitsIn = this.#classOf(task, now);
    task.waitsIn.tasks.add(task);
  }

  stopWaiting(task: TaskPicture): void {
    const from = task.waitsIn;
    if (!from) return;
    from.tasks.remove(task);
    task.waitsIn = null;
    if (from.tasks.size === 0) this.#classes.delete(from.name);
  }

  positionOf(task: TaskPicture): number {
    return 1 + this.#lineOf(task.queueId).rank(task);
  }

  length(queueId: string): number {
    return this.#queues.get(queueId)?.size ?? 0;
  }

  inOrder(queueId: string): Iterable<TaskPicture> {
    return this.#queues.get(queueId) ?? [];
  }

  classes(queueIds: ReadonlySet<CoreQueue['id']> | null): TaskClass[] {
    const all = [...this.#classes.values()];
    return queueIds ? all.filter((one) => queueIds.has(one.queueId)) : all;
  }

  #lineOf(queueId: string): SortedList<TaskPicture> {
    const line = this.#queues.get(queueId) ?? new SortedList<TaskPicture>(byKey);
    this.#queues.set(queueId, line);
    return line;
  }

  #classOf({ queueId, passedBy }: TaskPicture, now: Millis): TaskClass {
    const rests = (pass: Pass) => pass.at + this.restMs > now;
    const resting = passedBy.filter(rests).map((pass) => pass.agentId);
    const last = passedBy.filter((pass) => !rests(pass)).map((pass) => pass.agentId);
    const name = [queueId, resting.toSorted(), last.toSorted()].join('|');
    const known = this.#classes.get(name);
    if (known) return known;
    const made: TaskClass = {
      name,
      queueId,
      resting: new Set(resting),
      last: new Set(last),
      tasks: new SortedList<TaskPicture>(byKey),
    };
    this.#classes.set(name, made);
    return made;
  }
}
