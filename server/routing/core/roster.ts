import { CHANNELS, type ChannelName } from '../../contract/index.js';
import type { AgentPicture } from './pictures.js';
import type { CoreAgent, CoreQueue, Hold, Need } from './types.js';

/** Who there is, and who belongs to which queue. */
export class Roster {
  readonly agents = new Map<string, AgentPicture>();
  readonly queues = new Map<string, CoreQueue>();
  readonly #queuesOf = new Map<string, Set<string>>();
  readonly #skilled = new Map<string, Set<AgentPicture>>();
  readonly #skillNos = new Map<string, number>();
  readonly #queueNos = new Map<string, number>();
  /** By the queues that were asked for together; until somebody comes or goes. */
  readonly #members = new Map<string, readonly AgentPicture[]>();

  /** @returns ids of those who came in or went out */
  putQueue(queue: CoreQueue): string[] {
    const before = new Set(this.queues.get(queue.id)?.memberIds ?? []);
    const after = new Set(queue.memberIds);
    for (const id of before) if (!after.has(id)) this.#queuesOf.get(id)?.delete(queue.id);
    for (const id of after) this.#queuesOf.set(id, (this.#queuesOf.get(id) ?? new Set()).add(queue.id));
    this.queues.set(queue.id, queue);
    this.#members.clear();
    return [...new Set([...before, ...after])].filter((id) => before.has(id) !== after.has(id));
  }

  dropQueue(queueId: string): void {
    for (const id of this.queues.get(queueId)?.memberIds ?? []) this.#queuesOf.get(id)?.delete(queueId);
    this.queues.delete(queueId);
    this.#members.clear();
  }

  /** Keeps what the agent holds. */
  putAgent(agent: CoreAgent): AgentPicture {
    const known = this.agents.get(agent.id);
    const skillIds = Object.keys(agent.skills);
    const also = { levels: this.#levelsOf(agent), channels: channelsOf(agent), breadth: skillIds.length };
    if (known) {
      this.#forgetSkills(known);
      this.#noteSkills(Object.assign(known, agent, also));
      return known;
    }
    // Field by field, as `TaskClass` is made.
    const made: AgentPicture = {
      id: agent.id,
      state: agent.state,
      holds: new Map<string, Hold>(),
      stamp: 0,
      channels: also.channels,
      costs: agent.costs,
      used: 0,
      units: agent.units,
      classes: [],
      own: [],
      offers: 0,
      idleSince: agent.idleSince,
      levels: also.levels,
      breadth: also.breadth,
      interrupts: agent.interrupts,
      skills: agent.skills,
      name: agent.name,
    };
    this.agents.set(agent.id, made);
    this.#members.clear();
    this.#noteSkills(made);
    return made;
  }

  dropAgent(agent: AgentPicture): void {
    this.#forgetSkills(agent);
    this.agents.delete(agent.id);
    this.#members.clear();
  }

  /** Numbers stand for skills and queues where thousands are compared. */
  skillNo(skillId: string): number {
    return numberIn(this.#skillNos, skillId);
  }

  queueNo(queueId: string): number {
    return numberIn(this.#queueNos, queueId);
  }

  isMember(agentId: string, queueIds: readonly string[]): boolean {
    const theirs = this.#queuesOf.get(agentId);
    if (!theirs) return false;
    for (const id of queueIds) if (theirs.has(id)) return true;
    return false;
  }

  /** Everybody who might serve such a need: no one else is, though not all of them need be able to. */
  within({ queueIds, skills }: Need): Iterable<AgentPicture> {
    let fewest: ReadonlySet<AgentPicture> | null = null;
    for (const skillId of Object.keys(skills)) {
      const skilled = this.#skilled.get(skillId) ?? new Set<AgentPicture>();
      if (!fewest || skilled.size < fewest.size) fewest = skilled;
    }
    return fewest ?? this.membersOf(queueIds);
  }

  /** Everybody who belongs to any of these queues, each once. */
  membersOf(queueIds: readonly string[]): readonly AgentPicture[] {
    const [first, ...more] = queueIds;
    const key = more.length === 0 && first !== undefined ? first : queueIds.join('+');
    const known = this.#members.get(key);
    if (known) return known;
    const ids = new Set(queueIds.flatMap((id) => this.queues.get(id)?.memberIds ?? []));
    const members = [...ids].map((id) => this.agents.get(id)).filter((agent) => agent !== undefined);
    this.#members.set(key, members);
    return members;
  }

  #levelsOf({ skills }: CoreAgent): Uint8Array {
    const nos = Object.keys(skills).map((skillId) => this.skillNo(skillId));
    // Whatever they do not have is read, too: as far as it goes, it is there.
    const levels = new Uint8Array(this.#skillNos.size + 1);
    Object.values(skills).forEach((level, i) => {
      levels[nos[i] as number] = level;
    });
    return levels;
  }

  #noteSkills(agent: AgentPicture): void {
    for (const skillId of Object.keys(agent.skills))
      this.#skilled.set(skillId, (this.#skilled.get(skillId) ?? new Set()).add(agent));
  }

  #forgetSkills(agent: AgentPicture): void {
    for (const skillId of Object.keys(agent.skills)) {
      const skilled = this.#skilled.get(skillId);
      skilled?.delete(agent);
      if (skilled?.size === 0) this.#skilled.delete(skillId);
    }
  }
}

function numberIn(numbers: Map<string, number>, id: string): number {
  const known = numbers.get(id);
  if (known !== undefined) return known;
  numbers.set(id, numbers.size);
  return numbers.size - 1;
}

export const levelOf = ({ levels }: AgentPicture, skillNo: number): number => levels[skillNo] ?? 0;

export const channelsOf = ({ costs }: Pick<CoreAgent, 'costs'>): ChannelName[] =>
  CHANNELS.filter((channel) => costs[channel] !== undefined);

export function putHold(agent: AgentPicture, taskId: string, hold: Hold): void {
  dropHold(agent, taskId);
  agent.holds.set(taskId, hold);
  agent.used += hold.units;
  if (hold.kind === 'offer') agent.offers += 1;
}

/** @returns whether it was held */
export function dropHold(agent: AgentPicture, taskId: string): boolean {
  const hold = agent.holds.get(taskId);
  if (!hold) return false;
  agent.holds.delete(taskId);
  // Thirds do not add up exactly: with empty hands nothing is used.
  agent.used = agent.holds.size === 0 ? 0 : agent.used - hold.units;
  if (hold.kind === 'offer') agent.offers -= 1;
  return true;
}
