import type { ConversationRecord } from '../contract/index.js';
import type { Desk } from '../desk/index.js';
import { makeThrottle } from '../platform/index.js';
import { type AgentNamespace, queueRoom, SUPERVISORS } from './agent-socket.js';

const MOVED_EVERY_MS = 150;

interface Moved {
  conversation: ConversationRecord;
  /** Where it is, and where it was. */
  queueIds: Set<string>;
}

/**
 * Tells whoever sees conversations in a list that they moved: what moved in one moment is told together, as it is then. A call or a
 * chat moves half a dozen times, and each time would be written to every socket of its queue.
 */
export function makeListPush(
  namespace: AgentNamespace,
  { desk, failed }: { desk: Pick<Desk, 'present'>; failed: (error: unknown) => void },
) {
  const moved = new Map<string, Moved>();
  const lists = makeThrottle(MOVED_EVERY_MS, () => tell().catch(failed));

  async function tell(): Promise<void> {
    const told = [...moved.values()];
    moved.clear();
    const views = await Promise.all(told.map(({ conversation }) => desk.present(conversation)));
    namespace.to(SUPERVISORS).emit('conversations:changed', views);
    for (const queueId of new Set(told.flatMap(({ queueIds }) => [...queueIds]))) {
      const own = views.filter((_, i) => told[i]?.queueIds.has(queueId));
      namespace.to(queueRoom(queueId)).except(SUPERVISORS).emit('conversations:changed', own);
    }
  }

  return {
    /** @param queueIds where it is, and where it was */
    moves(conversation: ConversationRecord, queueIds: readonly string[]): void {
      const earlier = moved.get(conversation._id)?.queueIds ?? [];
      moved.set(conversation._id, { conversation, queueIds: new Set([...earlier, ...queueIds]) });
      lists('all');
    },
    /** Something else about it is newer. */
    isNow(conversation: ConversationRecord): void {
      const waiting = moved.get(conversation._id);
      if (waiting) waiting.conversation = conversation;
    },
    stop: lists.stop,
  };
}
