import type { FollowUpRecord, FollowUpState } from '../contract/index.js';
import { FollowUpModel } from './follow-up.model.js';

export interface Wanted {
  customerIds?: readonly string[];
  assigneeId?: string;
  states: readonly FollowUpState[];
}

/** A page, what is due first first; those settled, latest due first. `next` is the cursor of the page after it, or null. */
export async function page({ customerIds, assigneeId, states }: Wanted, after: string | undefined, limit: number) {
  const latestFirst = !states.includes('open');
  const filter = {
    $and: [
      ...(customerIds ? [{ customerId: { $in: [...customerIds] } }] : []),
      ...(assigneeId ? [{ assigneeId }] : []),
      { state: states.length === 1 ? states[0] : { $in: [...states] } },
      ...beyond(after, latestFirst),
    ],
  };
  const direction = latestFirst ? -1 : 1;
  const found = await FollowUpModel.find(filter as never)
    .sort({ dueAt: direction, _id: direction })
    .limit(limit + 1)
    .lean<FollowUpRecord[]>();
  const last = found.length > limit ? found[limit - 1] : undefined;
  return { items: found.slice(0, limit), next: last ? `${last.dueAt.getTime()}:${last._id}` : null };
}

function beyond(after: string | undefined, latestFirst: boolean): object[] {
  const [time, id] = (after ?? '').split(':');
  if (!time || !id || !Number.isFinite(Number(time))) return [];
  const at = new Date(Number(time));
  const [reaches, passes] = latestFirst ? ['$lte', '$lt'] : ['$gte', '$gt'];
  return [{ dueAt: { [reaches]: at } }, { $or: [{ dueAt: { [passes]: at } }, { _id: { [passes]: id } }] }];
}
