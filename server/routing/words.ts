import type { RoutedConversation } from './reads.js';

/** Of those that are with somebody: when their customer wrote last, while that is not answered. */
export class Words {
  readonly #wroteAt = new Map<string, number>();
  /** Agent → how often it has changed for what is theirs. */
  readonly #heard = new Map<string, number>();

  learn({ _id, state, agentId, customerWaitsSince, wroteAt }: RoutedConversation): void {
    const at = state === 'active' && customerWaitsSince && wroteAt ? +wroteAt : null;
    if (at === this.wroteAt(_id)) return;
    if (at === null) this.#wroteAt.delete(_id);
    else this.#wroteAt.set(_id, at);
    if (agentId) this.#heard.set(agentId, this.heardBy(agentId) + 1);
  }

  /** All that are with somebody, as they were read. @param isHeld on a desk, as far as is known */
  learnAll(records: readonly RoutedConversation[], isHeld: (id: string) => boolean): void {
    const read = new Set(records.map(({ _id }) => _id));
    for (const id of this.#wroteAt.keys()) if (!read.has(id) && !isHeld(id)) this.#wroteAt.delete(id);
    for (const record of records) this.learn(record);
  }

  forget(id: string): void {
    this.#wroteAt.delete(id);
  }

  /** Null where it is answered, or with nobody. */
  wroteAt(id: string): number | null {
    return this.#wroteAt.get(id) ?? null;
  }

  /** Rises with every word to this agent, and every answer. */
  heardBy(agentId: string): number {
    return this.#heard.get(agentId) ?? 0;
  }
}
