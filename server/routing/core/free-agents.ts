import type { AgentChoice } from '../../contract/index.js';
import { Heap } from './heap.js';
import type { AgentPicture } from './pictures.js';

/** An agent as they were when they had room; of an older stamp than theirs it means nothing. */
export interface Free {
  agent: AgentPicture;
  stamp: number;
  /** What counts first, then what counts next; the smaller is chosen. */
  first: number;
  next: number;
}

const WORK_WEIGHT = 1e6;
/** So many entries are kept before the dead ones among them are looked for. */
const SWEEP_FROM = 64;

/** Those without any work first, then those with fewer offers open; so a burst goes round instead of piling up on one. */
const byIdle = (agent: AgentPicture): number => (agent.holds.size > 0 ? WORK_WEIGHT : 0) + agent.offers;
/** Rounded, since thirds that are put together and taken apart do not come out the same. */
const share = (agent: AgentPicture): number => Math.round((agent.used / agent.units) * 1e6);

/** The strict order in which free agents are chosen under one way of choosing, given how they were. */
export function comesBefore(a: Free, b: Free): boolean {
  if (a.first !== b.first) return a.first < b.first;
  if (a.next !== b.next) return a.next < b.next;
  if (a.agent.breadth !== b.agent.breadth) return a.agent.breadth < b.agent.breadth;
  return a.agent.id < b.agent.id;
}

/** Those who are able and have room, in the order in which they are chosen; for `bestSkill` everybody is looked at. */
export class FreeAgents {
  readonly #heap = new Heap<Free>(comesBefore);
  #sweepAt = SWEEP_FROM;

  /** @param asked ids of the skills that count for `bestSkill` */
  constructor(
    readonly choice: AgentChoice,
    readonly asked: readonly string[],
  ) {}

  put(agent: AgentPicture): void {
    this.#push(freeNow(this.choice, agent));
  }

  /** The first who may be asked, and is taken out; those passed over on the way stay. Not for `bestSkill`. */
  take(may: (agent: AgentPicture) => boolean): AgentPicture | null {
    const aside: Free[] = [];
    let found: Free | null = null;
    for (let top = this.#heap.pop(); top; top = found ? undefined : this.#heap.pop()) {
      if (!isMeant(top)) continue;
      if (may(top.agent)) found = top;
      else aside.push(top);
    }
    for (const one of aside) this.#push(one);
    return found?.agent ?? null;
  }

  /** Everybody free, in no order. */
  *everybody(): Generator<AgentPicture> {
    for (const one of this.#heap) if (isMeant(one)) yield one.agent;
  }

  /** Sum of the levels that count. */
  levelOf(agent: AgentPicture): number {
    if (this.choice !== 'bestSkill') return 0;
    return this.asked.reduce((sum, skillId) => sum + (agent.skills[skillId] ?? 0), 0);
  }

  #push(free: Free): void {
    this.#heap.push(free);
    if (this.#heap.size < this.#sweepAt) return;
    this.#heap.sweep(isMeant);
    this.#sweepAt = 2 * this.#heap.size + SWEEP_FROM;
  }
}

const isMeant = ({ agent, stamp }: Free): boolean => agent.stamp === stamp;

export const freeNow = (choice: AgentChoice, agent: AgentPicture): Free => ({
  agent,
  stamp: agent.stamp,
  first: choice === 'leastLoaded' ? share(agent) : byIdle(agent),
  next: agent.idleSince,
});

/** Of two who are able and free now, whether `a` is chosen before `b`, apart from their levels. */
export const isChosenBefore = (choice: AgentChoice, a: AgentPicture, b: AgentPicture): boolean =>
  comesBefore(freeNow(choice, a), freeNow(choice, b));
