import type { CommonRules, DeskRecord, Locale, QueueRecord } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { Core, type CoreTask, type Decision, type Hold, type HoldKind } from './core/index.js';
import { coreAgentOf, holdsOf } from './core-agent.js';
import { agentState } from './desk-moves.js';
import { Flying } from './flying.js';
import { OnDesks } from './on-desks.js';
import { givenAs } from './placing.js';
import type { RoutedConversation } from './reads.js';
import { setOf } from './set-of.js';
import { coreQueueOf, type Person, type Settings, sameChoosing, sameLine, samePerson } from './settings.js';
import { factsOf, standsAlike, taskOf, tiersOf } from './task-of.js';
import { Waiting } from './waiting.js';
import { Words } from './words.js';

const NOTHING_INTERRUPTS: CommonRules = {
  interrupts: { webchat: [], email: [], sms: [], voice: [] },
  restSeconds: 10,
};

/**
 * What the store says, in memory: desks, who waits, queues, people, rules; and the core that is fed by it. Every node keeps one, for
 * positions and explanations; only on the router does it decide. Records may come late, twice or out of order: versions tell.
 */
export class Picture {
  readonly core = new Core({ deciding: false });
  readonly desks = new Map<string, DeskRecord>();
  readonly people = new Map<string, Person>();
  readonly queues = new Map<string, QueueRecord>();
  #common = NOTHING_INTERRUPTS;
  #languages: Record<Locale, string | null> = { en: null, fa: null };
  #tiers = 0;
  readonly #waiting = new Waiting();
  readonly waitingOf = this.#waiting.ofCustomer.bind(this.#waiting);
  readonly waitingIn = this.#waiting.countIn.bind(this.#waiting);
  readonly takeMoved = this.#waiting.takeMoved.bind(this.#waiting);
  readonly #onDesks = new OnDesks();
  readonly #flying = new Flying();
  readonly words = new Words();
  #settings = 0;
  readonly #queuesOf = new Map<string, Set<string>>();

  /** Who cannot be told of an offer. */
  readonly #unreached = new Set<string>();

  constructor(
    readonly clock: Clock,
    readonly onDecided: (decisions: Decision[]) => void,
    /** Who waits in this queue may stand elsewhere, or wait for something else, than before. */
    readonly onLine: (queueId: string) => void,
  ) {}

  get #now(): number {
    return +this.clock.now();
  }

  get interrupts(): CommonRules['interrupts'] {
    return this.#common.interrupts;
  }

  decide(): void {
    this.onDecided(this.core.decide(this.#now));
  }

  tick(): void {
    this.onDecided(this.core.tick(this.#now));
  }

  applySettings({ users, queues, common, languages }: Settings): void {
    this.#settings += 1;
    const commonChanged = this.#setCommon(common);
    const here = new Set(users.map(({ _id }) => _id));
    const gone = [...this.people.values()].filter((user) => user.active && !here.has(user._id));
    const told = [...users, ...gone.map((user) => ({ ...user, active: false }))];
    const changed = told.filter((user) => commonChanged || !samePerson(this.people.get(user._id), user));
    for (const user of changed) {
      this.people.set(user._id, user);
      this.#setAgent(user._id);
    }
    this.#dropQueues(new Set(queues.map(({ _id }) => _id)));
    const tiers = tiersOf(queues.map(({ rules }) => rules));
    const { en, fa } = this.#languages;
    const others = languages.en !== en || languages.fa !== fa || tiers !== this.#tiers;
    this.#languages = languages;
    this.#tiers = tiers;
    for (const queue of queues) this.#setQueue(queue, new Set(changed.map(({ _id }) => _id)), others);
  }

  applyDesk(desk: DeskRecord): void {
    this.apply([desk], []);
  }

  applyConversation(record: RoutedConversation): void {
    this.apply([], [record]);
  }

  /** What is learned together: first all of it into the line, then the agents are free, so that the older one goes first. */
  apply(desks: readonly DeskRecord[], records: readonly RoutedConversation[]): void {
    const [lines, back] = [new Set<string>(), new Set<string>()];
    const changed = desks.filter((desk) => this.#learnDesk(desk, back));
    const news = records.filter((record) => this.#learnConversation(record, lines));
    this.#file(new Set([...back, ...news.map(({ _id }) => _id)]));
    for (const { _id } of changed) this.#setAgent(_id);
    for (const id of back) lines.add(this.conversation(id)?.queueId ?? '');
    for (const queueId of lines) if (queueId) this.onLine(queueId);
  }

  /**
   * @param back gathers what was on it and is on no desk any more
   * @returns whether it is another one than was known
   */
  #learnDesk(desk: DeskRecord, back: Set<string>): boolean {
    const known = this.desks.get(desk._id);
    if (known && known.version > desk.version) return false;
    this.desks.set(desk._id, desk);
    if (known?.version === desk.version) return false;
    for (const id of this.#onDesks.learn(desk, known)) back.add(id);
    return true;
  }

  /** As of a desk. @param lines gathers the queues whose line changed */
  #learnConversation(record: RoutedConversation, lines: Set<string>): boolean {
    const known = this.#waiting.get(record._id);
    if (known && known.version > record.version) return false;
    this.words.learn(record);
    this.#waiting.learn(record);
    if (known?.version === record.version && standsAlike(known, record)) return false;
    lines.add(record.queueId).add(known?.queueId ?? record.queueId);
    return true;
  }

  /** Rises with all that is heard of settings, and of words to this agent. */
  heardOf(agentId: string): number {
    return this.#settings + this.words.heardBy(agentId);
  }

  /** All that are with somebody, as they were read. */
  learnHeld(records: readonly RoutedConversation[]): void {
    this.words.learnAll(records, (id) => this.#onDesks.has(id));
  }

  /** The store does not know it any more. */
  forget(id: string): void {
    const known = this.#waiting.get(id);
    this.words.forget(id);
    this.#waiting.forget(id);
    this.#file([id]);
    if (known) this.onLine(known.queueId);
  }

  conversation(id: string): RoutedConversation | undefined {
    return this.#waiting.get(id);
  }

  waiting(): RoutedConversation[] {
    return this.#waiting.all();
  }

  isOnDesk(conversationId: string, agentId: string): boolean {
    return this.#onDesks.with(conversationId).has(agentId);
  }

  /** The desks that hold it. */
  desksWith(conversationId: string): DeskRecord[] {
    return [...this.#onDesks.with(conversationId)].flatMap((agentId) => this.desks.get(agentId) ?? []);
  }

  nameOf(agentId: string): string {
    return this.people.get(agentId)?.name ?? '';
  }

  stateOf(desk: DeskRecord) {
    const state = this.people.get(desk._id)?.active === false ? 'offline' : agentState(desk);
    return state !== 'offline' && this.#unreached.has(desk._id) ? 'lost' : state;
  }

  /** Whoever cannot be told of an offer is not there, as far as choosing goes; what they hold stays theirs. */
  reach(isReached: (agentId: string) => boolean): void {
    for (const agentId of this.desks.keys()) {
      const is = isReached(agentId);
      if (is !== this.#unreached.has(agentId)) continue;
      if (is) this.#unreached.delete(agentId);
      else this.#unreached.add(agentId);
      this.#setAgent(agentId);
    }
  }

  queuesOf(agentId: string): ReadonlySet<string> {
    return this.#queuesOf.get(agentId) ?? new Set();
  }

  stop(): void {
    this.core.pause();
  }

  /** From choosing until it is written, the choice stands whatever else is heard of agents and task. */
  begin(taskId: string, agentIds: readonly string[], kind: HoldKind): void {
    const record = this.#waiting.get(taskId);
    this.#flying.begin(taskId, { agentIds, kind, channel: record ? givenAs(record) : 'webchat' });
  }

  /**
   * These choices are in the store, or came to nothing: from now on the records speak. In the order in which they were chosen, so that
   * those who go on waiting stand as before; and all of them in line before any agent is free.
   */
  settle(taskIds: readonly string[]): void {
    const { ended, agentIds } = this.#flying.end(taskIds);
    this.#file(ended);
    for (const agentId of agentIds) this.#setAgent(agentId);
  }

  isInFlight(taskId: string): boolean {
    return this.#flying.has(taskId);
  }

  /** As the core is told of it; null when it does not wait, or in a queue that is not there. */
  taskOf(record: RoutedConversation): CoreTask | null {
    const queue = this.queues.get(record.queueId);
    return queue ? taskOf(factsOf(record, this.#languages), queue.rules, this.#tiers) : null;
  }

  /**
   * Tells the core where these conversations stand, unless a choice of one is under way or a desk still has it. Those that wait are all
   * in line before anybody is free by it.
   */
  #file(ids: Iterable<string>): void {
    const tasks: (CoreTask & { offeredTo: string[] })[] = [];
    const gone: string[] = [];
    for (const id of ids) {
      if (this.#flying.has(id)) continue;
      const record = this.#waiting.get(id);
      const task = record && this.taskOf(record);
      const offeredTo = record?.state === 'offered' ? (record.offers ?? []).map(({ agentId }) => agentId) : [];
      if (!task) gone.push(id);
      else if (offeredTo.length > 0 || !this.#onDesks.has(id)) tasks.push({ ...task, offeredTo });
    }
    if (tasks.length > 0) this.onDecided(this.core.enqueueAll(tasks, this.#now));
    for (const id of gone) this.onDecided(this.core.leave(id, this.#now));
  }

  #setAgent(agentId: string): void {
    this.#tellCore(agentId);
    for (const queueId of this.queuesOf(agentId)) this.onLine(queueId);
  }

  #tellCore(agentId: string): void {
    const person = this.people.get(agentId);
    const desk = this.desks.get(agentId);
    if (!person?.active) {
      this.onDecided(this.core.removeAgent(agentId, this.#now));
      return;
    }
    const state = desk ? this.stateOf(desk) : 'offline';
    const agent = coreAgentOf(person, { desk, state, interrupts: this.interrupts });
    this.onDecided(this.core.setAgent(agent, this.#holds(agentId), this.#now));
  }

  #holds(agentId: string): Map<string, Hold> {
    const desk = this.desks.get(agentId);
    return holdsOf({
      capacity: desk?.capacity ?? this.people.get(agentId)?.capacity,
      offered: this.#waiting.offeredTo(agentId),
      flying: this.#flying.to(agentId),
      entries: desk?.entries ?? [],
    });
  }

  #setCommon(common: CommonRules): boolean {
    const known = this.#common;
    this.#common = common;
    if (known.restSeconds !== common.restSeconds) this.onDecided(this.core.setRest(common.restSeconds, this.#now));
    return JSON.stringify(known.interrupts) !== JSON.stringify(common.interrupts);
  }

  #dropQueues(known: ReadonlySet<string>): void {
    for (const [id, { memberIds }] of this.queues) {
      if (known.has(id)) continue;
      this.queues.delete(id);
      for (const memberId of memberIds) this.#queuesOf.get(memberId)?.delete(id);
      this.onDecided(this.core.removeQueue(id, this.#now));
    }
  }

  #setQueue(queue: QueueRecord, changedUsers: ReadonlySet<string>, refile: boolean): void {
    const known = this.queues.get(queue._id);
    this.queues.set(queue._id, queue);
    const lineChanged = !known || refile || !sameLine(known, queue);
    if (!known || !sameChoosing(known, queue) || queue.memberIds.some((id) => changedUsers.has(id))) {
      for (const id of known?.memberIds ?? []) this.#queuesOf.get(id)?.delete(queue._id);
      for (const id of queue.memberIds) setOf(this.#queuesOf, id).add(queue._id);
      const isActive = (id: string) => this.people.get(id)?.active ?? false;
      this.onDecided(this.core.upsertQueue(coreQueueOf(queue, isActive), this.#now));
      // Whoever serves two queues counts half in each: what changes here changes there.
      for (const other of this.queues.keys()) this.onLine(other);
    }
    if (lineChanged) this.#file(this.waiting().flatMap(({ _id, queueId }) => (queueId === queue._id ? [_id] : [])));
  }
}
