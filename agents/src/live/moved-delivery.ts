import type { TouchpointView } from '../../../server/contract/index.js';
import { DELIVERY_RANK, type DeliveryState } from '../../../server/contract/names.js';
import type { Notice } from './desk.js';

export type MovedDelivery = Extract<Notice, { name: 'delivery:moved' }>['data'];

/** @returns the touchpoint with what was told of its delivery, which only rises; itself where that is older than what is known */
export function withMovedDelivery(touchpoint: TouchpointView, moved: MovedDelivery): TouchpointView {
  if (touchpoint.id !== moved.touchpointId || !isNews(touchpoint, moved)) return touchpoint;
  const { reason, said, failedFor, sentTo } = moved;
  const state = moved.state as DeliveryState;
  return {
    ...touchpoint,
    delivery: { state, reason, said, ...(failedFor && { failedFor }), ...(sentTo && { sentTo }) },
  };
}

function isNews({ delivery }: TouchpointView, { state: told, reason, failedFor, sentTo }: MovedDelivery): boolean {
  const state = told as DeliveryState;
  if (state !== delivery.state) return DELIVERY_RANK[state] > DELIVERY_RANK[delivery.state];
  const grew = (now: string[] | undefined, had: string[] | undefined) => (now?.length ?? 0) > (had?.length ?? 0);
  if (grew(failedFor, delivery.failedFor) || grew(sentTo, delivery.sentTo)) return true;
  // Why one waits may change; why it failed is sometimes known only later.
  return state === 'pending' ? reason !== delivery.reason : reason !== undefined && delivery.reason === undefined;
}
