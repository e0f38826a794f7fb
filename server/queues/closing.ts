import type { AgentRef, ClosedByHand, ClosedByHandView, QueueRecord } from '../contract/index.js';
import { AppError, type Bus, type Clock } from '../platform/index.js';
import { QueueModel } from './queue.model.js';

/** Closes queues from now on, whatever their hours say, and opens them again. Safe to repeat. */
export function makeClosing({ bus, clock }: { bus: Bus; clock: Clock }) {
  const after = { returnDocument: 'after' } as const;
  const update = async (filter: object, set: object): Promise<QueueRecord | null> =>
    QueueModel.findOneAndUpdate(filter, { $set: set }, after).lean<QueueRecord>();

  /** Who is closed already only gets another end: since when counts for whoever waits. */
  async function close(_id: string, by: AgentRef, until: Date | null): Promise<QueueRecord> {
    const now = clock.now();
    if (until && until <= now) throw new AppError('input.invalid', 'This time is over.', { path: 'until' });
    const lasts = { $or: [{ 'closedByHand.until': null }, { 'closedByHand.until': { $gt: now } }] };
    const isOver = { $or: [{ closedByHand: null }, { 'closedByHand.until': { $lte: now } }] };
    const longer = () =>
      update({ _id, closedByHand: { $ne: null }, ...lasts }, { 'closedByHand.until': until, 'closedByHand.by': by });
    const closed =
      (await longer()) ??
      (await update({ _id, ...isOver }, { closedByHand: { since: now, until, by } })) ??
      (await longer()); // somebody else closed it in between
    if (!closed) throw new AppError('queue.missing', 'There is no such queue.');
    bus.publish('queue.changed', { queueId: _id });
    return closed;
  }

  /** Its hours hold again. */
  async function reopen(_id: string): Promise<QueueRecord> {
    const open = await update({ _id }, { closedByHand: null });
    if (!open) throw new AppError('queue.missing', 'There is no such queue.');
    bus.publish('queue.changed', { queueId: _id });
    return open;
  }

  return { close, reopen };
}

export const presentClosedByHand = (closed: ClosedByHand | null | undefined): ClosedByHandView | null =>
  closed ? { since: closed.since.toISOString(), until: closed.until?.toISOString() ?? null, by: closed.by.name } : null;
