import type { BoardView } from '../contract/index.js';
import type { Held } from '../conversations/index.js';

export type HeldRow = BoardView['active'][number];

export function presentHeld(held: Held, agentName: string): HeldRow {
  const { _id, number, customerName, queueId, channel, agentId, state, assignedAt, lastActivityAt } = held;
  return {
    ...{ conversationId: _id, number, customerName, queueId, channel, state },
    ...{ agentId: agentId ?? '', agentName },
    since: (assignedAt ?? lastActivityAt).toISOString(),
    lastActivityAt: lastActivityAt.toISOString(),
  };
}
