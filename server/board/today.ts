import type { ConversationRecord, DomainEvents, QueueRecord } from '../contract/index.js';
import { ConversationModel } from '../conversations/index.js';
import type { Clock } from '../platform/index.js';
import { localMidnight } from '../queues/index.js';

/**
 * Of the present day in the queue's time zone. A conversation counts where it is now, on the day it happened.
 * - answered: given to an agent for the first time; in time when that took at most the first-response target since it was opened.
 * - abandoned: ended by the customer, or because the customer was gone, before any agent had it; late when that took longer than
 *   the target. Who leaves before is no failure of ours.
 */
export interface TodayFigures {
  answered: number;
  answeredInTime: number;
  abandoned: number;
  abandonedLate: number;
}

interface Kept extends TodayFigures {
  midnight: number;
  targetMs: number;
  readAt: number;
}

/** What other nodes added is seen after this at the latest. */
const KEEP_MS = 60_000;

/** Answered in time / (answered + abandoned late); null when there was neither. */
export function serviceLevel({ answered, answeredInTime, abandonedLate }: TodayFigures): number | null {
  const due = answered + abandonedLate;
  return due === 0 ? null : answeredInTime / due;
}

type Opened = Pick<ConversationRecord, 'openedAt'>;
const waited = (from: Date, to: Date | null) => (to ? +to - +from : 0);

/** Read once from the store by index, then kept up by what happens here. */
export function makeToday(clock: Clock) {
  const kept = new Map<string, Kept>();
  let heard = 0;

  async function of(queue: QueueRecord): Promise<TodayFigures> {
    const now = clock.now();
    const midnight = +localMidnight(queue.hours.timeZone, now);
    const targetMs = queue.slaFirstResponseSeconds * 1_000;
    const known = kept.get(queue._id);
    const good = known && known.midnight === midnight && known.targetMs === targetMs && +now - known.readAt < KEEP_MS;
    return good ? known : read(queue._id, midnight, targetMs, +now);
  }

  async function read(queueId: string, midnight: number, targetMs: number, readAt: number): Promise<TodayFigures> {
    const heardBefore = heard;
    const since = { $gte: new Date(midnight) };
    const [answered, left] = await Promise.all([
      ConversationModel.find({ queueId, firstAssignedAt: since }, { openedAt: 1, firstAssignedAt: 1 }).lean<
        (Opened & { firstAssignedAt: Date })[]
      >(),
      ConversationModel.find(
        { queueId, closedAt: since, firstAssignedAt: null, closedBy: { $in: ['customer', 'system'] } },
        { openedAt: 1, closedAt: 1 },
      ).lean<(Opened & { closedAt: Date })[]>(),
    ]);
    const figures: Kept = {
      ...{ midnight, targetMs, readAt },
      answered: answered.length,
      answeredInTime: answered.filter((one) => waited(one.openedAt, one.firstAssignedAt) <= targetMs).length,
      abandoned: left.length,
      abandonedLate: left.filter((one) => waited(one.openedAt, one.closedAt) > targetMs).length,
    };
    // Something happened while we read: it may be counted or not, so these figures are shown once and not built upon.
    if (heard === heardBefore) kept.set(queueId, figures);
    else kept.delete(queueId);
    return figures;
  }

  function note({ conversation, before }: DomainEvents['conversation.changed']): void {
    const { state, queueId, openedAt, firstAssignedAt, assignedAt, closedAt, closedBy } = conversation;
    if (state === before) return;
    heard += 1;
    const figures = kept.get(queueId);
    if (!figures) return;
    if (state === 'active' && firstAssignedAt && +firstAssignedAt === +(assignedAt ?? 0)) {
      figures.answered += 1;
      if (waited(openedAt, firstAssignedAt) <= figures.targetMs) figures.answeredInTime += 1;
    }
    if (state === 'closed' && !firstAssignedAt && closedBy !== 'agent') {
      figures.abandoned += 1;
      if (waited(openedAt, closedAt) > figures.targetMs) figures.abandonedLate += 1;
    }
  }

  return { of, note };
}
