import type { AgentState } from '../../contract/index.js';
import type { CoreAgent, Millis } from '../core/index.js';
import type { AgentTime } from './world.js';

interface Mate extends AgentTime {
  agent: CoreAgent;
  /** What they chose; the agent's own state differs after a missed offer. */
  chosen: AgentState;
  holds: number;
  /** Since when the present state of being there, busy and so on is not yet counted. */
  since: Millis;
}

/** The agents as the simulator plays them: who is there, what they hold, and how their time goes. */
export class Crew {
  readonly #mates: Map<string, Mate>;
  readonly #from: Millis;
  readonly #until: Millis;

  /** @param counted only time between these two instants is counted */
  constructor(agents: readonly CoreAgent[], counted: { from: Millis; until: Millis }) {
    [this.#from, this.#until] = [counted.from, counted.until];
    const none = { presentMs: 0, busyMs: 0, contactMs: 0, answered: 0, missed: 0 };
    this.#mates = new Map(
      agents.map((agent) => [
        agent.id,
        { agentId: agent.id, agent, chosen: agent.state, holds: 0, since: counted.from, ...none },
      ]),
    );
  }

  /** What the agent chose to be. @returns the agent as the core shall know them now */
  chooses(agentId: string, state: AgentState, now: Millis): CoreAgent {
    const mate = this.#counted(agentId, now);
    mate.chosen = state;
    return this.#becomes(mate, state);
  }

  misses(agentId: string, now: Millis): CoreAgent {
    const mate = this.#counted(agentId, now);
    mate.missed += this.#counts(now) ? 1 : 0;
    return this.#becomes(mate, mate.chosen === 'online' ? 'notResponding' : mate.chosen);
  }

  comesBack(agentId: string, now: Millis): CoreAgent {
    const mate = this.#counted(agentId, now);
    return this.#becomes(mate, mate.chosen);
  }

  takes(agentId: string, now: Millis): void {
    const mate = this.#counted(agentId, now);
    mate.holds += 1;
    mate.answered += this.#counts(now) ? 1 : 0;
    mate.agent = { ...mate.agent, idleSince: now };
  }

  isDone(agentId: string, now: Millis): void {
    const mate = this.#counted(agentId, now);
    mate.holds -= 1;
    if (mate.holds === 0) mate.agent = { ...mate.agent, idleSince: now };
  }

  unitsFor(agentId: string, channel: keyof CoreAgent['costs']): number {
    return this.#mates.get(agentId)?.agent.costs[channel] ?? 0;
  }

  times(now: Millis): AgentTime[] {
    return [...this.#mates.keys()].map((id) => {
      const { agentId, presentMs, busyMs, contactMs, answered, missed } = this.#counted(id, now);
      return { agentId, presentMs, busyMs, contactMs, answered, missed };
    });
  }

  #becomes(mate: Mate, state: AgentState): CoreAgent {
    mate.agent = { ...mate.agent, state };
    return mate.agent;
  }

  /** Counts the time until now as what it was. */
  #counted(agentId: string, now: Millis): Mate {
    const mate = this.#mates.get(agentId);
    if (!mate) throw new Error(`no agent ${agentId} in this simulation`);
    const ms = Math.max(0, Math.min(now, this.#until) - Math.max(mate.since, this.#from));
    if (mate.holds > 0 || mate.agent.state === 'online') mate.presentMs += ms;
    if (mate.holds > 0) mate.busyMs += ms;
    mate.contactMs += ms * mate.holds;
    mate.since = Math.max(mate.since, now);
    return mate;
  }

  #counts(now: Millis): boolean {
    return now >= this.#from && now < this.#until;
  }
}
