import { isDeepStrictEqual } from 'node:util';
import { candidatesOf } from './candidates.js';
import { Classes } from './classes.js';
import { Filing } from './filing.js';
import { isChosenBefore } from './free-agents.js';
import { IdleGeneralists } from './idle-generalists.js';
import { Lines } from './lines.js';
import { type AgentPicture, isBefore, type Line, pictureOf, type TaskClass, type TaskPicture } from './pictures.js';
import { bitOf, hasRoom, roomOf } from './room.js';
import { channelsOf, dropHold, putHold, Roster } from './roster.js';
import { Search } from './search.js';
import type { Choice, CoreAgent, CoreQueue, CoreTask, Decision, Hold, Millis, Why } from './types.js';

/** What the core knows, and how one task finds an agent and one agent a task. */
export class Ground {
  readonly roster = new Roster();
  readonly classes: Classes;
  readonly tasks = new Map<string, TaskPicture>();
  readonly lines: Lines;
  readonly filing: Filing;
  readonly #generalists = new IdleGeneralists();
  readonly #search: Search;

  constructor(
    restMs: Millis,
    public deciding: boolean,
    readonly mostCandidates: number,
    mostListed: number,
  ) {
    this.classes = new Classes(this.roster, mostListed, (agent, one) => this.#listed(agent, one));
    this.lines = new Lines(this.classes.table);
    this.#search = new Search(this.classes, this.lines);
    this.filing = new Filing(this.classes, this.lines, (task) => this.tasks.get(task.id) === task, restMs);
  }

  enter(given: CoreTask, offeredTo: readonly string[], now: Millis): TaskPicture {
    const task = pictureOf(given, offeredTo);
    this.tasks.set(task.id, task);
    this.filing.enter(task, now);
    return task;
  }

  forget(taskId: string): void {
    const task = this.tasks.get(taskId);
    if (!task) return;
    this.filing.leave(task);
    this.tasks.delete(taskId);
  }

  /** They do not have it any more. */
  letGo(agentId: string, taskId: string): void {
    const agent = this.roster.agents.get(agentId);
    if (agent) dropHold(agent, taskId);
  }

  /** Files these anew and lets them seek; the first in line first. */
  refile(tasks: readonly TaskPicture[], now: Millis, told: Decision[]): void {
    for (const task of tasks) if (this.tasks.get(task.id) === task) this.filing.file(task, now);
    this.settle(NOBODY, tasks, now, told);
  }

  putQueue(queue: CoreQueue, now: Millis, told: Decision[]): void {
    const known = this.roster.queues.get(queue.id);
    const sameChoice = this.classes.choiceOf(queue.id) === queue.choice;
    const [was, is] = [new Set(known?.memberIds), new Set(queue.memberIds)];
    const moved = [...new Set([...was, ...is])].filter((id) => was.has(id) !== is.has(id));
    const agents = moved.map((id) => this.roster.agents.get(id)).filter((agent) => agent !== undefined);
    const before = new Map(agents.map((agent) => [agent, this.classes.before(agent)]));
    this.roster.putQueue(queue);
    const turned = new Set(agents.flatMap((agent) => this.classes.relist(agent, before.get(agent) ?? null)));
    if (!sameChoice) this.classes.rechoose(queue.id);
    this.#fileTurned(turned, now, moved);
    for (const agent of sameChoice ? agents : this.roster.agents.values()) this.publish(agent);
    this.matchAll(now, told);
  }

  /** Takes over what the agent says and may. @returns tasks that stand elsewhere by it, and may be given now */
  putAgent(agent: CoreAgent, now: Millis): TaskPicture[] {
    const known = this.roster.agents.get(agent.id);
    const sameReach =
      known && isDeepStrictEqual(known.skills, agent.skills) && isDeepStrictEqual(known.channels, channelsOf(agent));
    const before = known && !sameReach ? this.classes.before(known) : null;
    const turns = known ? (known.state === 'offline') !== (agent.state === 'offline') : agent.state !== 'offline';
    const picture = this.roster.putAgent(agent);
    const turned = sameReach ? (turns ? this.classes.turn(picture) : []) : this.classes.relist(picture, before);
    if (turned.length === 0 && !turns && sameReach) return [];
    return this.#fileTurned(new Set(turned), now, [agent.id]);
  }

  /** @returns as `putAgent` */
  dropAgent(agentId: string, now: Millis): TaskPicture[] {
    const agent = this.roster.agents.get(agentId);
    if (!agent) return [];
    const turned = this.classes.unlist(agent);
    this.#generalists.drop(agent);
    this.roster.dropAgent(agent);
    return this.#fileTurned(new Set(turned), now, [agentId]);
  }

  /** What was filed by who is signed in, is filed anew when that changed. */
  #fileTurned(turned: ReadonlySet<TaskClass>, now: Millis, agentIds: readonly string[]): TaskPicture[] {
    const touched = new Set<TaskPicture>(agentIds.flatMap((id) => [...this.filing.preferring(id)]));
    for (const one of turned) for (const task of one.watchers ?? []) touched.add(task);
    for (const task of touched) this.filing.file(task, now);
    return [...touched];
  }

  /** Makes known what could be given to this agent now; what was known before is void. */
  publish(agent: AgentPicture): void {
    agent.stamp += 1;
    if (this.#generalists.size > 0) this.#generalists.drop(agent);
    const room = roomOf(agent);
    if (room === 0) return;
    if (!agent.classes) this.#generalists.put(agent);
    for (const no of agent.classes ?? []) {
      const one = this.classes.table.at(no);
      if (bitOf(one.channel) & room) one.free.put(agent);
    }
  }

  #listed(agent: AgentPicture, one: TaskClass): void {
    if (!agent.classes) this.publish(agent);
    else if (hasRoom(agent, one.channel)) one.free.put(agent);
  }

  /** Gives this agent what waits for them, first one first, until nothing fits. */
  serve(agent: AgentPicture, now: Millis, told: Decision[]): void {
    // Nobody else who is free could take what waits for this agent, or it would not wait: no other is looked for.
    for (let task = this.#nextFor(agent, now); task; task = this.#nextFor(agent, now))
      told.push(this.#give(task, [agent], now));
    this.publish(agent);
  }

  #nextFor(agent: AgentPicture, now: Millis): TaskPicture | null {
    return this.deciding ? this.#bestFor(agent, now) : null;
  }

  /** Agents who may have room now, and tasks that may be given now: brought together in the order of the tasks. */
  settle(agentIds: ReadonlySet<string>, tasks: readonly TaskPicture[], now: Millis, told: Decision[]): void {
    const agents = [...agentIds].map((id) => this.roster.agents.get(id)).filter((agent) => agent !== undefined);
    for (const agent of agents) this.publish(agent);
    if (!this.deciding) return;
    const seeking = new Set(tasks);
    for (let next = this.#nextOf(agents, seeking, now); next; next = this.#nextOf(agents, seeking, now)) {
      const isGiven = this.seek(next, now, told);
      // Held by the lemma not to happen; never loop.
      if (!seeking.delete(next) && !isGiven) return;
    }
  }

  /** Gives away what can be given at all, first one first. */
  matchAll(now: Millis, told: Decision[]): void {
    if (!this.deciding) return;
    const spent = new Set<Line>();
    for (;;) {
      const line = first(this.lines.order.all(now), (one) => !spent.has(one));
      if (!line?.head) return;
      if (!this.seek(line.head, now, told)) spent.add(line);
    }
  }

  /** The record of a task that found nobody. */
  tellWait(task: TaskPicture, now: Millis, told: Decision[]): void {
    if (!this.deciding || !task.line) return;
    const { id: taskId, queueId } = task;
    told.push({ kind: 'wait', taskId, queueId, at: now, why: this.why(task, [], now) });
  }

  /** Of one whose time to overflow has come, and that has found nobody. */
  tellLate({ id: taskId, queueId, overflowAt }: TaskPicture, now: Millis, told: Decision[]): void {
    if (this.deciding && overflowAt !== null && overflowAt <= now && this.tasks.has(taskId))
      told.push({ kind: 'overflow', taskId, queueId, at: now });
  }

  why(task: TaskPicture, chosen: readonly AgentPicture[], now: Millis): Why {
    const one = task.one ?? this.filing.classOf(task, task.step);
    const most = this.mostCandidates;
    const position = most === 0 ? 0 : this.lines.positionOf(task, now);
    const order = { key: task.key, rate: task.rate };
    const { candidates, others } = candidatesOf({ task, one, classes: this.classes, chosen, now, most });
    return { position, order, step: task.step, className: one.name, candidates, others };
  }

  eligible(task: TaskPicture): { signedIn: number; free: number } {
    const one = this.filing.classOf(task, task.step);
    const members = this.roster.membersOf(one.need.queueIds);
    const free = members.filter((agent) => this.classes.isAble(agent, one) && hasRoom(agent, one.channel));
    return { signedIn: one.signedIn, free: free.length };
  }

  holdOf(kind: Hold['kind'], { costs, units }: AgentPicture, channel: Hold['channel']): Hold {
    return { kind, channel, units: costs[channel] ?? units };
  }

  /** Whoever of these tasks, and of those who wait for one of these agents, is first in line. */
  #nextOf(agents: readonly AgentPicture[], seeking: ReadonlySet<TaskPicture>, now: Millis): TaskPicture | null {
    let best: TaskPicture | null = null;
    for (const agent of agents) {
      const task = this.#bestFor(agent, now);
      if (task && (!best || isBefore(task, best, now))) best = task;
    }
    for (const task of seeking) if (task.line && (!best || isBefore(task, best, now))) best = task;
    return best;
  }

  /** The first in line of all that this agent may be given now. */
  #bestFor(agent: AgentPicture, now: Millis): TaskPicture | null {
    const room = roomOf(agent);
    return room === 0 ? null : (this.#search.firstFor({ agent, room }, now)?.head ?? null);
  }

  /** Finds the agent for one who waits, or the several who are asked at once. @returns whether there is one */
  seek(task: TaskPicture, now: Millis, told: Decision[]): boolean {
    const line = this.deciding && task.line;
    const agent = line && this.#takeFree(line, task);
    if (!agent) return false;
    const queue = this.roster.queues.get(task.queueId);
    const agents: [AgentPicture, ...AgentPicture[]] = [agent];
    const most = queue?.autoAccept || line.only ? 1 : (queue?.offersAtOnce ?? 1);
    while (agents.length < most) {
      const another = this.#takeFree(line, task, agents);
      if (!another) break;
      agents.push(another);
    }
    told.push(this.#give(task, agents, now));
    for (const one of agents) this.publish(one);
    return true;
  }

  #give(task: TaskPicture, agents: readonly [AgentPicture, ...AgentPicture[]], now: Millis): Choice {
    const queue = this.roster.queues.get(task.queueId);
    const kind = queue?.autoAccept ? 'assign' : 'offer';
    const { id: taskId, queueId } = task;
    const agentIds = agents.map(({ id }) => id) as unknown as Choice['agentIds'];
    const expiresAt = kind === 'offer' ? now + (queue?.offerMs ?? 0) : now;
    const choice: Choice = { kind, taskId, queueId, agentIds, at: now, expiresAt, why: this.why(task, agents, now) };
    if (kind === 'assign') this.forget(taskId);
    else this.lines.stopWaiting(task);
    if (kind === 'offer') task.offeredTo = task.offeredTo.length > 0 ? [...task.offeredTo, ...agentIds] : agentIds;
    for (const agent of agents) {
      putHold(agent, taskId, this.holdOf(kind === 'assign' ? 'assigned' : 'offer', agent, task.channel));
      if (kind === 'assign') agent.idleSince = now;
    }
    return choice;
  }

  /** The free agent who comes first; those who passed the task before only when nobody else is free. */
  #takeFree(line: Line, task: TaskPicture, but: readonly AgentPicture[] = []): AgentPicture | null {
    const may = (agent: AgentPicture) =>
      !line.without.has(agent.id) && !agent.holds.has(task.id) && !but.includes(agent);
    if (line.only) return may(line.only) && hasRoom(line.only, task.channel) ? line.only : null;
    const fresh = this.#firstFree(line.of, (agent) => may(agent) && !line.last.has(agent.id));
    return fresh ?? (line.last.size > 0 ? this.#firstFree(line.of, may) : null);
  }

  #firstFree(one: TaskClass, may: (agent: AgentPicture) => boolean): AgentPicture | null {
    if (this.#generalists.size === 0) return one.free.take(may);
    const fits = (agent: AgentPicture) => may(agent) && this.classes.isAble(agent, one) && hasRoom(agent, one.channel);
    const choice = this.classes.choiceOf(one.queueId);
    const highest = choice === 'bestSkill' ? this.#highest(one, may, fits) : 0;
    const isNear = (agent: AgentPicture) => one.free.levelOf(agent) >= highest - one.free.near;
    const general = first(this.#generalists.inOrder(choice), (agent) => fits(agent) && isNear(agent));
    const listed = one.free.take(may, highest);
    if (!listed || !general) return listed ?? general;
    if (!isChosenBefore(choice, general, listed)) return listed;
    one.free.put(listed);
    return general;
  }

  /** The highest level of all who could be asked, listed or not. */
  #highest(one: TaskClass, may: (agent: AgentPicture) => boolean, fits: (agent: AgentPicture) => boolean): number {
    let highest = one.free.highest(may);
    for (const agent of this.#generalists.inOrder('bestSkill'))
      if (one.free.levelOf(agent) > highest && fits(agent)) highest = one.free.levelOf(agent);
    return highest;
  }
}

const NOBODY: ReadonlySet<string> = new Set();

function first<T>(items: Iterable<T>, fits: (item: T) => boolean): T | null {
  for (const item of items) if (fits(item)) return item;
  return null;
}
