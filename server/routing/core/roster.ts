import type { CoreAgent, CoreQueue, HoldKind } from './types.js';
import { type AgentPicture, byLongestIdle, hasRoom } from './verdicts.js';

/** Who there is, and who belongs to which queue. */
export class Roster {
  readonly agents = new Map<string, AgentPicture>();
  readonly queues = new Map<string, CoreQueue>();
  readonly #queuesOf = new Map<string, Set<string>>();

  putQueue(queue: CoreQueue): void {
    this.dropQueue(queue.id);
    this.queues.set(queue.id, queue);
    for (const id of queue.memberIds) this.#queuesOf.set(id, (this.#queuesOf.get(id) ?? new Set()).add(queue.id));
  }

  dropQueue(queueId: string): void {
    for (const id of this.queues.get(queueId)?.memberIds ?? []) this.#queuesOf.get(id)?.delete(queueId);
    this.queues.delete(queueId);
  }

  /** Keeps what the agent holds. */
  putAgent(agent: CoreAgent): void {
    const holds = this.agents.get(agent.id)?.holds ?? new Map<string, HoldKind>();
    this.agents.set(agent.id, { ...agent, holds });
  }

  queuesOf(agentId: string): ReadonlySet<string> {
    return this.#queuesOf.get(agentId) ?? new Set();
  }

  membersOf(queueId: string): AgentPicture[] {
    const ids = this.queues.get(queueId)?.memberIds ?? [];
    return ids.map((id) => this.agents.get(id)).filter((agent) => agent !== undefined);
  }

  /** The free member of the queue who comes first; those who passed the task before (`last`) only when nobody else is free. */
  best(queueId: string, taskId: string, resting: ReadonlySet<string>, last: ReadonlySet<string>): AgentPicture | null {
    const may = (agent: AgentPicture) => hasRoom(agent) && !resting.has(agent.id) && !agent.holds.has(taskId);
    const free = this.membersOf(queueId).filter(may);
    const fresh = free.filter((agent) => !last.has(agent.id));
    return (fresh.length > 0 ? fresh : free).sort(byLongestIdle)[0] ?? null;
  }
}
