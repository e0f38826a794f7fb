import { AGENT_CHOICES, type AgentChoice } from '../../contract/index.js';
import { BlockList } from './block-list.js';
import { comesBefore, type Free, freeNow } from './free-agents.js';
import type { AgentPicture } from './pictures.js';

/** Generalists with room: in as many classes as they are able to serve it would take too long to list them. */
export class IdleGeneralists {
  readonly #lists: Record<AgentChoice, BlockList<Free>>;
  readonly #entries = new Map<AgentPicture, Free[]>();

  constructor() {
    const list = () =>
      new BlockList<Free>(
        ({ first }) => first,
        (a, b) => (a.agent === b.agent ? 0 : comesBefore(a, b) ? -1 : 1),
      );
    this.#lists = { longestIdle: list(), leastLoaded: list(), bestSkill: list() };
  }

  get size(): number {
    return this.#entries.size;
  }

  put(agent: AgentPicture): void {
    this.drop(agent);
    const entries = AGENT_CHOICES.map((choice) => freeNow(choice, agent));
    this.#entries.set(agent, entries);
    AGENT_CHOICES.forEach((choice, i) => {
      this.#lists[choice].add(entries[i] as Free);
    });
  }

  drop(agent: AgentPicture): void {
    const entries = this.#entries.get(agent);
    if (!entries) return;
    this.#entries.delete(agent);
    AGENT_CHOICES.forEach((choice, i) => {
      this.#lists[choice].remove(entries[i] as Free);
    });
  }

  /** In the order of choosing; of `bestSkill` by idleness only. */
  *inOrder(choice: AgentChoice): Generator<AgentPicture> {
    for (const { agent } of this.#lists[choice]) yield agent;
  }
}
