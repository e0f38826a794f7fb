import type { TaskPicture } from './pictures.js';
import type { Roster } from './roster.js';
import type { CoreTask, Snapshot } from './types.js';

/** All that a core knows, as plain data. */
export function snapshotOf({ queues, agents }: Roster, tasks: Iterable<TaskPicture>): Snapshot {
  return {
    queues: [...queues.values()].map((queue) => ({ ...queue, memberIds: [...queue.memberIds] })),
    agents: [...agents.values()].map((agent) => {
      const { id, name, state, skills, units, costs, interrupts, idleSince, holds } = agent;
      const held = [...holds].map(([taskId, hold]) => ({ taskId, ...hold }));
      return { ...{ id, name, state, skills, units, costs, interrupts, idleSince }, holds: held };
    }),
    tasks: [...tasks].map(plain),
  };
}

/** A task as it was given. */
export function plain(task: TaskPicture): CoreTask & { offeredTo: string[] } {
  const { id, queueId, channel, order, promote, steps, prefer, exclude, passedBy, overflowAt, offeredTo } = task;
  return {
    ...{ id, queueId, channel, order, promote, prefer, exclude, overflowAt },
    steps: steps.map(({ at, need }) => ({ at, need })),
    passedBy: [...passedBy],
    offeredTo: [...offeredTo],
  };
}
