import type { CustomerRecord } from '../contract/index.js';
import { AppError, type Bus } from '../platform/index.js';
import { findTogether } from '../store/index.js';
import { CustomerModel } from './models.js';

const byId = findTogether(CustomerModel, '_id');

/**
 * Joining two customers moves nothing: the one only points at the other, and readers follow the pointer. So undoing it brings
 * both timelines back exactly.
 */
export function makeMerge({ bus }: { bus: Bus }) {
  /** The customer that this one is read as. */
  async function rootOf(id: string): Promise<CustomerRecord | null> {
    const customer = await byId(id);
    return customer?.mergedInto ? byId(customer.mergedInto) : customer;
  }

  function joinedInto(rootId: string): Promise<CustomerRecord[]> {
    return CustomerModel.find({ mergedInto: rootId }).limit(100).lean<CustomerRecord[]>();
  }

  /** Whose timelines make up the person, the one they are read as first. */
  async function streamsOf(id: string): Promise<string[]> {
    const root = (await rootOf(id))?._id ?? id;
    return [root, ...(await joinedInto(root)).map(({ _id }) => _id)];
  }

  /** The same for many who are joined into nobody. */
  async function streamsOfEach(rootIds: readonly string[]): Promise<string[][]> {
    const joined = await CustomerModel.find({ mergedInto: { $in: rootIds } }, { mergedInto: 1 }).lean();
    return rootIds.map((id) => [id, ...joined.flatMap(({ _id, mergedInto }) => (mergedInto === id ? [_id] : []))]);
  }

  function tell(...customerIds: string[]): void {
    for (const customerId of customerIds) {
      bus.publish('customer.changed', { customerId });
      bus.publish('customer.joined', { customerId });
    }
  }

  async function merge(intoId: string, otherId: string): Promise<{ into: CustomerRecord; other: CustomerRecord }> {
    if (intoId === otherId) throw new AppError('merge.refused', 'A customer cannot be joined into itself.');
    const [into, other] = await Promise.all([byId(intoId), byId(otherId)]);
    if (!into || !other) throw new AppError('customer.missing', 'There is no such customer.');
    if (into.mergedInto) throw new AppError('merge.refused', 'That customer is itself joined into another.');
    if (other.mergedInto) throw new AppError('merge.refused', 'This customer is joined into another already.');
    if ((await joinedInto(otherId)).length > 0) {
      throw new AppError(
        'merge.refused',
        'Others are joined into this customer: undo that first, or join the other way.',
      );
    }
    const done = await CustomerModel.updateOne({ _id: otherId, mergedInto: null }, { $set: { mergedInto: intoId } });
    if (done.modifiedCount === 0) throw new AppError('merge.refused', 'Somebody else was quicker.');
    tell(intoId, otherId);
    return { into, other };
  }

  async function unmerge(intoId: string, otherId: string): Promise<{ into: CustomerRecord; other: CustomerRecord }> {
    const other = await CustomerModel.findOneAndUpdate(
      { _id: otherId, mergedInto: intoId },
      { $set: { mergedInto: null } },
      { returnDocument: 'after' },
    ).lean<CustomerRecord>();
    const into = await byId(intoId);
    if (!other || !into) throw new AppError('merge.refused', 'These two are not joined.');
    tell(intoId, otherId);
    return { into, other };
  }

  return { byId, rootOf, joinedInto, streamsOf, streamsOfEach, merge, unmerge };
}
