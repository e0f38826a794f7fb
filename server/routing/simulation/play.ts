import { type Choice, Core, type CoreAgent, type Decision, type Millis } from '../core/index.js';
import { Agenda } from './agenda.js';
import { Crew } from './crew.js';
import type { AgentTime, Arrival, Outcome, StateChange, World } from './world.js';

type Happening =
  | { kind: 'leaves'; arrival: Arrival }
  | { kind: 'reacts'; offer: Offer; agentId: string; how: 'accepted' | 'declined' | 'missed' }
  | { kind: 'talkEnds' | 'wrapUpEnds'; arrival: Arrival; agentId: string }
  | { kind: 'comesBack'; agentId: string };

interface Offer {
  arrival: Arrival;
  /** Who may still accept; nobody once it was accepted or its customer left. */
  asked: Set<string>;
}

interface Counted {
  from: Millis;
  until: Millis;
}

const ALWAYS: Counted = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/**
 * Plays a world on a virtual clock, with the very core that routes in earnest: it hears the same commands and its decisions are
 * carried out. No chance of its own and no clock, so the same world plays the same way.
 */
export class Play {
  readonly #world: World;
  readonly #core: Core;
  readonly #crew: Crew;
  readonly #agenda = new Agenda<Happening>();
  readonly #waiting = new Map<string, { arrival: Arrival; offer: Offer | null }>();
  readonly #outcomes: Outcome[] = [];
  #nextArrival = 0;
  #nextChange = 0;
  #now = Number.NEGATIVE_INFINITY;

  /** @param counted agents' time and arrivals outside it are played, not counted */
  constructor(world: World, counted: Counted = ALWAYS) {
    this.#world = world;
    const begin = Math.min(world.arrivals[0]?.at ?? 0, world.changes[0]?.at ?? 0);
    this.#crew = new Crew(world.agents, { ...counted, from: Math.max(counted.from, begin) });
    this.#core = new Core({ restSeconds: world.restSeconds, mostCandidates: 0 });
    for (const queue of world.queues) this.#core.upsertQueue(queue, begin);
    for (const agent of world.agents) this.#core.upsertAgent(agent, begin);
  }

  /**
   * Lets so many things happen.
   * @returns whether more is to come
   */
  run(most = Number.POSITIVE_INFINITY): boolean {
    for (let i = 0; i < most; i += 1) if (!this.#step()) return false;
    return true;
  }

  /** Everybody who came, in the order in which their waits ended; then those who still wait. */
  outcomes(): Outcome[] {
    const waiting = [...this.#waiting.values()].map(({ arrival }) => this.#outcome(arrival, 'waiting', null));
    return [...this.#outcomes, ...waiting];
  }

  times(): AgentTime[] {
    return this.#crew.times(this.#now);
  }

  /** The soonest of four; of the same instant first who comes and goes among the agents, then what ends, then who comes. */
  #step(): boolean {
    const { arrivals, changes } = this.#world;
    const change = changes[this.#nextChange];
    const arrival = arrivals[this.#nextArrival];
    const timer = this.#core.nextTimer() ?? Number.POSITIVE_INFINITY;
    const at = Math.min(change?.at ?? Number.POSITIVE_INFINITY, this.#agenda.nextAt, timer, arrival?.at ?? timer);
    if (at === Number.POSITIVE_INFINITY) return false;
    this.#now = Math.max(this.#now, at);
    if (change?.at === at) this.#chooses(change);
    else if (this.#agenda.nextAt === at) this.#happens(this.#agenda.take()!);
    else if (timer === at) this.#carryOut(this.#core.tick(at));
    else if (arrival) this.#comes(arrival);
    return true;
  }

  #chooses({ agentId, state }: StateChange): void {
    this.#nextChange += 1;
    this.#tellCore(this.#crew.chooses(agentId, state, this.#now));
    if (state === 'online') return;
    const rung = [...this.#waiting.values()].filter(({ offer }) => offer?.asked.delete(agentId));
    for (const { arrival } of rung)
      this.#carryOut(this.#core.offerEnded(arrival.task.id, agentId, 'rescinded', this.#now));
  }

  #comes(arrival: Arrival): void {
    this.#nextArrival += 1;
    this.#waiting.set(arrival.task.id, { arrival, offer: null });
    if (arrival.leavesAt !== null) this.#agenda.add(arrival.leavesAt, { kind: 'leaves', arrival });
    this.#carryOut(this.#core.enqueue(arrival.task, this.#now));
  }

  #happens(what: Happening): void {
    if (what.kind === 'leaves') this.#ends(what.arrival, 'left');
    else if (what.kind === 'comesBack') this.#tellCore(this.#crew.comesBack(what.agentId, this.#now));
    else if (what.kind === 'reacts') this.#reacts(what.offer, what.agentId, what.how);
    else if (what.kind === 'talkEnds') this.#talkEnds(what.arrival, what.agentId);
    else this.#isFree(what.arrival, what.agentId);
  }

  #tellCore(agent: CoreAgent): void {
    this.#carryOut(this.#core.upsertAgent(agent, this.#now));
  }

  #carryOut(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      const arrival = this.#waiting.get(decision.taskId)?.arrival;
      if (!arrival) continue;
      if (decision.kind === 'offer') this.#isOffered(arrival, decision);
      if (decision.kind === 'assign') this.#isAnswered(arrival, decision.agentIds[0]);
      if (decision.kind === 'overflow' && arrival.overflowsTo) this.#ends(arrival, 'overflowed');
    }
  }

  #isOffered(arrival: Arrival, { agentIds, expiresAt }: Choice): void {
    const offer = { arrival, asked: new Set<string>(agentIds) };
    this.#waiting.set(arrival.task.id, { arrival, offer });
    for (const agentId of agentIds) {
      const { how, afterMs } = this.#world.react(agentId, arrival.task.id);
      const inTime = how !== 'missed' && this.#now + afterMs < expiresAt;
      const at = inTime ? this.#now + afterMs : expiresAt;
      this.#agenda.add(at, { kind: 'reacts', offer, agentId, how: inTime ? how : 'missed' });
    }
  }

  #reacts(offer: Offer, agentId: string, how: 'accepted' | 'declined' | 'missed'): void {
    if (!offer.asked.delete(agentId)) return;
    const { task } = offer.arrival;
    if (how === 'accepted') {
      this.#isAnswered(offer.arrival, agentId);
      this.#carryOut(this.#core.accepted(task.id, agentId, this.#now));
      return;
    }
    // First the agent, or the core would ask them again for somebody else in the same breath.
    if (how === 'missed') {
      this.#tellCore(this.#crew.misses(agentId, this.#now));
      this.#agenda.add(this.#now + this.#world.backAfterMs, { kind: 'comesBack', agentId });
    }
    this.#carryOut(this.#core.offerEnded(task.id, agentId, how, this.#now));
  }

  #isAnswered(arrival: Arrival, agentId: string): void {
    this.#noteEnd(arrival, 'answered', agentId);
    this.#crew.takes(agentId, this.#now);
    this.#agenda.add(this.#now + arrival.handleMs, { kind: 'talkEnds', arrival, agentId });
  }

  #talkEnds(arrival: Arrival, agentId: string): void {
    if (arrival.wrapUpMs <= 0) {
      this.#isFree(arrival, agentId);
      return;
    }
    const { id, channel } = arrival.task;
    const hold = { kind: 'wrapUp', channel, units: this.#crew.unitsFor(agentId, channel) } as const;
    this.#carryOut(this.#core.hold(agentId, id, hold, this.#now));
    this.#agenda.add(this.#now + arrival.wrapUpMs, { kind: 'wrapUpEnds', arrival, agentId });
  }

  #isFree(arrival: Arrival, agentId: string): void {
    this.#crew.isDone(agentId, this.#now);
    this.#carryOut(this.#core.free(agentId, arrival.task.id, this.#now));
  }

  /** Leaves the line without an answer. */
  #ends(arrival: Arrival, end: 'left' | 'overflowed'): void {
    if (!this.#waiting.has(arrival.task.id)) return;
    this.#noteEnd(arrival, end, null);
    this.#carryOut(this.#core.leave(arrival.task.id, this.#now));
  }

  #noteEnd(arrival: Arrival, end: Outcome['end'], agentId: string | null): void {
    this.#waiting.get(arrival.task.id)?.offer?.asked.clear();
    this.#waiting.delete(arrival.task.id);
    this.#outcomes.push(this.#outcome(arrival, end, agentId));
  }

  #outcome({ task, at }: Arrival, end: Outcome['end'], agentId: string | null): Outcome {
    return { id: task.id, queueId: task.queueId, at, end, waitMs: this.#now - at, agentId };
  }
}
