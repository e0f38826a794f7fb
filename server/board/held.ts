import type { BoardView, ConversationRecord, DomainEvents } from '../contract/index.js';
import { ConversationModel } from '../conversations/index.js';

const HELD = ['active', 'wrapUp'] as const;
/** What other nodes changed is seen after this at the latest. */
const KEEP_MS = 10_000;
const FIELDS = {
  ...{ number: 1, version: 1, customerName: 1, queueId: 1, channel: 1 },
  ...{ agentId: 1, state: 1, assignedAt: 1, lastActivityAt: 1 },
} as const;

export type Held = Pick<ConversationRecord, '_id' | keyof typeof FIELDS>;
export type HeldRow = BoardView['active'][number];

/** The conversations that are with an agent now, in memory: read by index, then kept up by what happens here. */
export function makeHeld() {
  let readAt = Number.NEGATIVE_INFINITY;
  let rows = new Map<string, Held>();
  /** What is heard while a reading is under way, which may or may not have it. */
  let heard: Held[] | null = null;

  const holds = ({ state }: Held) => (HELD as readonly string[]).includes(state);
  function take(conversation: Held): void {
    if ((rows.get(conversation._id)?.version ?? 0) > conversation.version) return;
    if (holds(conversation)) rows.set(conversation._id, conversation);
    else rows.delete(conversation._id);
  }

  function keep(conversation: Held): void {
    heard?.push(conversation);
    take(conversation);
  }

  async function all(): Promise<Held[]> {
    if (performance.now() - readAt > KEEP_MS) {
      readAt = performance.now();
      heard = [];
      const found = await ConversationModel.find({ state: { $in: HELD } }, FIELDS).lean<Held[]>();
      rows = new Map(found.map((one) => [one._id, one]));
      for (const one of heard ?? []) take(one);
      heard = null;
    }
    return [...rows.values()];
  }

  return {
    all,
    /** Another node moved these. */
    async reread(ids: readonly string[]): Promise<void> {
      for (const one of await ConversationModel.find({ _id: { $in: [...ids] } }, FIELDS).lean<Held[]>()) keep(one);
    },
    note({ conversation }: DomainEvents['conversation.changed']): void {
      keep(conversation);
    },
  };
}

export function presentHeld(held: Held, agentName: string): HeldRow {
  const { _id, number, customerName, queueId, channel, agentId, state, assignedAt, lastActivityAt } = held;
  return {
    ...{ conversationId: _id, number, customerName, queueId, channel, state },
    ...{ agentId: agentId ?? '', agentName },
    since: (assignedAt ?? lastActivityAt).toISOString(),
    lastActivityAt: lastActivityAt.toISOString(),
  };
}
