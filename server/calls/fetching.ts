import type { CallRecord } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { CallModel } from './models.js';

const markOf = (sid: string): string => `fetched:${sid}`;

/** What was recorded and is still with the carrier. */
export function makeFetching(clock: Clock) {
  return {
    /** Something was recorded, and is to be fetched, once. */
    async fetchLater(
      callId: string,
      { sid, url, lengthMs }: { sid: string; url: string; lengthMs: number },
    ): Promise<void> {
      const waits = { sid, url, lengthMs, dueAt: clock.now(), tries: 0 };
      const news = { 'fetching.sid': { $ne: sid }, asked: { $ne: markOf(sid) } };
      await CallModel.updateOne({ _id: callId, ...news }, { $push: { fetching: waits } });
    },
    fetched: async (callId: string, sid: string) => {
      const update = { $pull: { fetching: { sid } }, $addToSet: { asked: markOf(sid) } };
      await CallModel.updateOne({ _id: callId }, update);
    },
    /** It was tried often enough; if it is told once more, that is another chance. */
    notFetched: async (callId: string, sid: string) =>
      void (await CallModel.updateOne({ _id: callId }, { $pull: { fetching: { sid } } })),
    async fetchAgain(callId: string, sid: string, tries: number, dueAt: Date): Promise<void> {
      const set = { 'fetching.$.tries': tries, 'fetching.$.dueAt': dueAt };
      await CallModel.updateOne({ _id: callId, 'fetching.sid': sid }, { $set: set });
    },
    toFetch: () =>
      CallModel.find({ 'fetching.dueAt': { $lte: clock.now() } })
        .limit(50)
        .lean<CallRecord[]>(),
  };
}
