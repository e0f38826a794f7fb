import { LRUCache } from 'lru-cache';
import { OPEN_STATES } from '../contract/index.js';
import type { DeskNeeds } from './needs.js';

export interface QueueCounts {
  unassigned: number;
  open: number;
}

/** What another node changed is seen after this time at the latest. */
const KEEP_MS = 5_000;

/** How many wait and how many are open, by queue: counted once for everybody who looks, and again when something moved. */
export function makeQueueCounts({ conversations, bus }: Pick<DeskNeeds, 'conversations' | 'bus'>) {
  const kept = new LRUCache<string, Promise<QueueCounts>>({ max: 5_000, ttl: KEEP_MS });

  bus.on('conversation.changed', ({ conversation, before, previous }) => {
    if (before === conversation.state && !previous) return;
    kept.delete(conversation.queueId);
    if (previous) kept.delete(previous.queueId);
  });

  bus.on('elsewhere.changed', ({ conversations: moved }) => {
    if (moved.length > 0) kept.clear();
  });

  async function read(queueId: string): Promise<QueueCounts> {
    const count = (states: readonly string[]) => conversations.count({ states, queueIds: [queueId] });
    const [unassigned, open] = await Promise.all([count(['queued', 'offered']), count(OPEN_STATES)]);
    return { unassigned, open };
  }

  return function countsOf(queueId: string): Promise<QueueCounts> {
    const known = kept.get(queueId);
    if (known) return known;
    const counting = read(queueId);
    kept.set(queueId, counting);
    counting.catch(() => kept.delete(queueId));
    return counting;
  };
}
