import type { Classes } from './classes.js';
import type { AgentPicture, TaskClass, TaskPicture } from './pictures.js';
import type { Millis, WaitsFor } from './types.js';
import { fits } from './units.js';

interface Situation {
  task: TaskPicture;
  one: TaskClass;
  classes: Classes;
  position: number;
  now: Millis;
}

/** The one thing that must change for this task to be served: what a supervisor asks first. */
export function waitsFor({ task, one, classes, position, now }: Situation): WaitsFor {
  const widensAt = nextWidening(task, now);
  const later = widensAt === null ? {} : { widensAt };
  const nameOf = (id: string | undefined) => classes.roster.agents.get(id ?? '')?.name;
  if (task.offeredTo.length > 0) return named('beingOffered', nameOf(task.offeredTo[0]));
  if (task.line?.only) return { ...named('preferredAgent', task.line.only.name), ...later };
  const members = classes.roster.membersOf(one.need.queueIds);
  if (members.length === 0) return { reason: 'noMembers' };
  return { ...reasonOf(task, one, classes, members, position), ...later };
}

function reasonOf(
  task: TaskPicture,
  one: TaskClass,
  classes: Classes,
  members: readonly AgentPicture[],
  position: number,
): WaitsFor {
  const takers = members.filter((agent) => agent.costs[task.channel] !== undefined);
  if (takers.length === 0) return { reason: 'channelNotTaken' };
  const able = takers.filter((agent) => classes.isAble(agent, one));
  const skills = Object.entries(one.need.skills).map(([skillId, level]) => ({ skillId, level }));
  if (able.length === 0) return { reason: 'noSkilled', skills };
  const online = able.filter(({ state }) => state === 'online');
  if (online.length === 0)
    return skills.length > 0 && members.some(({ state }) => state === 'online')
      ? { reason: 'skilledAway', skills }
      : { reason: 'nobodyOnline' };
  // Who has room and yet was not chosen has passed it, or the invariant of the core is broken.
  if (online.some((agent) => fits(agent, agent.holds, task.channel))) return { reason: 'passedByAll' };
  if (position > 1) return { reason: 'behindOthers', ahead: position - 1 };
  return { reason: 'agentsFull' };
}

const named = (reason: WaitsFor['reason'], agentName: string | undefined): WaitsFor => ({
  reason,
  ...(agentName && { agentName }),
});

/** When the circle of those who may serve grows by itself, or the preferred agent need not be waited for any more. */
function nextWidening({ steps, step, prefer, line }: TaskPicture, now: Millis): Millis | null {
  if (line?.only && prefer) return prefer.until;
  const at = steps[step + 1]?.at;
  return at !== undefined && Number.isFinite(at) && at > now ? at : null;
}
