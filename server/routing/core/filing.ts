import type { Classes } from './classes.js';
import { Heap } from './heap.js';
import { type LineOf, type Lines, PLAIN } from './lines.js';
import type { AgentPicture, StepPicture, TaskClass, TaskPicture } from './pictures.js';
import type { Millis } from './types.js';

const NOTHING_DUE: Due = { refile: [], overflow: [] };
/** So many timers are kept before those of tasks that left are looked for. */
const SWEEP_FROM = 1_024;

/** To be filed anew, and to overflow. */
interface Due {
  refile: readonly TaskPicture[];
  overflow: readonly TaskPicture[];
}

interface Timer {
  at: Millis;
  task: TaskPicture;
  /** Of the filing it belongs to; null for an overflow, which belongs to the task. */
  stamp: number | null;
}

/**
 * Puts each task into the line where it stands now: a pure function of the task, the time, and who is signed in. What time will
 * change about it is a timer; what others change by signing in or out is watched.
 */
export class Filing {
  readonly #timers = new Heap<Timer>((a, b) => a.at < b.at || (a.at === b.at && a.task.id < b.task.id));
  #sweepAt = SWEEP_FROM;
  readonly #preferring = new Map<string, Set<TaskPicture>>();

  constructor(
    readonly classes: Classes,
    readonly lines: Lines,
    readonly isThere: (task: TaskPicture) => boolean,
    public restMs: Millis,
  ) {}

  /** A new task: its place in the queue, its timers; and in a line, unless it is being offered. */
  enter(task: TaskPicture, now: Millis): void {
    this.#promote(task, now);
    this.lines.join(task);
    if (task.overflowAt !== null && task.overflowAt > now) this.#setTimer({ at: task.overflowAt, task, stamp: null });
    this.file(task, now);
  }

  leave(task: TaskPicture): void {
    this.#unwatch(task);
    this.lines.leave(task);
    task.stamp += 1;
  }

  /** Looks anew at where it stands. */
  file(task: TaskPicture, now: Millis): void {
    this.#unwatch(task);
    this.lines.stopWaiting(task);
    task.stamp += 1;
    if (this.#promote(task, now)) {
      this.lines.leave(task);
      moveUp(task);
      this.lines.join(task);
    }
    task.step = this.#stepOf(task, now);
    const one = this.classOf(task, task.step);
    task.one = one;
    const next = this.#nextChange(task, now);
    if (next !== null) this.#setTimer({ at: next, task, stamp: task.stamp });
    if (task.prefer && now < task.prefer.until) this.#watchersOf(task.prefer.agentId).add(task);
    if (task.offeredTo.length > 0) return;
    this.lines.wait(task, one, this.#lineFor(task, one, now));
  }

  #lineFor(task: TaskPicture, one: TaskClass, now: Millis): LineOf {
    const { exclude, passedBy, prefer } = task;
    if (exclude.length + passedBy.length === 0 && !prefer) return PLAIN;
    const rests = passedBy.filter((pass) => pass.at + this.restMs > now).map(({ agentId }) => agentId);
    const last = passedBy.filter((pass) => pass.at + this.restMs <= now).map(({ agentId }) => agentId);
    return { without: new Set([...exclude, ...rests]), last: new Set(last), only: this.#onlyOf(task, one, now) };
  }

  classOf(task: TaskPicture, step: number): TaskClass {
    const asked = task.steps[step] as StepPicture;
    if (asked.of) return asked.of;
    const one = this.classes.of(task, asked.need);
    // One account of the need for all who have it.
    asked.need = one.need;
    asked.of = one;
    one.used += 1;
    return one;
  }

  /** Whom the step of others may depend on: those who wait for this agent first. */
  preferring(agentId: string): Iterable<TaskPicture> {
    return this.#preferring.get(agentId) ?? [];
  }

  /** When `due` has something to do next. */
  next(): Millis | null {
    for (let timer = this.#timers.peek(); timer; timer = this.#timers.peek()) {
      if (this.#isMeant(timer)) return timer.at;
      this.#timers.pop();
    }
    return null;
  }

  /** @returns what time has changed by now */
  due(now: Millis): Due {
    const first = this.next();
    if (first === null || first > now) return NOTHING_DUE;
    const refile: TaskPicture[] = [];
    const overflow: TaskPicture[] = [];
    for (let at = this.next(); at !== null && at <= now; at = this.next()) {
      const timer = this.#timers.pop() as Timer;
      (timer.stamp === null ? overflow : refile).push(timer.task);
    }
    return { refile, overflow };
  }

  #setTimer(timer: Timer): void {
    this.#timers.push(timer);
    if (this.#timers.size < this.#sweepAt) return;
    this.#timers.sweep((one) => this.#isMeant(one));
    this.#sweepAt = 2 * this.#timers.size + SWEEP_FROM;
  }

  #isMeant({ task, stamp }: Timer): boolean {
    return this.isThere(task) && (stamp === null || stamp === task.stamp);
  }

  /** @returns whether its key is to change while it stands in line */
  #promote(task: TaskPicture, now: Millis): boolean {
    if (!task.promote || now < task.promote.at || task.key === task.promote.key) return false;
    if (task.stamp > 0) return true;
    moveUp(task);
    return false;
  }

  /** The last step whose time has come, or the next one that somebody signed in could serve. */
  #stepOf(task: TaskPicture, now: Millis): number {
    const last = task.steps.length - 1;
    let step = this.#stepByTime(task, now);
    while (step < last) {
      const one = this.classOf(task, step);
      one.watchers ??= new Set();
      one.watchers.add(task);
      if (one.signedIn > 0) break;
      step += 1;
    }
    return step;
  }

  #stepByTime({ steps }: TaskPicture, now: Millis): number {
    let step = 0;
    while (step + 1 < steps.length && (steps[step + 1]?.at ?? Number.POSITIVE_INFINITY) <= now) step += 1;
    return step;
  }

  #onlyOf({ prefer }: TaskPicture, one: TaskClass, now: Millis): AgentPicture | null {
    if (!prefer || now >= prefer.until) return null;
    const agent = this.classes.roster.agents.get(prefer.agentId);
    return agent && agent.state !== 'offline' && this.classes.isAble(agent, one) ? agent : null;
  }

  #nextChange(task: TaskPicture, now: Millis): Millis | null {
    if (task.steps.length === 1 && task.passedBy.length === 0 && !task.prefer && !task.promote) return null;
    let next = Number.POSITIVE_INFINITY;
    const consider = (at: Millis | undefined) => {
      if (at !== undefined && at > now && at < next) next = at;
    };
    for (const pass of task.passedBy) consider(pass.at + this.restMs);
    consider(task.steps[this.#stepByTime(task, now) + 1]?.at);
    consider(task.prefer?.until);
    consider(task.promote?.at);
    return Number.isFinite(next) ? next : null;
  }

  #watchersOf(agentId: string): Set<TaskPicture> {
    const watchers = this.#preferring.get(agentId) ?? new Set<TaskPicture>();
    this.#preferring.set(agentId, watchers);
    return watchers;
  }

  #unwatch(task: TaskPicture): void {
    task.one = null;
    for (const step of task.steps) {
      if (!step.of) continue;
      step.of.watchers?.delete(task);
      step.of.used -= 1;
      step.of = null;
    }
    const watchers = task.prefer && this.#preferring.get(task.prefer.agentId);
    watchers?.delete(task);
    if (task.prefer && watchers?.size === 0) this.#preferring.delete(task.prefer.agentId);
  }
}

/** Among those who have moved up nobody overtakes by waiting counting more. */
function moveUp(task: TaskPicture): void {
  task.key = task.promote?.key ?? task.key;
  task.rate = 1;
}
