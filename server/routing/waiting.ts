import type { RoutedConversation } from './reads.js';
import { setOf } from './set-of.js';

/** Who waits, as the conversations say, in their latest version. */
export class Waiting {
  readonly #records = new Map<string, RoutedConversation>();
  /** Agent → conversations that ring for them. */
  readonly #offeredTo = new Map<string, Set<string>>();

  get(id: string): RoutedConversation | undefined {
    return this.#records.get(id);
  }

  all(): RoutedConversation[] {
    return [...this.#records.values()];
  }

  /** It waits as this says, or does not wait any more. Its place among all stays. */
  learn(record: RoutedConversation): void {
    this.#ringsNoMore(record._id);
    const waits = record.state === 'queued' || record.state === 'offered';
    if (!waits) return void this.#records.delete(record._id);
    this.#records.set(record._id, record);
    for (const { agentId } of record.offers ?? []) setOf(this.#offeredTo, agentId).add(record._id);
  }

  forget(id: string): void {
    this.#ringsNoMore(id);
    this.#records.delete(id);
  }

  #ringsNoMore(id: string): void {
    for (const { agentId } of this.#records.get(id)?.offers ?? []) this.#offeredTo.get(agentId)?.delete(id);
  }

  /** Those that ring for this agent. */
  *offeredTo(agentId: string): Generator<RoutedConversation> {
    for (const id of this.#offeredTo.get(agentId) ?? []) {
      const record = this.#records.get(id);
      if (record) yield record;
    }
  }
}
