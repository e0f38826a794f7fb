import type { RoutedConversation } from './reads.js';
import { setOf } from './set-of.js';

const NONE: ReadonlySet<string> = new Set();

/** Who waits, as the conversations say, in their latest version. */
export class Waiting {
  readonly #records = new Map<string, RoutedConversation>();
  /** Agent → conversations that ring for them. */
  readonly #offeredTo = new Map<string, Set<string>>();
  readonly #inQueues = new Map<string, number>();
  readonly #ofCustomers = new Map<string, Set<string>>();
  #moved = new Set<string>();

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

  /** Those that came, went or are otherwise since this was asked before. */
  takeMoved(): ReadonlySet<string> {
    const moved = this.#moved;
    this.#moved = new Set();
    return moved;
  }

  /** Those of one customer. */
  ofCustomer(customerId: string): ReadonlySet<string> {
    return this.#ofCustomers.get(customerId) ?? NONE;
  }

  /** It waits as this says, or does not wait any more. Its place among all stays. */
  learn(record: RoutedConversation): void {
    const waits = record.state === 'queued' || record.state === 'offered';
    if (!waits) return void this.forget(record._id);
    this.#drop(record._id);
    this.#moved.add(record._id);
    this.#records.set(record._id, record);
    this.#count(record, 1);
    setOf(this.#ofCustomers, record.customerId).add(record._id);
    for (const { agentId } of record.offers ?? []) setOf(this.#offeredTo, agentId).add(record._id);
  }

  forget(id: string): void {
    this.#drop(id);
    if (this.#records.delete(id)) this.#moved.add(id);
  }

  /** From all that is kept beside the records. */
  #drop(id: string): void {
    this.#ringsNoMore(id);
    const record = this.#records.get(id);
    if (!record) return;
    this.#count(record, -1);
    const others = setOf(this.#ofCustomers, record.customerId);
    others.delete(id);
    if (others.size === 0) this.#ofCustomers.delete(record.customerId);
  }

  #count({ queueId }: RoutedConversation, by: 1 | -1): void {
    this.#inQueues.set(queueId, this.countIn(queueId) + by);
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
