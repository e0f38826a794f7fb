import type { BoardView } from '../../../server/contract/index.js';

/** What the lists show: of one queue, or of all. Of the many who wait the server names the first of each queue; `inAll` counts all. */
export function shownOf({ queues, waiting, active, agents }: BoardView, queueId: string | null) {
  const isShown = (row: { queueId: string }) => queueId === null || row.queueId === queueId;
  return {
    chosen: queues.find((queue) => queue.queueId === queueId) ?? null,
    waiting: waiting.filter(isShown),
    inAll: queues.filter(isShown).reduce((sum, queue) => sum + queue.waiting, 0),
    active: active.filter(isShown),
    agents: agents.filter((agent) => queueId === null || agent.queueIds.includes(queueId)),
  };
}
