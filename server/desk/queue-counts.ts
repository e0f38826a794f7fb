import { LRUCache } from 'lru-cache';
import type { ConversationState } from '../contract/index.js';
import type { DeskNeeds } from './needs.js';

/** What is counted of a queue, apart from each other: one conversation is in one of them at most. */
const STATES = { unassigned: ['queued', 'offered'], owned: ['active', 'wrapUp'] } as const;
type Kind = keyof typeof STATES;
const KINDS = Object.keys(STATES) as Kind[];

const kindOf = (state: ConversationState | null): Kind | undefined =>
  KINDS.find((kind) => STATES[kind].some((one) => one === state));

/** What another node changed is seen after this time at the latest. */
const KEEP_MS = 5_000;

/** How many wait and how many are with somebody, by queue: counted once for everybody who looks, and again when that has changed. */
export function makeQueueCounts({ conversations, bus }: Pick<DeskNeeds, 'conversations' | 'bus'>) {
  const kept = new LRUCache<string, Promise<number>>({ max: 10_000, ttl: KEEP_MS });
  const keyOf = (queueId: string, kind: Kind) => `${kind}:${queueId}`;

  function changed(queueId: string, state: ConversationState | null): void {
    const kind = kindOf(state);
    if (kind) kept.delete(keyOf(queueId, kind));
  }

  bus.on('conversation.changed', ({ conversation: { queueId, state }, before, previous }) => {
    const cameFrom = previous?.queueId ?? queueId;
    if (cameFrom === queueId && kindOf(before) === kindOf(state)) return;
    changed(cameFrom, before);
    changed(queueId, state);
  });

  bus.on('elsewhere.changed', ({ conversations: moved }) => {
    if (moved.length > 0) kept.clear();
  });

  bus.on('nodes.parted', () => kept.clear()); // before everybody is told anew

  function countOf(queueId: string, kind: Kind): Promise<number> {
    const key = keyOf(queueId, kind);
    const known = kept.get(key);
    if (known) return known;
    const counting = conversations.count({ states: STATES[kind], queueIds: [queueId] });
    kept.set(key, counting);
    counting.catch(() => kept.delete(key));
    return counting;
  }

  return async function countsOf(queueId: string): Promise<Record<Kind, number>> {
    const [unassigned, owned] = await Promise.all([countOf(queueId, 'unassigned'), countOf(queueId, 'owned')]);
    return { unassigned, owned };
  };
}
