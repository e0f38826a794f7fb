import { DELIVERY_RANK, type DeliveryState, type TouchpointRecord } from '../contract/index.js';
import type { Bus, Clock } from '../platform/index.js';
import { TouchpointModel } from './touchpoint.model.js';

/**
 * How long whoever sends a touchpoint, its writer first, has it for themself before the sweep may take it over. Longer than a store of
 * several nodes takes to choose a new head (some 12 s), when nothing can be renewed: or a send under way would be begun twice.
 */
export const LEASE_MS = 20_000;

export interface Outcome {
  state: DeliveryState;
  /** A code. */
  reason?: string;
  /** In the provider's own words. */
  said?: string;
  providerId?: string;
}

/** Which of what is due: of one lane only, or of any but those. */
export interface DueBy {
  lane?: string;
  exceptLanes?: readonly string[];
}

type Pending = Pick<TouchpointRecord, '_id' | 'delivery'>;
type Untried = Pending & Pick<TouchpointRecord, 'recordedAt'>;

/** The only part of a touchpoint that moves, and only forward: a receipt may come before our own 'sent'. */
export function makeDelivery({ bus, clock }: { bus: Bus; clock: Clock }) {
  const leaseEnd = () => new Date(clock.now().getTime() + LEASE_MS);

  /** @returns the touchpoint after the move, or null when it had already come that far */
  async function settle(id: string, outcome: Outcome): Promise<TouchpointRecord | null> {
    return end({ _id: id, 'delivery.rank': { $lt: DELIVERY_RANK[outcome.state] } }, outcome);
  }

  async function end(
    filter: Record<string, unknown>,
    { state, reason, said, providerId }: Outcome,
  ): Promise<TouchpointRecord | null> {
    const touchpoint = await TouchpointModel.findOneAndUpdate(
      filter,
      {
        $set: {
          'delivery.state': state,
          'delivery.rank': DELIVERY_RANK[state],
          ...(reason && { 'delivery.reason': reason }),
          ...(said && { 'delivery.said': said }),
          ...(providerId && { 'delivery.providerId': providerId }),
        },
        $unset: {
          'delivery.dueAt': 1,
          'delivery.lane': 1,
          // Why an earlier try failed.
          ...(!reason && { 'delivery.reason': 1 }),
          ...(!said && { 'delivery.said': 1 }),
        },
      },
      { returnDocument: 'after' },
    ).lean<TouchpointRecord>();
    if (touchpoint) bus.publish('touchpoint.settled', { touchpoint });
    return touchpoint;
  }

  /** Why one failed, where that is heard of later. */
  async function explain(id: string, reason: string): Promise<void> {
    const touchpoint = await TouchpointModel.findOneAndUpdate(
      { _id: id, 'delivery.state': 'failed', 'delivery.reason': null } as never,
      { $set: { 'delivery.reason': reason } },
      { returnDocument: 'after' },
    ).lean<TouchpointRecord>();
    if (touchpoint) bus.publish('touchpoint.settled', { touchpoint });
  }

  /** A mail did not get to one of those it is for. Safe to repeat; how it is with all of it is for `settle`. */
  async function failsFor(id: string, address: string): Promise<TouchpointRecord | null> {
    return (await note(id, 'failedFor', address)) ?? TouchpointModel.findById(id).lean<TouchpointRecord>();
  }

  /**
   * A mail is with the mail server for one of those it is for. Safe to repeat.
   * @returns whether the caller's try is still the last one; else somebody else goes on with the others
   */
  async function reaches({ _id, delivery: { tries } }: Pending, address: string): Promise<boolean> {
    await note(_id, 'sentTo', address);
    return (await TouchpointModel.exists({ _id, 'delivery.state': 'pending', 'delivery.tries': tries })) !== null;
  }

  /** @returns null where it stood there already */
  async function note(id: string, list: 'failedFor' | 'sentTo', address: string): Promise<TouchpointRecord | null> {
    const touchpoint = await TouchpointModel.findOneAndUpdate(
      { _id: id, [`delivery.${list}`]: { $ne: address } },
      { $push: { [`delivery.${list}`]: address } },
      { returnDocument: 'after' },
    ).lean<TouchpointRecord>();
    if (touchpoint) bus.publish('touchpoint.settled', { touchpoint });
    return touchpoint;
  }

  /**
   * Stops one that nobody has begun to send: one write, so that between its writer and the sender one wins.
   * @returns null when it was taken up, or has come to its end, before
   */
  function takeBack(id: string): Promise<TouchpointRecord | null> {
    const filter = { _id: id, 'delivery.state': 'pending', 'delivery.tries': 0 };
    return end(filter, { state: 'failed', reason: 'takenBack' });
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

  function lease(filter: Record<string, unknown>): Promise<TouchpointRecord | null> {
    return TouchpointModel.findOneAndUpdate(
      { ...filter, 'delivery.dueAt': { $lte: clock.now() } },
      { $set: { 'delivery.dueAt': leaseEnd() }, $inc: { 'delivery.tries': 1 } },
      { sort: { 'delivery.dueAt': 1 }, returnDocument: 'after' },
    ).lean<TouchpointRecord>();
  }

  const outside = (lanes: readonly string[]) => (lanes.length > 0 ? { 'delivery.lane': { $nin: lanes } } : {});

  /** Leases one due touchpoint to the caller, or null when nothing is due. */
  function claimDue({ lane, exceptLanes = [] }: DueBy = {}): Promise<TouchpointRecord | null> {
    return lease(lane === undefined ? outside(exceptLanes) : { 'delivery.lane': lane });
  }

  /** Leases this one, or null when it is not due, not any more, or goes by one of those lanes. */
  function claim(id: string, exceptLanes: readonly string[] = []): Promise<TouchpointRecord | null> {
    return lease({ _id: id, ...outside(exceptLanes) });
  }

  /** When the first of what waits becomes due, after now and by then; null when nothing does. */
  async function nextDueAt(until: Date): Promise<Date | null> {
    const next = await TouchpointModel.findOne(
      { 'delivery.dueAt': { $gt: clock.now(), $lte: until } },
      { 'delivery.dueAt': 1 },
    )
      .sort({ 'delivery.dueAt': 1 })
      .lean<Pick<TouchpointRecord, 'delivery'>>();
    return next?.delivery.dueAt ?? null;
  }

  /** Only while the caller's own try is the last one. */
  const ofThisTry = ({ _id, delivery: { tries } }: Pending) =>
    ({ _id, 'delivery.state': 'pending', 'delivery.tries': tries }) as const;

  /** A try that takes long stays the caller's. */
  async function renew(touchpoint: Pending): Promise<void> {
    await TouchpointModel.updateOne(ofThisTry(touchpoint), { $set: { 'delivery.dueAt': leaseEnd() } });
  }

  /** Gives back a leased one that was not tried: it is due in the order in which they were written. */
  async function giveBack(touchpoint: Untried): Promise<void> {
    const untried = { $set: { 'delivery.dueAt': touchpoint.recordedAt }, $inc: { 'delivery.tries': -1 } };
    await TouchpointModel.updateOne(ofThisTry(touchpoint), untried);
  }

  /** Puts off a pending one for another try, and notes why; that is told where it is news. */
  async function postpone(touchpoint: Pending, dueAt: Date, { reason, said }: Pick<Outcome, 'reason' | 'said'> = {}) {
    const why = { ...(reason && { 'delivery.reason': reason }), ...(said && { 'delivery.said': said }) };
    const update = { $set: { 'delivery.dueAt': dueAt, ...why } };
    const options = { returnDocument: 'after' } as const;
    const now = await TouchpointModel.findOneAndUpdate(ofThisTry(touchpoint), update, options).lean<TouchpointRecord>();
    if (now && reason && reason !== touchpoint.delivery.reason) bus.publish('touchpoint.settled', { touchpoint: now });
  }

  return {
    settle,
    failsFor,
    reaches,
    explain,
    settleUpTo,
    takeBack,
    claimDue,
    claim,
    nextDueAt,
    renew,
    giveBack,
    postpone,
  };
}
