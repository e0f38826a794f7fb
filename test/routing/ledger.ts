/**
 * The slow and obvious account of routing: everything is looked at anew for every question, in plain lists. What an engine decides
 * is compared with it choice by choice.
 */
import type {
  Choice,
  Core,
  CoreAgent,
  CoreQueue,
  CoreTask,
  Decision,
  Hold,
  Millis,
  PassedHow,
} from '../../server/routing/core/index.js';

export class Broken extends Error {}

interface Waiting extends CoreTask {
  offeredTo: string[];
}

export class Ledger {
  readonly agents = new Map<string, CoreAgent>();
  readonly queues = new Map<string, CoreQueue>();
  readonly tasks = new Map<string, Waiting>();
  /** `agent task` → what is held. */
  readonly held = new Map<string, Hold & { agentId: string; taskId: string }>();

  /** Whose overflow was told. */
  readonly #told = new Set<CoreTask>();

  constructor(readonly restMs: Millis) {}

  holdsOf = (agentId: string) => [...this.held.values()].filter((hold) => hold.agentId === agentId);
  put(agentId: string, taskId: string, hold: Hold): void {
    this.held.set(`${agentId} ${taskId}`, { ...hold, agentId, taskId });
  }
  drop = (agentId: string, taskId: string): boolean => this.held.delete(`${agentId} ${taskId}`);

  isMember = (agentId: string, queueIds: readonly string[]): boolean =>
    queueIds.some((id) => this.queues.get(id)?.memberIds.includes(agentId));

  isAble(agent: CoreAgent, task: CoreTask, step: number): boolean {
    const need = task.steps[step]?.need;
    if (!need || agent.costs[task.channel] === undefined || !this.isMember(agent.id, need.queueIds)) return false;
    return Object.entries(need.skills).every(([skillId, level]) => (agent.skills[skillId] ?? 0) >= level);
  }

  stepOf(task: CoreTask, now: Millis): number {
    let step = 0;
    task.steps.forEach((one, i) => {
      if (i > 0 && one.at <= now && step === i - 1) step = i;
    });
    const signedIn = (i: number) =>
      [...this.agents.values()].some((agent) => agent.state !== 'offline' && this.isAble(agent, task, i));
    while (step < task.steps.length - 1 && !signedIn(step)) step += 1;
    return step;
  }

  hasRoom(agent: CoreAgent, { channel }: CoreTask): boolean {
    const cost = agent.costs[channel];
    if (cost === undefined) return false;
    const holds = this.holdsOf(agent.id);
    if (holds.reduce((sum, { units }) => sum + units, 0) + cost <= agent.units + 1e-6) return true;
    const below = agent.interrupts[channel] ?? [];
    return holds.length > 0 && holds.every((hold) => hold.channel !== channel && below.includes(hold.channel));
  }

  rests = (agentId: string, task: CoreTask, now: Millis): boolean =>
    task.passedBy.some((pass) => pass.agentId === agentId && pass.at + this.restMs > now);

  /** Whether this agent may be given this task now. */
  could(agent: CoreAgent, task: CoreTask, now: Millis): boolean {
    const step = this.stepOf(task, now);
    const preferred = task.prefer && now < task.prefer.until ? this.agents.get(task.prefer.agentId) : undefined;
    const only = preferred && preferred.state !== 'offline' && this.isAble(preferred, task, step) ? preferred.id : null;
    return (
      agent.state === 'online' &&
      this.isAble(agent, task, step) &&
      this.hasRoom(agent, task) &&
      !this.rests(agent.id, task, now) &&
      !task.exclude.includes(agent.id) &&
      (only === null || only === agent.id) &&
      !this.held.has(`${agent.id} ${task.id}`)
    );
  }

  ageOf(task: CoreTask, now: Millis): number {
    const rate = task.promote && now >= task.promote.at ? 1 : task.order.rate;
    return rate * (now - this.keyOf(task, now));
  }

  keyOf = ({ promote, order }: CoreTask, now: Millis): number =>
    promote && now >= promote.at ? promote.key : order.key;

  waiting = (): Waiting[] => [...this.tasks.values()].filter(({ offeredTo }) => offeredTo.length === 0);

  isBefore(a: CoreTask, b: CoreTask, now: Millis): boolean {
    const by = this.ageOf(b, now) - this.ageOf(a, now) || this.keyOf(a, now) - this.keyOf(b, now);
    return by < 0 || (by === 0 && a.id < b.id);
  }

  /** Those who could have it, in the order in which they are asked. */
  inOrder(task: CoreTask, now: Millis): CoreAgent[] {
    const could = [...this.agents.values()].filter((agent) => this.could(agent, task, now));
    const passed = (agent: CoreAgent) => task.passedBy.some(({ agentId }) => agentId === agent.id);
    const fresh = could.filter((agent) => !passed(agent));
    return [...this.#sorted(fresh, task, now), ...this.#sorted(could.filter(passed), task, now)];
  }

  #sorted(agents: CoreAgent[], task: CoreTask, now: Millis): CoreAgent[] {
    const choice = this.queues.get(task.queueId)?.choice ?? 'longestIdle';
    const left = [...agents];
    const sorted: CoreAgent[] = [];
    const asked = Object.keys(task.steps[this.stepOf(task, now)]?.need.skills ?? {});
    const level = (agent: CoreAgent) => asked.reduce((sum, id) => sum + (agent.skills[id] ?? 0), 0);
    while (left.length > 0) {
      const most = Math.max(...left.map(level));
      const close = choice === 'bestSkill' ? left.filter((agent) => level(agent) >= most - asked.length) : left;
      close.sort((a, b) => this.#compare(choice, a, b));
      const next = close[0] as CoreAgent;
      sorted.push(next);
      left.splice(left.indexOf(next), 1);
    }
    return sorted;
  }

  #compare(choice: string, a: CoreAgent, b: CoreAgent): number {
    const holds = (agent: CoreAgent) => this.holdsOf(agent.id);
    const offers = (agent: CoreAgent) => holds(agent).filter(({ kind }) => kind === 'offer').length;
    const share = (agent: CoreAgent) => holds(agent).reduce((sum, { units }) => sum + units, 0) / agent.units;
    const first =
      choice === 'leastLoaded'
        ? Math.round((share(a) - share(b)) * 1e9)
        : Math.sign(holds(a).length) - Math.sign(holds(b).length) || offers(a) - offers(b);
    const breadth = (agent: CoreAgent) => Object.keys(agent.skills).length;
    const step = (agent: CoreAgent) =>
      choice === 'bestSkill' ? Math.floor(agent.idleSince / 30_000) : agent.idleSince;
    if (first || step(a) !== step(b)) return first || step(a) - step(b);
    return breadth(a) - breadth(b) || a.idleSince - b.idleSince || (a.id < b.id ? -1 : 1);
  }

  /** Takes over what was decided, after judging it. @throws Broken */
  take(choice: Choice, now: Millis): void {
    const task = this.tasks.get(choice.taskId);
    if (!task) throw new Broken(`${choice.taskId} was given though it is not there`);
    if (task.offeredTo.length > 0) throw new Broken(`${choice.taskId} was given though it is offered`);
    const queue = this.queues.get(task.queueId);
    const order = this.inOrder(task, now).map(({ id }) => id);
    for (const id of choice.agentIds) if (!order.includes(id)) throw new Broken(`${id} cannot take ${task.id}`);
    for (const other of this.waiting())
      if (
        other !== task &&
        this.isBefore(other, task, now) &&
        this.inOrder(other, now).some(({ id }) => choice.agentIds.includes(id))
      )
        throw new Broken(`${other.id} was overtaken by ${task.id}`);
    const most = queue?.autoAccept ? 1 : (queue?.offersAtOnce ?? 1);
    const due = order.slice(0, most).join('+');
    if (choice.agentIds.join('+') !== due)
      throw new Broken(`${task.id} went to ${choice.agentIds.join('+')} and not to ${due}`);
    if ((choice.kind === 'assign') !== (queue?.autoAccept ?? false)) throw new Broken(`${task.id} was ${choice.kind}`);
    for (const agentId of choice.agentIds) {
      const agent = this.agents.get(agentId) as CoreAgent;
      const hold = { channel: task.channel, units: agent.costs[task.channel] ?? agent.units };
      this.put(agentId, task.id, { ...hold, kind: choice.kind === 'assign' ? 'assigned' : 'offer' });
      if (choice.kind === 'assign') this.agents.set(agentId, { ...agent, idleSince: now });
    }
    if (choice.kind === 'assign') this.tasks.delete(task.id);
    else task.offeredTo = [...choice.agentIds];
  }

  /** @throws Broken */
  judge(decisions: readonly Decision[], now: Millis): void {
    for (const one of decisions) {
      if (one.kind === 'offer' || one.kind === 'assign') this.take(one, now);
      else if (one.kind === 'overflow') this.#overflow(one.taskId, now);
    }
    for (const task of this.waiting()) {
      const [first] = this.inOrder(task, now);
      if (first) throw new Broken(`${task.id} waits beside ${first.id}, who is free`);
    }
  }

  #overflow(taskId: string, now: Millis): void {
    const task = this.tasks.get(taskId);
    if (!task || task.overflowAt === null || task.overflowAt > now)
      throw new Broken(`${taskId} overflowed for nothing`);
    if (this.#told.has(task)) throw new Broken(`${taskId} overflowed twice`);
    this.#told.add(task);
  }

  /** That what is late was told. @throws Broken */
  judgeLate(now: Millis): void {
    for (const task of this.tasks.values())
      if (task.overflowAt !== null && task.overflowAt <= now && !this.#told.has(task))
        throw new Broken(`${task.id} should have overflowed`);
  }

  /** What is said of the lines. @throws Broken */
  judgeLines(engine: Pick<Core, 'lineOf' | 'positionOf' | 'lengthOf'>, now: Millis): void {
    const queueIds = new Set([...this.queues.keys(), ...[...this.tasks.values()].map(({ queueId }) => queueId)]);
    for (const queueId of queueIds) {
      const own = [...this.tasks.values()].filter((task) => task.queueId === queueId);
      const ids = own.sort((a, b) => (this.isBefore(a, b, now) ? -1 : 1)).map(({ id }) => id);
      const told = [...engine.lineOf(queueId, now)].map(({ id }) => id);
      if (told.join() !== ids.join()) throw new Broken(`the line of ${queueId} is ${ids} and not ${told}`);
      if (engine.lengthOf(queueId) !== ids.length) throw new Broken(`${queueId} is not as long as was said`);
      const places = ids.map((id) => engine.positionOf(id, now));
      if (!places.every((place, i) => place === i + 1)) throw new Broken(`the places of ${ids} are not ${places}`);
    }
  }

  accepted(taskId: string, agentId: string, now: Millis): void {
    for (const id of this.tasks.get(taskId)?.offeredTo ?? []) if (id !== agentId) this.drop(id, taskId);
    const hold = this.held.get(`${agentId} ${taskId}`);
    if (hold) this.put(agentId, taskId, { ...hold, kind: 'assigned' });
    this.tasks.delete(taskId);
    const agent = this.agents.get(agentId);
    if (agent) this.agents.set(agentId, { ...agent, idleSince: now });
  }

  offerEnded(taskId: string, agentId: string, how: PassedHow | 'rescinded', now: Millis): void {
    const task = this.tasks.get(taskId);
    this.drop(agentId, taskId);
    if (!task) return;
    task.offeredTo = task.offeredTo.filter((id) => id !== agentId);
    if (how === 'rescinded') return;
    task.passedBy = [...task.passedBy.filter((pass) => pass.agentId !== agentId), { agentId, how, at: now }];
  }

  free(agentId: string, taskId: string, now: Millis): void {
    this.drop(agentId, taskId);
    const agent = this.agents.get(agentId);
    if (agent && this.holdsOf(agentId).length === 0) this.agents.set(agentId, { ...agent, idleSince: now });
  }

  leave(taskId: string): void {
    for (const id of this.tasks.get(taskId)?.offeredTo ?? []) this.drop(id, taskId);
    this.tasks.delete(taskId);
  }
}
