import type { CallRecord } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { CallModel } from './models.js';

/** Until then the word of a message comes by itself. */
const ASK_AFTER_MS = 60_000;
/** Whoever asks has its answer after so long, or is dead. */
const AGAIN_MS = 5 * 60_000;

/** Who went to leave a message, of which no word has come: they may have hung up before the tone. */
export function makeAwaitedMessages(clock: Clock) {
  const after = (ms: number) => new Date(+clock.now() + ms);
  return {
    /** @param isAwaited whether the carrier is to be asked for a message */
    async free(callId: string, isAwaited = false): Promise<void> {
      const set = { freed: true, ...(isAwaited && { messageDueAt: after(ASK_AFTER_MS) }) };
      await CallModel.updateOne({ _id: callId }, { $set: set });
    },
    /** @returns whether it is this caller's to ask */
    async askForMessage({ _id, messageDueAt }: CallRecord): Promise<boolean> {
      const set = { messageDueAt: after(AGAIN_MS) };
      const claimed = await CallModel.updateOne({ _id, messageDueAt: messageDueAt! }, { $set: set });
      return claimed.modifiedCount > 0;
    },
    /** It is known whether there is one. */
    async askedForMessage(callId: string): Promise<void> {
      await CallModel.updateOne({ _id: callId }, { $unset: { messageDueAt: 1 } });
    },
    awaitingMessages: () =>
      CallModel.find({ messageDueAt: { $lte: clock.now() } })
        .limit(50)
        .lean<CallRecord[]>(),
  };
}
