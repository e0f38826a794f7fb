/** The core alone, where far more wait than anybody can serve: what one who comes costs, and one agent who has room again. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Level } from '../../../server/contract/index.js';
import { Core, type CoreTask, type Decision } from '../../../server/routing/core/index.js';
import { memory } from '../../process-figures.js';
import { aCoreAgent, aCoreQueue, choicesIn } from '../../routing/core-build.js';
import { dice } from '../../routing/dice.js';

/** A contact centre to load the core with. */
export interface Case {
  name: string;
  skillsOfAgent: number;
  skillsOfTask: number;
  /** Conversations at once. */
  capacity: number;
  /** Tasks ask for any skills together, which far more agents have; else for what one of the agents has, drawn once. */
  anyTogether: boolean;
}

export interface Sizes {
  waiting: number;
  agents: number;
  skills: number;
  /** Measured: so often somebody is done, is given the next one, and one more comes. */
  pairs: number;
  /** Agents listed in the record of each choice; none: no records are made. */
  listed: number;
}

/** `free` gives the next task to whoever has room again; `accept` is noted of everything that was offered. */
export const COMMANDS = ['arrive', 'free', 'accept'] as const;
export type Command = (typeof COMMANDS)[number];

/** Microseconds of each; `undisturbed` are those of stretches in which the system did not take the processor away. */
export interface Timings {
  all: number[];
  undisturbed: number[];
}

/** So many pairs make a stretch: asking the system costs more than a pair does, and leaves the caches cold. */
const STRETCH = 25;

export interface Measured {
  classes: number;
  fillSeconds: number;
  timings: Record<Command, Timings>;
  pairsPerSecond: number;
  /** Microseconds of the processor, making the tasks and collecting garbage included: what a busy machine changes least. */
  cpuOfPair: number;
  heapMb: number;
  rssMb: number;
}

const START = 1_000_000_000_000;
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

export function measureCore(one: Case, sizes: Sizes): Measured {
  const centre = new Centre(one, sizes);
  const began = performance.now();
  centre.fill();
  const fillSeconds = (performance.now() - began) / 1_000;
  const timings = noTimings();
  centre.turnOver(Math.ceil(sizes.pairs / 10), noTimings());
  const cpuBefore = process.cpuUsage();
  centre.turnOver(sizes.pairs, timings);
  const cpu = process.cpuUsage(cpuBefore);
  collect();
  const heapMb = process.memoryUsage().heapUsed / 2 ** 20;
  const spent = COMMANDS.flatMap((command) => timings[command].all).reduce((sum, us) => sum + us, 0);
  return {
    ...{ classes: centre.kinds.size, fillSeconds, timings, heapMb, rssMb: memory(process.pid).rss },
    cpuOfPair: (cpu.user + cpu.system) / sizes.pairs,
    pairsPerSecond: timings.free.all.length / (spent / 1e6),
  };
}

const noTimings = (): Record<Command, Timings> => ({
  arrive: { all: [], undisturbed: [] },
  free: { all: [], undisturbed: [] },
  accept: { all: [], undisturbed: [] },
});
const switches = (): number => process.resourceUsage().involuntaryContextSwitches;

function timed<T>({ all }: Timings, act: () => T): T {
  const began = performance.now();
  const result = act();
  all.push((performance.now() - began) * 1_000);
  return result;
}

class Centre {
  readonly kinds = new Set<string>();
  readonly #core: Core;
  readonly #roll = dice(7);
  readonly #skillIds: string[];
  readonly #asked: string[][] = [];
  readonly #held: { agentId: string; taskId: string }[] = [];
  #now = START;
  #made = 0;

  constructor(
    readonly one: Case,
    readonly sizes: Sizes,
  ) {
    this.#core = new Core({ mostCandidates: sizes.listed });
    this.#skillIds = Array.from({ length: sizes.skills }, (_, i) => idOf('5c', i));
    const ids = Array.from({ length: sizes.agents }, (_, i) => idOf('a9', i));
    this.#core.upsertQueue(aCoreQueue('queue', ids), START);
    for (const id of ids) {
      const has = this.#some(this.#skillIds, one.skillsOfAgent);
      this.#asked.push(this.#some(has, one.skillsOfTask));
      const skills = Object.fromEntries(has.map((skillId) => [skillId, (1 + this.#roll.below(5)) as Level]));
      this.#core.upsertAgent(aCoreAgent(id, { skills, capacity: one.capacity, idleSince: START }), START);
    }
  }

  /** Lets tasks come until so many wait; all agents who can have work have it then. */
  fill(): void {
    while (this.#core.lengthOf('queue') < this.sizes.waiting) this.#arrive(noTimings());
  }

  turnOver(pairs: number, timings: Record<Command, Timings>): void {
    for (let left = pairs; left > 0; left -= STRETCH) {
      const before = switches();
      const counts = COMMANDS.map((command) => timings[command].all.length);
      for (let i = 0; i < Math.min(STRETCH, left); i += 1) this.#pair(timings);
      if (switches() !== before) continue;
      COMMANDS.forEach((command, i) => {
        timings[command].undisturbed.push(...timings[command].all.slice(counts[i]));
      });
    }
  }

  #pair(timings: Record<Command, Timings>): void {
    this.#done(timings);
    while (this.#core.lengthOf('queue') < this.sizes.waiting) this.#arrive(timings);
  }

  #arrive(timings: Record<Command, Timings>): void {
    const task = this.#task();
    this.#accept(
      timed(timings.arrive, () => this.#core.enqueue(task, this.#now)),
      timings,
    );
  }

  /** Somebody ends one of theirs, and accepts what they are offered for it. */
  #done(timings: Record<Command, Timings>): void {
    this.#now += 1;
    const at = this.#roll.below(this.#held.length);
    const { agentId, taskId } = this.#held[at] as { agentId: string; taskId: string };
    this.#held[at] = this.#held[this.#held.length - 1] as { agentId: string; taskId: string };
    this.#held.pop();
    this.#accept(
      timed(timings.free, () => this.#core.free(agentId, taskId, this.#now)),
      timings,
    );
  }

  #accept(decisions: readonly Decision[], { accept }: Record<Command, Timings>): void {
    for (const { taskId, agentIds } of choicesIn(decisions)) {
      timed(accept, () => this.#core.accepted(taskId, agentIds[0], this.#now));
      this.#held.push({ agentId: agentIds[0], taskId });
    }
  }

  #task(): CoreTask {
    this.#made += 1;
    const { anyTogether, skillsOfTask } = this.one;
    const asked = anyTogether ? this.#some(this.#skillIds, skillsOfTask) : this.#roll.one(this.#asked);
    this.kinds.add(asked.join());
    const skills: Record<string, Level> = {};
    for (const skillId of asked) skills[skillId] = 1;
    const steps = [{ at: this.#now, need: { queueIds: ['queue'], skills } }];
    // Made without anything in between: what is made here is swept out of the caches of what is measured.
    return {
      id: idOf('7a', this.#made),
      queueId: 'queue',
      channel: 'webchat',
      order: { key: this.#now + this.#roll.below(60_000), rate: 1 },
      steps,
      promote: null,
      prefer: null,
      exclude: [],
      passedBy: [],
      overflowAt: null,
    };
  }

  #some(ids: readonly string[], count: number): string[] {
    const found = new Set<string>();
    while (found.size < count) found.add(this.#roll.one(ids));
    return [...found].sort();
  }
}

const idOf = (kind: string, i: number): string => `${kind}${i.toString(16).padStart(22, '0')}`;
