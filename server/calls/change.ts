import type { CallRecord } from '../contract/index.js';
import type { Bus } from '../platform/index.js';
import { CallModel } from './models.js';

/** Under what conditions, beside its id. */
type Where = Record<string, unknown>;
type Update = Parameters<typeof CallModel.findOneAndUpdate>[1] & object;

export type ChangeCall = (callId: string, where: Where, update: Update) => Promise<CallRecord | null>;

/**
 * The one way a call changes that is there: under a condition, and told.
 * @returns the call after it, null where the condition did not hold
 */
export function makeChange(bus: Bus): ChangeCall {
  return async (callId, where, update) => {
    const counted = { ...update, $inc: { version: 1 } };
    const call = await CallModel.findOneAndUpdate({ _id: callId, ...where }, counted, {
      returnDocument: 'after',
    }).lean<CallRecord>();
    if (call) bus.publish('call.changed', { call });
    return call;
  };
}
