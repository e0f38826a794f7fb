import type { CallRecord } from '../contract/index.js';
import type { Bus } from '../platform/index.js';
import { CallModel, callById } from './models.js';

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

interface Wanted {
  callId: string;
  where: Where;
  set: Partial<CallRecord>;
}

export type ChangeCalls = ReturnType<typeof makeChangeCalls>;

/** The same for many calls in one write, each under its own condition. */
export function makeChangeCalls(bus: Bus, change: ChangeCall) {
  /**
   * @param isMade whether a call may be what was wanted of it: then it is told
   * @returns the calls as they are then; none for those that are not there
   */
  return async (wanted: readonly Wanted[], isMade: (call: CallRecord) => boolean): Promise<Map<string, CallRecord>> => {
    const [first, ...more] = wanted;
    const alone = first && more.length === 0 ? await change(first.callId, first.where, { $set: first.set }) : null;
    if (alone) return new Map([[alone._id, alone]]);
    const written = more.length > 0 && (await writeAll(wanted));
    const found = (await Promise.all(wanted.map(({ callId }) => callById(callId)))).filter((call) => call !== null);
    if (written) for (const call of found) if (isMade(call)) bus.publish('call.changed', { call });
    return new Map(found.map((call) => [call._id, call]));
  };
}

/** @returns whether any of them was written */
async function writeAll(wanted: readonly Wanted[]): Promise<boolean> {
  const writes = wanted.map(({ callId, where, set }) => ({
    updateOne: { filter: { _id: callId, ...where }, update: { $set: set, $inc: { version: 1 } } },
  }));
  const { modifiedCount } = await CallModel.collection.bulkWrite(writes as never, { ordered: false });
  return modifiedCount > 0;
}
