import type { CallRecord, Fetching } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { rememberedAsked } from './acts.js';
import { CallModel } from './models.js';

/** Whoever fetches a recording has it after so long, or is dead. */
const FETCHED_WITHIN_MS = 6 * 60_000;

/** What was recorded and is still with the carrier. */
export function makeFetching(clock: Clock) {
  const now = () => clock.now();
  return {
    /** Something was recorded, and is to be fetched: once, however often it is told. */
    async fetchLater(callId: string, about: Pick<Fetching, 'sid' | 'what' | 'url' | 'lengthMs'>): Promise<void> {
      const id = `recording:${about.sid}`;
      const waits: Fetching = { ...about, dueAt: now(), tries: 0, kept: false };
      await CallModel.updateOne(
        { _id: callId, asked: { $ne: id } },
        { $push: { fetching: waits, ...rememberedAsked(id) } },
      );
    },
    fetched: async (callId: string, sid: string) =>
      void (await CallModel.updateOne({ _id: callId }, { $pull: { fetching: { sid } } })),
    /** @returns whether it is this caller's to fetch */
    async fetchNow(callId: string, { sid, dueAt }: Fetching): Promise<boolean> {
      const until = new Date(+now() + FETCHED_WITHIN_MS);
      const claimed = await CallModel.updateOne(
        { _id: callId, fetching: { $elemMatch: { sid, dueAt } } },
        { $set: { 'fetching.$.dueAt': until }, $inc: { 'fetching.$.tries': 1 } },
      );
      return claimed.modifiedCount > 0;
    },
    async fetchAgain(callId: string, sid: string, dueAt: Date): Promise<void> {
      await CallModel.updateOne({ _id: callId, 'fetching.sid': sid }, { $set: { 'fetching.$.dueAt': dueAt } });
    },
    /** Ours now, and told. */
    async fetchedHere(callId: string, sid: string): Promise<void> {
      await CallModel.updateOne({ _id: callId, 'fetching.sid': sid }, { $set: { 'fetching.$.kept': true } });
    },
    toFetch: () =>
      CallModel.find({ 'fetching.dueAt': { $lte: now() } })
        .limit(50)
        .lean<CallRecord[]>(),
  };
}
