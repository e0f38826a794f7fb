import type { AgentChoice } from '../../contract/index.js';
import { ClassTable } from './class-table.js';
import { FreeAgents } from './free-agents.js';
import type { AgentPicture, TaskClass } from './pictures.js';
import { levelOf, type Roster } from './roster.js';
import type { CoreTask, Need } from './types.js';

/** Unused classes are kept, since their kind comes again; but not for ever. */
const MOST_UNUSED = 20_000;

/** Made for everyone who comes, so without lists in between. */
function nameOf(queueId: string, channel: string, { queueIds, skills }: Need): string {
  const skillIds = Object.keys(skills);
  if (!isSorted(skillIds)) skillIds.sort();
  let name = `${queueId} · ${channel} · ${queueIds.length === 1 ? queueIds[0] : queueIds.join('+')} ·`;
  for (const skillId of skillIds) name += ` ${skillId}≥${skills[skillId]}`;
  return name;
}

function isSorted(ids: readonly string[]): boolean {
  for (let i = 1; i < ids.length; i += 1) if ((ids[i - 1] as string) > (ids[i] as string)) return false;
  return true;
}

/** Requirement classes: thousands of tasks make a handful, and who is able to serve each is known before anybody asks. */
export class Classes {
  readonly all = new Map<string, TaskClass>();
  readonly table = new ClassTable();

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

  of({ queueId, channel }: Pick<CoreTask, 'queueId' | 'channel'>, need: Need): TaskClass {
    const name = nameOf(queueId, channel, need);
    const known = this.all.get(name);
    if (known) return known;
    if (this.all.size >= this.#sweepAt) this.#dropUnused();
    const asked = Object.entries(need.skills).flatMap(([skillId, level]) => [this.roster.skillNo(skillId), level]);
    const made: TaskClass = {
      ...{ no: this.table.next(), name, queueId, channel, need, asked, signedIn: 0 },
      free: this.#freeOf(queueId, asked),
      ...{ usual: null, lines: new Map(), heads: [], watchers: null, used: 0 },
    };
    this.all.set(name, made);
    this.table.put(made);
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
    for (const one of this.all.values()) {
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
    for (const one of this.all.values()) if (one.queueId === queueId) one.free = this.#freeOf(queueId, one.asked);
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
    return [...this.all.values()].filter((one) => this.isAble(agent, one));
  }

  #freeOf(queueId: string, asked: TaskClass['asked']): FreeAgents {
    return new FreeAgents(this.choiceOf(queueId), asked);
  }

  #dropUnused(): void {
    for (const [name, one] of this.all) {
      if (one.used > 0) continue;
      this.all.delete(name);
      this.table.drop(one);
      for (const agent of this.roster.within(one.need))
        if (agent.classes?.includes(one.no)) agent.classes = agent.classes.filter((no) => no !== one.no);
    }
    this.#sweepAt = Math.max(MOST_UNUSED, 2 * this.all.size);
  }
}

interface Before {
  able: ReadonlySet<TaskClass>;
  isSignedIn: boolean;
}
