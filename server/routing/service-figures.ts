import type { ConversationRecord } from '../contract/index.js';
import { ConversationModel } from '../conversations/index.js';
import type { Clock } from '../platform/index.js';

/** What counts as now, for rates and for the last wait. */
export const WINDOW_MS = 10 * 60_000;
/** Weight of a newly finished conversation in the mean handling time. */
const NEWEST = 0.1;
const HISTORY = { days: 30, conversations: 50 };

interface QueueFigures {
  /** When the latest were answered, oldest first. */
  answeredAt: number[];
  lastWait: { at: number; ms: number } | null;
  handleMs: number | null;
}

export type ServiceFigures = ReturnType<typeof makeServiceFigures>;

/** How fast each queue is served, as this node has seen it; its memory of handling times begins with the stored conversations. */
export function makeServiceFigures(clock: Clock) {
  const queues = new Map<string, QueueFigures>();
  const of = (queueId: string): QueueFigures => {
    const figures = queues.get(queueId) ?? { answeredAt: [], lastWait: null, handleMs: null };
    queues.set(queueId, figures);
    return figures;
  };

  function noteAnswered(queueId: string, waitMs: number): void {
    const now = +clock.now();
    const figures = of(queueId);
    figures.answeredAt = [...figures.answeredAt.filter((at) => at > now - WINDOW_MS), now];
    figures.lastWait = { at: now, ms: waitMs };
  }

  function noteHandled(queueId: string, handleMs: number): void {
    const figures = of(queueId);
    figures.handleMs = figures.handleMs === null ? handleMs : figures.handleMs * (1 - NEWEST) + handleMs * NEWEST;
  }

  return {
    noteAnswered,
    noteHandled,

    /** What the forecast asks of a queue. */
    now(queueId: string) {
      const { answeredAt, lastWait, handleMs } = of(queueId);
      const since = +clock.now() - WINDOW_MS;
      return {
        handleMs,
        windowMs: WINDOW_MS,
        answered: answeredAt.filter((at) => at > since).length,
        lastWaitMs: lastWait && lastWait.at > since ? lastWait.ms : null,
      };
    },

    /** Learns from what is stored, so that a restart does not forget how long a conversation takes. */
    async learn(queueId: string): Promise<void> {
      const since = new Date(+clock.now() - HISTORY.days * 86_400_000);
      const recent = await ConversationModel.find(
        { queueId, closedAt: { $gte: since } },
        { assignedAt: 1, closedAt: 1 },
      )
        .sort({ closedAt: -1 })
        .limit(HISTORY.conversations)
        .lean<Pick<ConversationRecord, 'assignedAt' | 'closedAt'>[]>();
      const times = recent.flatMap(({ assignedAt, closedAt }) =>
        assignedAt && closedAt ? [+closedAt - +assignedAt] : [],
      );
      const figures = of(queueId);
      if (times.length > 0) figures.handleMs ??= times.reduce((sum, one) => sum + one, 0) / times.length;
    },
  };
}
