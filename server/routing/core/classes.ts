import type { AgentChoice } from '../../contract/index.js';
import { ClassCodes } from './class-codes.js';
import { ClassTable, LEVEL_BITS } from './class-table.js';
import { FreeAgents } from './free-agents.js';
import type { AgentPicture, TaskClass } from './pictures.js';
import { bitOf } from './room.js';
import { levelOf, type Roster } from './roster.js';
import type { CoreTask, Need } from './types.js';

/** Unused classes are kept, since their kind comes again; but not for ever. */
const MOST_UNUSED = 20_000;

/** For people: what a class asks for. */
function nameOf(queueId: string, channel: string, { queueIds, skills }: Need): string {
  const asked = Object.entries(skills).sort(([a], [b]) => (a < b ? -1 : 1));
  return [queueId, channel, queueIds.join('+'), asked.map(([id, level]) => `${id}≥${level}`).join(' ')]
    .join(' · ')
    .trimEnd();
}

/** Requirement classes: thousands of tasks make a handful, and who is able to serve each is known before anybody asks. */
export class Classes {
  readonly all = new Set<TaskClass>();
  readonly table = new ClassTable();
  readonly #codes = new ClassCodes();

  #sweepAt = MOST_UNUSED;

  /**
   * @param mostListed who is able to serve more classes is a generalist: they walk the heads of the lines instead of their list
   * @param onListed an agent may be given more than before, a class that is new; or has become a generalist by it
   */
  constructor(
    readonly roster: Roster,
    readonly mostListed: number,
    readonly onListed: (agent: AgentPicture, one: TaskClass) => void,
  ) {}

  of(task: Pick<CoreTask, 'queueId' | 'channel'>, need: Need): TaskClass {
    const code = this.#codeOf(task, need);
    const no = this.#codes.find(code);
    return no >= 0 ? this.table.at(no) : this.#make(task, need, code);
  }

  #make({ queueId, channel }: Pick<CoreTask, 'queueId' | 'channel'>, need: Need, code: readonly number[]): TaskClass {
    if (this.all.size >= this.#sweepAt) this.#dropUnused();
    const asked = Object.entries(need.skills).flatMap(([skillId, level]) => [this.roster.skillNo(skillId), level]);
    // Field by field, what everyone who comes asks for first: put together from parts it lies in several places.
    const made: TaskClass = {
      no: this.table.next(),
      need,
      usual: null,
      free: this.#freeOf(queueId, asked),
      used: 0,
      channel,
      queueId,
      heads: [],
      signedIn: 0,
      watchers: null,
      asked,
      lines: new Map(),
      name: nameOf(queueId, channel, need),
    };
    this.all.add(made);
    this.table.put(made);
    this.#codes.put(code, made.no);
    for (const agent of this.roster.within(need)) {
      if (!this.isAble(agent, made)) continue;
      const wasListed = agent.classes !== null;
      this.#list(agent, made);
      if (wasListed) this.onListed(agent, made);
    }
    return made;
  }

  isAble(agent: AgentPicture, { need, asked, channel }: TaskClass): boolean {
    if (agent.costs[channel] === undefined) return false;
    for (let i = 0; i < asked.length; i += 2)
      if (levelOf(agent, asked[i] as number) < (asked[i + 1] as number)) return false;
    return this.roster.isMember(agent.id, need.queueIds);
  }

  /** Looks anew at what an agent is able to serve. @returns classes where somebody signed in came or went from nobody */
  relist(agent: AgentPicture, before: Before | null): TaskClass[] {
    agent.classes = [];
    agent.stamp += 1;
    const turned: TaskClass[] = [];
    for (const one of this.all) {
      const was = before?.isSignedIn && before.able.has(one);
      const able = this.isAble(agent, one);
      const had = one.signedIn;
      if (was) one.signedIn -= 1;
      if (able) this.#list(agent, one);
      if (had > 0 !== one.signedIn > 0) turned.push(one);
    }
    return turned;
  }

  /** What an agent is able to serve, before something about them changes. */
  before(agent: AgentPicture): Before {
    const able = this.#ableOf(agent);
    return { able: new Set(able), isSignedIn: agent.state !== 'offline' };
  }

  /** After they signed in or out, and nothing else. @returns as `relist` */
  turn(agent: AgentPicture): TaskClass[] {
    const change = agent.state === 'offline' ? -1 : 1;
    const turned: TaskClass[] = [];
    for (const one of this.#ableOf(agent)) {
      one.signedIn += change;
      if (one.signedIn === 0 || (change === 1 && one.signedIn === 1)) turned.push(one);
    }
    return turned;
  }

  /** A queue chooses otherwise now: its lists of free agents are made anew. */
  rechoose(queueId: string): void {
    for (const one of this.all) if (one.queueId === queueId) one.free = this.#freeOf(queueId, one.asked);
  }

  /** Forgets an agent who is no more. @returns as `relist` */
  unlist(agent: AgentPicture): TaskClass[] {
    agent.stamp += 1;
    if (agent.state === 'offline') return [];
    agent.state = 'offline';
    return this.turn(agent);
  }

  choiceOf(queueId: string): AgentChoice {
    return this.roster.queues.get(queueId)?.choice ?? 'longestIdle';
  }

  #list(agent: AgentPicture, one: TaskClass): void {
    if (agent.state !== 'offline') one.signedIn += 1;
    agent.classes?.push(one.no);
    if (agent.classes && agent.classes.length > this.mostListed) agent.classes = null;
  }

  #ableOf(agent: AgentPicture): TaskClass[] {
    if (agent.classes) return agent.classes.map((no) => this.table.at(no));
    return [...this.all].filter((one) => this.isAble(agent, one));
  }

  /** The same for whoever is in the same class, and for nobody else; skills by their numbers, in whatever order they were named. */
  #codeOf({ queueId, channel }: Pick<CoreTask, 'queueId' | 'channel'>, { queueIds, skills }: Need): number[] {
    const { roster } = this;
    const code = [roster.queueNo(queueId), bitOf(channel), queueIds.length];
    for (const id of queueIds) code.push(roster.queueNo(id));
    const first = code.length;
    for (const skillId in skills)
      putInOrder(code, first, (roster.skillNo(skillId) << LEVEL_BITS) | (skills[skillId] as number));
    return code;
  }

  #freeOf(queueId: string, asked: TaskClass['asked']): FreeAgents {
    return new FreeAgents(this.choiceOf(queueId), asked);
  }

  #dropUnused(): void {
    this.#codes.clear();
    for (const one of this.all) {
      if (one.used > 0) {
        this.#codes.put(this.#codeOf(one, one.need), one.no);
        continue;
      }
      this.all.delete(one);
      this.table.drop(one);
      for (const agent of this.roster.within(one.need))
        if (agent.classes?.includes(one.no)) agent.classes = agent.classes.filter((no) => no !== one.no);
    }
    this.#sweepAt = Math.max(MOST_UNUSED, 2 * this.all.size);
  }
}

/** @param from where those begin that are in order */
function putInOrder(numbers: number[], from: number, number: number): void {
  let at = numbers.length;
  for (; at > from && (numbers[at - 1] as number) > number; at -= 1) numbers[at] = numbers[at - 1] as number;
  numbers[at] = number;
}

interface Before {
  able: ReadonlySet<TaskClass>;
  isSignedIn: boolean;
}
