import type { AgentState, CandidateRecord, Verdict } from '../../contract/index.js';
import type { CoreAgent, HoldKind, Millis, Pass, PassedHow } from './types.js';

/** An agent as the core sees them: what they say, and what they hold. */
export interface AgentPicture extends CoreAgent {
  holds: Map<string, HoldKind>;
}

const NOT_ABLE: Record<Exclude<AgentState, 'online'>, Verdict> = {
  offline: 'offline',
  away: 'away',
  busy: 'busy',
  notResponding: 'notResponding',
  lost: 'connectionLost',
};
const PASSED: Record<PassedHow, Verdict> = { declined: 'declinedBefore', missed: 'missedBefore', left: 'leftBefore' };

const offersOf = (agent: AgentPicture): number => [...agent.holds.values()].filter((kind) => kind === 'offer').length;

export const hasRoom = (agent: AgentPicture): boolean => agent.state === 'online' && agent.holds.size < agent.capacity;

/**
 * Who comes first: those without any work, then those with the fewest offers open, each by how long ago they became free or
 * were last given something; so a burst goes round instead of piling up on one.
 */
export function byLongestIdle(a: AgentPicture, b: AgentPicture): number {
  return (
    Math.sign(a.holds.size) - Math.sign(b.holds.size) ||
    offersOf(a) - offersOf(b) ||
    a.idleSince - b.idleSince ||
    (a.id < b.id ? -1 : 1)
  );
}

/** Why this agent was not the one. */
function verdictOn(agent: AgentPicture, pass: Pass | undefined): Verdict {
  if (agent.state !== 'online') return NOT_ABLE[agent.state];
  if (pass) return PASSED[pass.how];
  if (agent.holds.size >= agent.capacity) return offersOf(agent) > 0 ? 'beingOffered' : 'full';
  return 'idleLess';
}

/** One line of the record of a choice. @param now for the idle time, which is null while the agent has any work */
export function candidate(
  agent: AgentPicture,
  pass: Pass | undefined,
  chosenId: string | null,
  now: Millis,
): CandidateRecord {
  return {
    agentId: agent.id,
    name: agent.name,
    verdict: agent.id === chosenId ? 'chosen' : verdictOn(agent, pass),
    idleMs: agent.holds.size === 0 && agent.state === 'online' ? Math.max(0, now - agent.idleSince) : null,
    load: agent.holds.size,
    capacity: agent.capacity,
  };
}
