import type { TaskPicture } from './line.js';
import type { WaitsFor } from './types.js';
import { type AgentPicture, hasRoom } from './verdicts.js';

interface Situation {
  members: AgentPicture[];
  offeredTo: AgentPicture | undefined;
  position: number;
  task: TaskPicture;
}

/** The one thing that must change for this task to be served: what a supervisor asks first. */
export function waitsFor({ members, offeredTo, position, task }: Situation): WaitsFor {
  if (task.offeredTo) return { reason: 'beingOffered', ...(offeredTo && { agentName: offeredTo.name }) };
  if (members.length === 0) return { reason: 'noMembers' };
  const online = members.filter((agent) => agent.state === 'online');
  if (online.length === 0) return { reason: 'nobodyOnline' };
  // Who has room and yet was not chosen has passed it, or the invariant of the core is broken.
  if (online.some(hasRoom)) return { reason: 'passedByAll' };
  if (position > 1) return { reason: 'behindOthers', ahead: position - 1 };
  return { reason: 'agentsFull' };
}
