import type { AgentPicture } from './pictures.js';
import type { CoreAgent, CoreQueue, Hold } from './types.js';

/** Who there is, and who belongs to which queue. */
export class Roster {
  readonly agents = new Map<string, AgentPicture>();
  readonly queues = new Map<string, CoreQueue>();
  readonly #queuesOf = new Map<string, Set<string>>();

  /** @returns ids of those who came in or went out */
  putQueue(queue: CoreQueue): string[] {
    const before = new Set(this.queues.get(queue.id)?.memberIds ?? []);
    const after = new Set(queue.memberIds);
    for (const id of before) if (!after.has(id)) this.#queuesOf.get(id)?.delete(queue.id);
    for (const id of after) this.#queuesOf.set(id, (this.#queuesOf.get(id) ?? new Set()).add(queue.id));
    this.queues.set(queue.id, queue);
    return [...new Set([...before, ...after])].filter((id) => before.has(id) !== after.has(id));
  }

  dropQueue(queueId: string): void {
    for (const id of this.queues.get(queueId)?.memberIds ?? []) this.#queuesOf.get(id)?.delete(queueId);
    this.queues.delete(queueId);
  }

  /** Keeps what the agent holds. */
  putAgent(agent: CoreAgent): AgentPicture {
    const known = this.agents.get(agent.id);
    const breadth = Object.keys(agent.skills).length;
    if (known) return Object.assign(known, agent, { breadth });
    const made: AgentPicture = {
      ...agent,
      ...{ holds: new Map<string, Hold>(), used: 0, offers: 0, breadth, stamp: 0, classes: new Set() },
    };
    this.agents.set(agent.id, made);
    return made;
  }

  isMember(agentId: string, queueIds: readonly string[]): boolean {
    const theirs = this.#queuesOf.get(agentId);
    return theirs !== undefined && queueIds.some((id) => theirs.has(id));
  }

  /** Everybody who belongs to any of these queues, each once. */
  membersOf(queueIds: readonly string[]): AgentPicture[] {
    const ids = new Set(queueIds.flatMap((id) => this.queues.get(id)?.memberIds ?? []));
    return [...ids].map((id) => this.agents.get(id)).filter((agent) => agent !== undefined);
  }
}

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
