import type { BoardView, QueueRecord } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Bus, Clock, Handlers, Log } from '../platform/index.js';
import type { Routing } from '../routing/index.js';
import { boardQueue, waitingRows } from './compose.js';
import { presentHeld } from './present-held.js';
import { makeToday } from './today.js';

export type Board = ReturnType<typeof makeBoard>;

export interface BoardNeeds {
  bus: Bus;
  clock: Clock;
  log: Log;
  conversations: Pick<Conversations, 'held'>;
  routing: Routing;
  queues: () => Promise<readonly QueueRecord[]>;
  /** Whether anybody on this node looks at the board now; while nobody does, none is made. */
  isWatched: () => boolean;
}

/** At most this often a board is made, however much happens. */
const SHORTEST_MS = 500;
/** And this often without anything heard, for what happens on other nodes. */
const LONGEST_MS = 3_000;

/** The live figures of all queues, made from memory, and only while somebody looks. */
export function makeBoard({ bus, clock, log, conversations: { held }, routing, queues, isWatched }: BoardNeeds) {
  const today = makeToday(clock);
  const watchers = new Set<(board: BoardView) => void>();
  let timer: NodeJS.Timeout | null = null;
  let madeAt = Number.NEGATIVE_INFINITY;
  let making = false;
  let dirty = false;

  const hears = [
    bus.on('conversation.changed', (event) => {
      today.note(event);
      touch();
    }),
    bus.on('elsewhere.changed', touch),
    bus.on('conversations.missed', touch),
    bus.on('desk.changed', touch),
    bus.on('queue.changed', touch),
    bus.on('user.changed', touch),
  ];

  async function compose(): Promise<BoardView> {
    const now = clock.now();
    const [allQueues, agents, holding] = await Promise.all([queues(), routing.presenceViews(), held.all()]);
    const figures = await Promise.all(allQueues.map(today.of));
    const kept = await Promise.all(allQueues.map(routing.forecastKept));
    const nameOf = new Map(agents.map(({ agentId, name }) => [agentId, name]));
    return {
      at: now.toISOString(),
      queues: allQueues.map((queue, i) =>
        boardQueue({
          ...{ queue, routing, held: holding, agents, now },
          today: figures[i] as (typeof figures)[number],
          forecastKept: kept[i] ?? null,
        }),
      ),
      agents,
      waiting: waitingRows(allQueues, routing),
      active: holding
        .sort((a, b) => +(a.assignedAt ?? 0) - +(b.assignedAt ?? 0))
        .map((one) => presentHeld(one, nameOf.get(one.agentId ?? '') ?? '')),
    };
  }

  /** The board now; whoever begins to watch, begins with this. */
  async function snapshot(): Promise<BoardView> {
    const board = await compose();
    plan();
    return board;
  }

  function touch(): void {
    if (dirty && timer) return;
    dirty = true;
    plan();
  }

  function plan(): void {
    if (making || watchers.size === 0 || !isWatched()) return;
    if (timer) clearTimeout(timer);
    const age = performance.now() - madeAt;
    timer = setTimeout(() => void make(), Math.max(0, (dirty ? SHORTEST_MS : LONGEST_MS) - age)).unref();
  }

  async function make(): Promise<void> {
    making = true;
    timer = null;
    dirty = false;
    try {
      const board = await compose();
      for (const watcher of watchers) watcher(board);
    } catch (error) {
      log.error({ error }, 'the board could not be made');
    }
    madeAt = performance.now();
    making = false;
    plan();
  }

  return {
    snapshot,
    /** Calls back with each new board, at most twice a second, until the returned function is called. */
    onChanged(watcher: (board: BoardView) => void): () => void {
      watchers.add(watcher);
      plan();
      return () => {
        watchers.delete(watcher);
      };
    },
    close(): void {
      watchers.clear();
      if (timer) clearTimeout(timer);
      for (const unhear of hears) unhear();
    },
    handlers: { 'board.show': snapshot } satisfies Handlers<'board.show'>,
  };
}
