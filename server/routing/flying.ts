import type { HoldKind } from './core/index.js';
import type { RoutedConversation } from './reads.js';
import { setOf } from './set-of.js';

/** A choice of the core that is not yet in the store. */
export interface Choosing {
  agentIds: readonly string[];
  kind: HoldKind;
  channel: RoutedConversation['channel'];
}

/** What was chosen and is being written: until that is done it stands, whatever else is heard of agents and task. */
export class Flying {
  readonly #choices = new Map<string, Choosing>();
  /** Agent → what is in flight to them. */
  readonly #to = new Map<string, Set<string>>();

  begin(taskId: string, choosing: Choosing): void {
    this.#choices.set(taskId, choosing);
    for (const agentId of choosing.agentIds) setOf(this.#to, agentId).add(taskId);
  }

  /** @returns those of them that were in flight, in this order, and whom they were chosen for */
  end(taskIds: readonly string[]): { ended: string[]; agentIds: Set<string> } {
    const agentIds = new Set<string>();
    for (const taskId of taskIds) {
      for (const agentId of this.#choices.get(taskId)?.agentIds ?? []) {
        this.#to.get(agentId)?.delete(taskId);
        agentIds.add(agentId);
      }
    }
    return { ended: taskIds.filter((taskId) => this.#choices.delete(taskId)), agentIds };
  }

  has(taskId: string): boolean {
    return this.#choices.has(taskId);
  }

  *to(agentId: string): Generator<Choosing & { taskId: string }> {
    for (const taskId of this.#to.get(agentId) ?? []) {
      const choosing = this.#choices.get(taskId);
      if (choosing) yield { taskId, ...choosing };
    }
  }
}
