import type { DeskRecord } from '../contract/index.js';
import { setOf } from './set-of.js';

/** On whose desks a conversation is; on several while several are asked. */
export class OnDesks {
  readonly #agents = new Map<string, Set<string>>();

  /** @returns what was on it as it was known and is on no desk any more */
  learn({ _id, entries }: DeskRecord, known: DeskRecord | undefined): string[] {
    const held = new Set(entries.map(({ conversationId }) => conversationId));
    for (const id of held) setOf(this.#agents, id).add(_id);
    const before = (known?.entries ?? []).map(({ conversationId }) => conversationId);
    return before.filter((id) => !held.has(id) && this.#takenOff(id, _id));
  }

  has(conversationId: string): boolean {
    return this.#agents.has(conversationId);
  }

  /** The agents. */
  with(conversationId: string): ReadonlySet<string> {
    return this.#agents.get(conversationId) ?? new Set();
  }

  /** @returns whether it is on no desk any more */
  #takenOff(conversationId: string, agentId: string): boolean {
    const agents = this.#agents.get(conversationId);
    if (!agents?.delete(agentId) || agents.size > 0) return false;
    return this.#agents.delete(conversationId);
  }
}
