import { DELIVERY_RANK, type DeliveryState, type TouchpointRecord } from '../contract/index.js';
import type { Bus, Clock } from '../platform/index.js';
import { TouchpointModel } from './touchpoint.model.js';

const LEASE_MS = 30_000;

/** The only part of a touchpoint that moves, and only forward: a receipt may come before our own 'sent'. */
export function makeDelivery({ bus, clock }: { bus: Bus; clock: Clock }) {
  /** @returns the touchpoint after the move, or null when it had already come that far */
  async function settle(
    id: string,
    { state, reason, providerId }: { state: DeliveryState; reason?: string; providerId?: string },
  ): Promise<TouchpointRecord | null> {
    const rank = DELIVERY_RANK[state];
    const touchpoint = await TouchpointModel.findOneAndUpdate(
      { _id: id, 'delivery.rank': { $lt: rank } },
      {
        $set: {
          'delivery.state': state,
          'delivery.rank': rank,
          ...(reason && { 'delivery.reason': reason }),
          ...(providerId && { 'delivery.providerId': providerId }),
        },
        $unset: { 'delivery.dueAt': 1 },
      },
      { returnDocument: 'after' },
    ).lean<TouchpointRecord>();
    if (touchpoint) bus.publish('touchpoint.settled', { touchpoint });
    return touchpoint;
  }

  /** The customer's device has, or has shown, everything up to `publicSeq`. */
  async function settleUpTo(customerId: string, after: number, upTo: number, state: 'delivered' | 'read') {
    const rank = DELIVERY_RANK[state];
    const reached = await TouchpointModel.find(
      { customerId, public: true, publicSeq: { $gt: after, $lte: upTo } },
      { _id: 1, direction: 1, delivery: 1 },
    ).lean();
    const ids = reached.filter((t) => t.direction === 'out' && t.delivery.rank > 0 && t.delivery.rank < rank);
    for (const { _id } of ids) await settle(_id, { state });
  }

  /** Leases one due touchpoint to the caller, or null when nothing is due. */
  function claimDue(): Promise<TouchpointRecord | null> {
    const now = clock.now();
    return TouchpointModel.findOneAndUpdate(
      { 'delivery.dueAt': { $lte: now } },
      { $set: { 'delivery.dueAt': new Date(now.getTime() + LEASE_MS) }, $inc: { 'delivery.tries': 1 } },
      { sort: { 'delivery.dueAt': 1 }, returnDocument: 'after' },
    ).lean<TouchpointRecord>();
  }

  /** Puts off a pending one for another try. */
  async function postpone(id: string, dueAt: Date): Promise<void> {
    await TouchpointModel.updateOne({ _id: id, 'delivery.state': 'pending' }, { $set: { 'delivery.dueAt': dueAt } });
  }

  return { settle, settleUpTo, claimDue, postpone };
}
