import type { RoutedConversation } from './reads.js';
import { setOf } from './set-of.js';

/** Who waits, as the conversations say, in their latest version. */
export class Waiting {
  readonly #records = new Map<string, RoutedConversation>();
  /** Agent → conversations that ring for them. */
  readonly #offeredTo = new Map<string, Set<string>>();
  readonly #inQueues = new Map<string, number>();

  get(id: string): RoutedConversation | undefined {
    return this.#records.get(id);
  }

  all(): RoutedConversation[] {
    return [...this.#records.values()];
  }

  /** How many of a queue, those that ring included. */
  countIn(queueId: string): number {
    return this.#inQueues.get(queueId) ?? 0;
  }

  /** It waits as this says, or does not wait any more. Its place among all stays. */
  learn(record: RoutedConversation): void {
    const waits = record.state === 'queued' || record.state === 'offered';
    if (!waits) return void this.forget(record._id);
    this.#ringsNoMore(record._id);
    this.#count(this.#records.get(record._id), -1);
    this.#records.set(record._id, record);
    this.#count(record, 1);
    for (const { agentId } of record.offers ?? []) setOf(this.#offeredTo, agentId).add(record._id);
  }

  forget(id: string): void {
    this.#ringsNoMore(id);
    this.#count(this.#records.get(id), -1);
    this.#records.delete(id);
  }

  #count(record: RoutedConversation | undefined, by: 1 | -1): void {
    if (record) this.#inQueues.set(record.queueId, this.countIn(record.queueId) + by);
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
