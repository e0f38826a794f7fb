import type { ConversationRecord, ConversationSms } from '../contract/index.js';
import type { Bus } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';

/** What texts add to a conversation, of whatever channel it began on. */
export function makeTextParts({ bus }: { bus: Bus }) {
  return {
    /** Texts go by this number from now on, to there. */
    async noteText(id: string, sms: ConversationSms): Promise<void> {
      const other = {
        $or: [{ sms: null }, { 'sms.numberId': { $ne: sms.numberId } }, { 'sms.peer': { $ne: sms.peer } }],
      };
      const after = await ConversationModel.findOneAndUpdate(
        { _id: id, ...other } as never,
        { $set: { sms } },
        { returnDocument: 'after' },
      ).lean<ConversationRecord>();
      if (after) bus.publish('conversation.changed', { conversation: after, before: after.state });
    },

    /** The latest matter that is held with somebody by a number of ours: one that is not done with before one that is. */
    async latestByText(numberId: string, peer: string): Promise<ConversationRecord | null> {
      const found = await ConversationModel.find({ 'sms.peer': peer, 'sms.numberId': numberId } as never)
        .sort({ openedAt: -1 })
        .limit(20)
        .lean<ConversationRecord[]>();
      return found.find(({ state }) => state !== 'closed') ?? found[0] ?? null;
    },
  };
}
