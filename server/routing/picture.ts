import type { DeskRecord, QueueRecord, UserRecord } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { capacityOf } from './capacity.js';
import { Core, type CoreAgent, type Decision, type HoldKind, type Pass } from './core/index.js';
import { agentState } from './desk-moves.js';
import type { RoutedConversation } from './reads.js';

interface Waiting {
  record: RoutedConversation;
  /** As `passedBy`, with the time this node learnt of each. */
  passes: Pass[];
}

/**
 * What the store says, in memory: desks, who waits, queues, people; and the core that is fed by it. Every node keeps one, for
 * positions and explanations; only on the router does it decide. Records may come late, twice or out of order: versions tell.
 */
export class Picture {
  readonly core = new Core({ deciding: false });
  readonly desks = new Map<string, DeskRecord>();
  readonly people = new Map<string, Pick<UserRecord, '_id' | 'name' | 'active' | 'capacity'>>();
  readonly queues = new Map<string, QueueRecord>();
  readonly #waiting = new Map<string, Waiting>();
  /** Conversation → the agent whose desk has an entry of it. */
  readonly #deskOf = new Map<string, string>();
  readonly #offeredTo = new Map<string, Set<string>>();
  /** Chosen by the core, not yet in the store. */
  readonly #inFlight = new Map<string, { agentId: string; kind: HoldKind }>();

  constructor(
    readonly clock: Clock,
    readonly onDecided: (decisions: Decision[]) => void,
    /** Who waits in this queue may stand elsewhere, or wait for something else, than before. */
    readonly onLine: (queueId: string) => void,
  ) {}

  get #now(): number {
    return +this.clock.now();
  }

  decide(): void {
    this.onDecided(this.core.decide(this.#now));
  }

  tick(): void {
    this.onDecided(this.core.tick(this.#now));
  }

  applySettings({ users, queues }: Settings): void {
    const here = new Set(users.map(({ _id }) => _id));
    const gone = [...this.people.values()].filter((user) => user.active && !here.has(user._id));
    const told = [...users, ...gone.map((user) => ({ ...user, active: false }))];
    const changed = told.filter((user) => !sameUser(this.people.get(user._id), user));
    for (const user of changed) {
      this.people.set(user._id, user);
      this.#setAgent(user._id);
    }
    const known = new Set(queues.map(({ _id }) => _id));
    for (const id of this.queues.keys()) {
      if (known.has(id)) continue;
      this.queues.delete(id);
      this.onDecided(this.core.removeQueue(id, this.#now));
    }
    for (const queue of queues) this.#setQueue(queue, new Set(changed.map(({ _id }) => _id)));
  }

  applyDesk(desk: DeskRecord): void {
    const known = this.desks.get(desk._id);
    if (known && known.version > desk.version) return;
    this.desks.set(desk._id, desk);
    if (known?.version === desk.version) return;
    const held = new Set(desk.entries.map(({ conversationId }) => conversationId));
    for (const id of held) this.#deskOf.set(id, desk._id);
    for (const { conversationId: id } of known?.entries ?? []) {
      if (held.has(id) || this.#deskOf.get(id) !== desk._id) continue;
      this.#deskOf.delete(id);
      this.#file(id); // first into the line, then the agent is free: the older one goes first
      const back = this.conversation(id);
      if (back) this.onLine(back.queueId);
    }
    this.#setAgent(desk._id);
  }

  applyConversation(record: RoutedConversation): void {
    const known = this.#waiting.get(record._id);
    if (known && known.record.version > record.version) return;
    const waits = record.state === 'queued' || record.state === 'offered';
    if (known) this.#offeredTo.get(known.record.offer?.agentId ?? '')?.delete(record._id);
    if (waits) this.#waiting.set(record._id, { record, passes: this.#passes(record, known?.passes ?? []) });
    else this.#waiting.delete(record._id);
    if (waits && record.offer) this.#offersTo(record.offer.agentId).add(record._id);
    if (known?.record.version === record.version) return;
    this.#file(record._id);
    this.onLine(record.queueId);
    if (known && known.record.queueId !== record.queueId) this.onLine(known.record.queueId);
  }

  /** The store does not know it any more. */
  forget(id: string): void {
    const known = this.#waiting.get(id);
    this.#offeredTo.get(known?.record.offer?.agentId ?? '')?.delete(id);
    this.#waiting.delete(id);
    this.#file(id);
    if (known) this.onLine(known.record.queueId);
  }

  conversation(id: string): RoutedConversation | undefined {
    return this.#waiting.get(id)?.record;
  }

  waiting(): RoutedConversation[] {
    return [...this.#waiting.values()].map(({ record }) => record);
  }

  deskWith(conversationId: string): string | undefined {
    return this.#deskOf.get(conversationId);
  }

  nameOf(agentId: string): string {
    return this.people.get(agentId)?.name ?? '';
  }

  stateOf(desk: DeskRecord) {
    return this.people.get(desk._id)?.active === false ? 'offline' : agentState(desk);
  }

  stop(): void {
    this.core.pause();
  }

  /** From choosing until it is written, the choice stands whatever else is heard of agent and task. */
  begin(taskId: string, agentId: string, kind: HoldKind): void {
    this.#inFlight.set(taskId, { agentId, kind });
  }

  /** The choice is in the store, or came to nothing: from now on the records speak. */
  settle(taskId: string): void {
    const was = this.#inFlight.get(taskId);
    if (!this.#inFlight.delete(taskId) || !was) return;
    this.#file(taskId);
    this.#setAgent(was.agentId);
  }

  isInFlight(taskId: string): boolean {
    return this.#inFlight.has(taskId);
  }

  #offersTo(agentId: string): Set<string> {
    const set = this.#offeredTo.get(agentId) ?? new Set<string>();
    this.#offeredTo.set(agentId, set);
    return set;
  }

  /** `passedBy` only grows within one wait, so what was known keeps its time. */
  #passes({ passedBy, lastActivityAt }: RoutedConversation, known: readonly Pass[]): Pass[] {
    const at = Math.min(this.#now, +lastActivityAt);
    return passedBy.map((pass, i) => (passedBy.length >= known.length && known[i]) || { ...pass, at });
  }

  /** Tells the core where this conversation stands, unless a choice of it is under way or a desk still has it. */
  #file(id: string): void {
    if (this.#inFlight.has(id)) return;
    const waiting = this.#waiting.get(id);
    if (!waiting) {
      this.onDecided(this.core.leave(id, this.#now));
      return;
    }
    const { record, passes } = waiting;
    const offeredTo = record.state === 'offered' ? (record.offer?.agentId ?? null) : null;
    if (!offeredTo && this.#deskOf.has(id)) return;
    const last = new Map(passes.map((pass) => [pass.agentId, pass]));
    const task = { id, queueId: record.queueId, key: record.routingKey, passedBy: [...last.values()], offeredTo };
    this.onDecided(this.core.enqueue(task, this.#now));
  }

  #setAgent(agentId: string): void {
    this.#tellCore(agentId);
    for (const { _id, memberIds } of this.queues.values()) if (memberIds.includes(agentId)) this.onLine(_id);
  }

  #tellCore(agentId: string): void {
    const person = this.people.get(agentId);
    const desk = this.desks.get(agentId);
    if (!person?.active) {
      this.onDecided(this.core.removeAgent(agentId, this.#now));
      return;
    }
    const agent: CoreAgent = {
      id: agentId,
      name: person.name,
      state: desk ? agentState(desk) : 'offline',
      capacity: desk?.capacity ?? capacityOf(person),
      idleSince: +(desk?.idleSince ?? 0),
    };
    this.onDecided(this.core.setAgent(agent, this.#holds(agentId), this.#now));
  }

  #holds(agentId: string): Map<string, HoldKind> {
    const holds = new Map<string, HoldKind>();
    for (const id of this.#offeredTo.get(agentId) ?? []) holds.set(id, 'offer');
    for (const [id, choice] of this.#inFlight) if (choice.agentId === agentId) holds.set(id, choice.kind);
    for (const { conversationId, kind } of this.desks.get(agentId)?.entries ?? []) holds.set(conversationId, kind);
    return holds;
  }

  #setQueue(queue: QueueRecord, changedUsers: ReadonlySet<string>): void {
    const known = this.queues.get(queue._id);
    this.queues.set(queue._id, queue);
    if (known && sameQueue(known, queue) && !queue.memberIds.some((id) => changedUsers.has(id))) return;
    const { _id: id, offerSeconds, autoAccept } = queue;
    const memberIds = queue.memberIds.filter((memberId) => this.people.get(memberId)?.active);
    this.onDecided(this.core.upsertQueue({ id, memberIds, offerSeconds, autoAccept }, this.#now));
    // Whoever serves two queues counts half in each: what changes here changes there.
    for (const other of this.queues.keys()) this.onLine(other);
  }
}

export interface Settings {
  /** Everyone active; who is known and not among them no longer is. */
  users: readonly Pick<UserRecord, '_id' | 'name' | 'active' | 'capacity'>[];
  queues: readonly QueueRecord[];
}

type Person = Settings['users'][number];
const sameUser = (a: Person | undefined, b: Person) =>
  a !== undefined && a.name === b.name && a.active === b.active && capacityOf(a) === capacityOf(b);

const sameQueue = (a: QueueRecord, b: QueueRecord) =>
  a.offerSeconds === b.offerSeconds &&
  a.autoAccept === b.autoAccept &&
  a.memberIds.length === b.memberIds.length &&
  a.memberIds.every((id, i) => id === b.memberIds[i]);
