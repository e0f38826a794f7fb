import type { AgentChoice } from '../../contract/index.js';
import { Heap } from './heap.js';
import type { AgentPicture } from './pictures.js';
import { levelOf } from './roster.js';

/** An agent as they were when they had room; of an older stamp than theirs it means nothing. */
export interface Free {
  agent: AgentPicture;
  stamp: number;
  /** What counts first, then next, then last; the smaller is chosen. */
  first: number;
  next: number;
  last: number;
}

/** Where the best skilled is looked for, whoever became free within the same so many milliseconds counts as equally long free. */
export const IDLE_STEP = 30_000;
const WORK_WEIGHT = 1e6;
/** Whoever has more skills counts as having so many. */
const BREADTHS = 1_024;
/** So many entries are kept before the dead ones among them are looked for. */
const SWEEP_FROM = 64;

/** Those without any work first, then those with fewer offers open; so a burst goes round instead of piling up on one. */
const byIdle = (agent: AgentPicture): number => (agent.holds.size > 0 ? WORK_WEIGHT : 0) + agent.offers;
/** Rounded, since thirds that are put together and taken apart do not come out the same. */
const share = (agent: AgentPicture): number => Math.round((agent.used / agent.units) * 1e6);
export const idleStep = (agent: AgentPicture): number => Math.floor(agent.idleSince / IDLE_STEP);
/** Who became free in an earlier step; of one step who has fewer skills, so that rare ones are kept free. */
const byStepAndBreadth = (agent: AgentPicture): number =>
  idleStep(agent) * BREADTHS + Math.min(agent.breadth, BREADTHS - 1);

const firstOf = (choice: AgentChoice, agent: AgentPicture): number =>
  choice === 'leastLoaded' ? share(agent) : byIdle(agent);
const nextOf = (choice: AgentChoice, agent: AgentPicture): number =>
  choice === 'bestSkill' ? byStepAndBreadth(agent) : agent.idleSince;
const lastOf = (choice: AgentChoice, agent: AgentPicture): number =>
  choice === 'bestSkill' ? agent.idleSince : agent.breadth;

/** The strict order in which free agents are chosen under one way of choosing, given how they were. */
export function comesBefore(a: Free, b: Free): boolean {
  if (a.first !== b.first) return a.first < b.first;
  if (a.next !== b.next) return a.next < b.next;
  if (a.last !== b.last) return a.last < b.last;
  return a.agent.id < b.agent.id;
}

/**
 * Those who are able and have room, in the order in which they are chosen. For `bestSkill` there is a heap for each sum of levels:
 * who is within one level (of the mean) of the best one who may be asked counts as equal; of them the longest idle is chosen, by steps.
 */
export class FreeAgents {
  #heaps: Map<number, { heap: Heap<Free>; sweepAt: number }> | null = null;

  /** @param asked numbers and levels of the skills that count for `bestSkill` */
  constructor(
    readonly choice: AgentChoice,
    readonly asked: readonly number[],
  ) {}

  put(agent: AgentPicture): void {
    this.#push(freeNow(this.choice, agent));
  }

  /**
   * The first who may be asked, and is taken out; those passed over on the way stay.
   * @param elsewhere the highest level of those who are free and not listed here: they count too
   */
  take(may: (agent: AgentPicture) => boolean, elsewhere = Number.NEGATIVE_INFINITY): AgentPicture | null {
    if (!this.#heaps) return null;
    const aside: Free[] = [];
    let highest = elsewhere;
    let best: Heap<Free> | null = null;
    for (const [level, heap] of this.#highestFirst()) {
      if (level < highest - this.near) break;
      if (!settle(heap, may, aside)) continue;
      highest = Math.max(highest, level);
      if (!best || comesBefore(heap.peek() as Free, best.peek() as Free)) best = heap;
    }
    const found = best?.pop();
    for (const one of aside) this.#push(one);
    return found?.agent ?? null;
  }

  /** How far a sum of levels may lie below the highest and still count as equal. */
  get near(): number {
    return this.asked.length >> 1;
  }

  /** The highest level of those who may be asked; of nobody -Infinity. */
  highest(may: (agent: AgentPicture) => boolean): number {
    const aside: Free[] = [];
    let highest = Number.NEGATIVE_INFINITY;
    for (const [level, heap] of this.#highestFirst()) {
      if (!settle(heap, may, aside)) continue;
      highest = level;
      break;
    }
    for (const one of aside) this.#push(one);
    return highest;
  }

  /** Above 0 where this one comes before that. Both are able. */
  levelOf(agent: AgentPicture): number {
    if (this.choice !== 'bestSkill') return 0;
    let sum = 0;
    for (let i = 0; i < this.asked.length; i += 2) sum += levelOf(agent, this.asked[i] as number);
    return sum;
  }

  #push(free: Free): void {
    const level = this.levelOf(free.agent);
    this.#heaps ??= new Map();
    const kept = this.#heaps.get(level) ?? { heap: new Heap<Free>(comesBefore), sweepAt: SWEEP_FROM };
    this.#heaps.set(level, kept);
    kept.heap.push(free);
    if (kept.heap.size < kept.sweepAt) return;
    kept.heap.sweep(isMeant);
    kept.sweepAt = 2 * kept.heap.size + SWEEP_FROM;
  }

  #highestFirst(): [number, Heap<Free>][] {
    const heaps: [number, Heap<Free>][] = [];
    for (const [level, { heap }] of this.#heaps ?? []) {
      if (heap.size > 0) heaps.push([level, heap]);
      else this.#heaps?.delete(level);
    }
    if (heaps.length === 0) this.#heaps = null;
    return heaps.length > 1 ? heaps.sort(([a], [b]) => b - a) : heaps;
  }
}

/** Takes heads off until one is meant and may be asked: dead ones for ever, others aside. @returns whether one is left */
function settle(heap: Heap<Free>, may: (agent: AgentPicture) => boolean, aside: Free[]): boolean {
  for (let top = heap.peek(); top; top = heap.peek()) {
    if (isMeant(top) && may(top.agent)) return true;
    heap.pop();
    if (isMeant(top)) aside.push(top);
  }
  return false;
}

const isMeant = ({ agent, stamp }: Free): boolean => agent.stamp === stamp;

export const freeNow = (choice: AgentChoice, agent: AgentPicture): Free => ({
  agent,
  stamp: agent.stamp,
  first: firstOf(choice, agent),
  next: nextOf(choice, agent),
  last: lastOf(choice, agent),
});

/** Of two who are able and free now, whether `a` is chosen before `b`, apart from their levels: as their entries would tell. */
export function isChosenBefore(choice: AgentChoice, a: AgentPicture, b: AgentPicture): boolean {
  const by =
    firstOf(choice, a) - firstOf(choice, b) ||
    nextOf(choice, a) - nextOf(choice, b) ||
    lastOf(choice, a) - lastOf(choice, b);
  return by === 0 ? a.id < b.id : by < 0;
}
