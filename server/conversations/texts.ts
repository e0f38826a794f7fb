import { type ConversationRecord, type ConversationSms, UNFINISHED_STATES } from '../contract/index.js';
import { type Bus, coalesced } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';

type Held = Pick<ConversationSms, 'numberId' | 'peer'>;

/** Looked up in one command. */
const MOST_TOGETHER = 50;

/** The latest that is not done with, by whom it is held with and by which number. */
const openAt: (held: Held) => Promise<ConversationRecord | null> = coalesced(async (asked: Held[]) => {
  const filter = {
    'sms.peer': { $in: asked.map(({ peer }) => peer) },
    'sms.numberId': { $in: asked.map(({ numberId }) => numberId) },
    state: { $in: UNFINISHED_STATES },
  };
  const open = await ConversationModel.find(filter as never)
    .sort({ openedAt: -1 })
    .lean<ConversationRecord[]>();
  return asked.map(
    ({ numberId, peer }) => open.find(({ sms }) => sms?.numberId === numberId && sms.peer === peer) ?? null,
  );
}, MOST_TOGETHER);

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

    /** The matter that is held with somebody by a number of ours, and not done with. */
    openByText: (numberId: string, peer: string): Promise<ConversationRecord | null> => openAt({ numberId, peer }),

    /** The latest matter that is held with somebody by a number of ours: one that is not done with before one that is. */
    async latestByText(numberId: string, peer: string): Promise<ConversationRecord | null> {
      const open = await openAt({ numberId, peer });
      if (open) return open;
      return ConversationModel.findOne({ 'sms.peer': peer, 'sms.numberId': numberId } as never)
        .sort({ openedAt: -1 })
        .lean<ConversationRecord>();
    },
  };
}
