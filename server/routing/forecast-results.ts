import type { BoardQueueView, QueueRecord } from '../contract/index.js';
import { type Clock, metrics } from '../platform/index.js';
import { localMidnight } from '../queues/index.js';
import { ForecastDayModel, type ForecastDayRecord } from './models.js';
import type { Wait } from './waits.js';

/** The error of a shorter wait is measured as if it had been this long: 4 s instead of 2 are no error of 100 %. */
const SHORTEST_MS = 30_000;

type ForecastKept = NonNullable<BoardQueueView['forecastKept']>;

export type ForecastResults = ReturnType<typeof makeForecastResults>;

interface ResultsNeeds {
  clock: Clock;
  queueOf: (queueId: string) => Promise<Pick<QueueRecord, '_id' | 'name' | 'hours'> | null>;
}

/**
 * What became of the forecasts, by queue and day. One atomic increment for each wait, by the node that ended it; a process that
 * dies between the answer and the increment loses that one wait, and nothing is ever counted twice.
 */
export function makeForecastResults({ clock, queueOf }: ResultsNeeds) {
  async function note({ queueId, foreseen }: Wait, waitMs: number, how: 'answered' | 'left'): Promise<void> {
    const queue = foreseen && (await queueOf(queueId));
    if (!foreseen || !queue) return;
    const outcome = waitMs > foreseen.toMs ? 'longer' : waitMs < foreseen.fromMs ? 'sooner' : 'within';
    // Nobody knows how long one would have waited who left in time: only a broken promise can be told.
    if (how === 'left' && outcome !== 'longer') return;
    const error = Math.abs(foreseen.meanMs - waitMs) / Math.max(waitMs, SHORTEST_MS);
    metrics.forecasts.inc({ queue: queue.name, outcome });
    if (how === 'answered') metrics.forecastError.observe({ queue: queue.name }, error);
    const counts = { [outcome]: 1, ...(how === 'answered' && { answered: 1, errorSum: error }) };
    const _id = dayKey(queue, clock.now());
    await ForecastDayModel.updateOne({ _id }, { $setOnInsert: { queueId }, $inc: counts }, { upsert: true });
  }

  return {
    note,
    /** Of the present day in the queue's time zone; null when no wait was judged. */
    async today(queue: Pick<QueueRecord, '_id' | 'hours'>): Promise<ForecastKept | null> {
      const found = await ForecastDayModel.findById(dayKey(queue, clock.now())).lean<ForecastDayRecord>();
      return found && keptOf(found);
    },
  };
}

function dayKey({ _id, hours }: Pick<QueueRecord, '_id' | 'hours'>, at: Date): string {
  return `${_id}:${localMidnight(hours.timeZone, at).toISOString()}`;
}

function keptOf({ sooner = 0, within = 0, longer = 0, answered = 0, errorSum = 0 }: ForecastDayRecord): ForecastKept {
  const judged = sooner + within + longer;
  return {
    judged,
    kept: (sooner + within) / judged,
    sooner: sooner / judged,
    error: answered === 0 ? null : errorSum / answered,
  };
}
