import type { ConversationRecord } from '../contract/index.js';
import type { Bus } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';

const HELD = ['active', 'wrapUp'] as const;
/** What nobody tells of, as a new name, is seen after this at the latest. */
const KEEP_MS = 30_000;
/** The store and this process do something else in between. */
const AT_ONCE = 200;
const FIELDS = {
  ...{ number: 1, version: 1, customerName: 1, queueId: 1, channel: 1 },
  ...{ agentId: 1, state: 1, assignedAt: 1, lastActivityAt: 1, unread: 1 },
} as const;

export type Held = Pick<ConversationRecord, '_id' | keyof typeof FIELDS>;

interface Row {
  held: Held;
  /** When this was heard, or when the reading began that has it; counted. */
  at: number;
}

const holds = ({ state }: Pick<Held, 'state'>): boolean => (HELD as readonly string[]).includes(state);

/**
 * The conversations that are with an agent now, in memory on every node that asks for them: read once, then kept up by what happens
 * here and by what others say. What a reading brings counts only where nothing was heard since it began.
 */
export function makeHeld({ bus }: { bus: Bus }) {
  /** Also those that are with nobody any more: an older reading may be under way. */
  const rows = new Map<string, Row>();
  const ofAgents = new Map<string, Map<string, Held>>();
  const inQueues = new Map<string, number>();
  let readAt = 0;
  let reading: Promise<void> | null = null;
  let rereading: Promise<unknown> = Promise.resolve();
  let moments = 0;
  /** Something may have been missed since the last reading began. */
  let isOld = true;

  const isFresh = (): boolean => !isOld && performance.now() - readAt <= KEEP_MS;
  const isKept = (): boolean => reading !== null || isFresh();
  const countIn = (queueId: string): number => inQueues.get(queueId) ?? 0;

  function put(held: Held, at: number): void {
    const known = rows.get(held._id);
    if (known && (known.held.version > held.version || (known.held.version === held.version && known.at > at))) return;
    if (known) takeOut(known.held);
    const { _id, version, state, queueId } = held;
    rows.set(_id, { held: holds(held) ? held : ({ _id, version, state } as Held), at });
    if (!holds(held)) return;
    inQueues.set(queueId, countIn(queueId) + 1);
    const agentId = held.agentId ?? '';
    ofAgents.set(agentId, (ofAgents.get(agentId) ?? new Map<string, Held>()).set(_id, held));
  }

  function takeOut(held: Held): void {
    if (!holds(held)) return;
    inQueues.set(held.queueId, countIn(held.queueId) - 1);
    const own = ofAgents.get(held.agentId ?? '');
    own?.delete(held._id);
    if (own?.size === 0) ofAgents.delete(held.agentId ?? '');
  }

  async function readAll(): Promise<void> {
    isOld = false;
    const began = ++moments;
    const all = ConversationModel.find({ state: { $in: HELD } }, FIELDS).batchSize(AT_ONCE);
    const found = await all.lean<Held[]>();
    const there = new Set(found.map(({ _id }) => _id));
    for (const [id, { held, at }] of rows) {
      if (at > began || there.has(id)) continue;
      takeOut(held);
      rows.delete(id);
    }
    for (const one of found) put(one, began);
    readAt = performance.now();
  }

  function failed(error: unknown): never {
    isOld = true;
    throw error;
  }

  async function ready(): Promise<void> {
    while (reading !== null || !isFresh()) {
      reading ??= readAll()
        .catch(failed)
        .finally(() => {
          reading = null;
        });
      await reading;
    }
    await rereading;
  }

  /** What of it was known until now is old. */
  function again(ids: readonly string[]): void {
    if (ids.length === 0 || !isKept()) return;
    const read = readSome(ids).catch(() => {
      isOld = true;
    });
    rereading = Promise.all([rereading, read]);
  }

  async function readSome(ids: readonly string[]): Promise<void> {
    const began = ++moments;
    const found = await ConversationModel.find({ _id: { $in: [...ids] } }, FIELDS).lean<Held[]>();
    for (const one of found) put(one, began);
  }

  bus.on('conversation.changed', ({ conversation }) => {
    if (isKept()) put(conversation, ++moments);
  });
  bus.on('elsewhere.changed', ({ conversations, words }) => again([...conversations, ...words]));
  bus.on('conversations.missed', ({ ids }) => again(ids));
  bus.on('nodes.parted', () => {
    isOld = true;
  });

  return {
    /** All of them, in no order. */
    async all(): Promise<Held[]> {
      await ready();
      return [...ofAgents.values()].flatMap((own) => [...own.values()]);
    },
    /** What one agent has, in talk or in wrap-up. */
    async of(agentId: string): Promise<Held[]> {
      await ready();
      return [...(ofAgents.get(agentId)?.values() ?? [])];
    },
    /** How many of a queue are with somebody. */
    async countIn(queueId: string): Promise<number> {
      await ready();
      return countIn(queueId);
    },
  };
}
