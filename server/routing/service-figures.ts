import type { ChannelName, ConversationRecord } from '../contract/index.js';
import { ConversationModel } from '../conversations/index.js';
import type { Clock } from '../platform/index.js';
import type { ForecastInput, PlacedWait } from './forecast.js';

/** What counts as now, for the rate of answers and for the last waits; forgotten in steps. */
export const WINDOW_MS = 10 * 60_000;
const STEPS = 20;
const STEP_MS = WINDOW_MS / STEPS;
/** How long people stay changes slowly: what was seen of it counts half after this. */
const PATIENCE_HALVES_MS = 60 * 60_000;
/** Weight of what is new: in the mean handling time, and in the last waits. */
const NEWEST = { handled: 0.1, wait: 0.2 };
const HISTORY = { days: 30, conversations: 50 };

interface Step {
  /** Which step of all time it is; an older one's place in the ring is taken over. */
  number: number;
  count: number;
  slotMs: number;
}

interface QueueFigures {
  ring: Step[];
  /** What holds since then: how many slots are there, and whether somebody waits for one. */
  line: { since: number; waiting: boolean; slots: number };
  leaving: { count: number; waitedMs: number; at: number };
  last: (PlacedWait & { at: number }) | null;
  handleMs: number | null;
}

export type ServiceFigures = ReturnType<typeof makeServiceFigures>;

/**
 * How fast each queue is served, as this node has seen it. Whatever is noted or asked costs the same however many wait. Its memory
 * of handling times begins with the stored conversations.
 */
export function makeServiceFigures(clock: Clock) {
  const queues = new Map<string, QueueFigures>();
  const now = () => +clock.now();

  function of(queueId: string): QueueFigures {
    const figures = queues.get(queueId) ?? nothingSeen(now());
    queues.set(queueId, figures);
    return figures;
  }

  function noteAnswered(queueId: string, wait: PlacedWait): void {
    const figures = of(queueId);
    const at = now();
    stepOf(figures, at).count += 1;
    noteWaited(figures, wait.waitMs, 0);
    const { last } = figures;
    const fresh = last && last.at > at - WINDOW_MS ? last : wait;
    const blend = (was: number, is: number) => was + NEWEST.wait * (is - was);
    const [waitMs, position] = [blend(fresh.waitMs, wait.waitMs), blend(fresh.position, wait.position)];
    figures.last = { waitMs, position, at };
  }

  function noteWaited({ leaving }: QueueFigures, waitMs: number, left: 0 | 1): void {
    const at = now();
    const keeps = 0.5 ** ((at - leaving.at) / PATIENCE_HALVES_MS);
    leaving.count = leaving.count * keeps + left;
    leaving.waitedMs = leaving.waitedMs * keeps + waitMs;
    leaving.at = at;
  }

  return {
    /** One who had to wait for a slot was answered. `position`: where they began. */
    noteAnswered,

    /** One who had to wait for a slot gave up. */
    noteLeft: (queueId: string, waitMs: number): void => noteWaited(of(queueId), waitMs, 1),

    noteHandled(queueId: string, handleMs: number): void {
      const figures = of(queueId);
      const { handleMs: was } = figures;
      figures.handleMs = was === null ? handleMs : was * (1 - NEWEST.handled) + handleMs * NEWEST.handled;
    },

    /** From now on so many slots are there, and somebody waits for one or nobody does. */
    noteLine(queueId: string, waiting: boolean, slots: number): void {
      const figures = of(queueId);
      passTime(figures, now());
      Object.assign(figures.line, { waiting, slots });
    },

    /** What the forecast asks of a queue. */
    now(queueId: string): Pick<ForecastInput, 'handleMs' | 'served' | 'leaving' | 'last'> {
      const figures = of(queueId);
      const at = now();
      passTime(figures, at);
      const { handleMs, ring, leaving, last } = figures;
      const recent = ring.filter(({ number }) => number > stepAt(at) - STEPS);
      const sum = (what: 'count' | 'slotMs') => recent.reduce((total, step) => total + step[what], 0);
      const served = { count: sum('count'), slotMs: sum('slotMs') };
      return { handleMs, served, leaving, last: last && last.at > at - WINDOW_MS ? last : null };
    },

    /**
     * Learns from what is stored, so that a restart does not forget how long a conversation takes.
     * @returns by which ways those came, the latest last
     */
    async learn(queueId: string): Promise<ChannelName[]> {
      const since = new Date(now() - HISTORY.days * 86_400_000);
      const recent = await ConversationModel.find(
        { queueId, closedAt: { $gte: since } },
        { assignedAt: 1, closedAt: 1, channel: 1 },
      )
        .sort({ closedAt: -1 })
        .limit(HISTORY.conversations)
        .lean<Pick<ConversationRecord, 'assignedAt' | 'closedAt' | 'channel'>[]>();
      const times = recent.flatMap(({ assignedAt, closedAt }) =>
        assignedAt && closedAt ? [+closedAt - +assignedAt] : [],
      );
      const figures = of(queueId);
      if (times.length > 0) figures.handleMs ??= times.reduce((sum, one) => sum + one, 0) / times.length;
      return recent.map(({ channel }) => channel).reverse();
    },
  };
}

const stepAt = (at: number): number => Math.floor(at / STEP_MS);

function nothingSeen(at: number): QueueFigures {
  return {
    ring: Array.from({ length: STEPS }, () => ({ number: -1, count: 0, slotMs: 0 })),
    line: { since: at, waiting: false, slots: 0 },
    leaving: { count: 0, waitedMs: 0, at },
    last: null,
    handleMs: null,
  };
}

function stepOf({ ring }: QueueFigures, at: number): Step {
  const number = stepAt(at);
  const step = ring[number % STEPS] as Step;
  if (step.number !== number) Object.assign(step, { number, count: 0, slotMs: 0 });
  return step;
}

/** Writes the slots' time down, step by step; what is older than the window need not be. */
function passTime(figures: QueueFigures, at: number): void {
  const { line } = figures;
  let from = Math.max(line.since, at - WINDOW_MS);
  line.since = Math.max(line.since, at);
  while (line.waiting && from < at) {
    const to = Math.min(at, (stepAt(from) + 1) * STEP_MS);
    stepOf(figures, from).slotMs += (to - from) * line.slots;
    from = to;
  }
}
