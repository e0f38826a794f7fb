import type { ConversationRecord, ConversationSms, TouchpointDraft } from '../contract/index.js';
import { type Bus, coalesced } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';
import { FROM, type makeTransition } from './transition.js';

type Held = Pick<ConversationSms, 'numberId' | 'peer'>;

/** Looked up in one command. */
const MOST_TOGETHER = 50;

/** The latest that is not done with, by whom it is held with and by which number. */
const openAt: (held: Held) => Promise<ConversationRecord | null> = coalesced(async (asked: Held[]) => {
  const filter = {
    'sms.peer': { $in: asked.map(({ peer }) => peer) },
    'sms.numberId': { $in: asked.map(({ numberId }) => numberId) },
    state: { $ne: 'closed' },
  };
  const open = await ConversationModel.find(filter as never)
    .sort({ openedAt: -1 })
    .lean<ConversationRecord[]>();
  return asked.map(
    ({ numberId, peer }) => open.find(({ sms }) => sms?.numberId === numberId && sms.peer === peer) ?? null,
  );
}, MOST_TOGETHER);

const BY_CALL = 'voice:';
/** What a conversation is opened by that a call begins. */
export const startKeyOfCall = (sid: string): string => `${BY_CALL}${sid}`;
/** Its customer rang us, however it goes on. */
export const calledUs = ({ startKey }: Pick<ConversationRecord, 'startKey'>): boolean => startKey.startsWith(BY_CALL);

interface TextNeeds {
  bus: Bus;
  transition: ReturnType<typeof makeTransition>['transition'];
  wasTold: ReturnType<typeof makeTransition>['wasTold'];
}

const byTextOf = (callId: string): string => `${callId}:byText`;

/** What texts add to a conversation, of whatever channel it began on. */
export function makeTextParts({ bus, transition, wasTold }: TextNeeds) {
  return {
    /**
     * Whoever waits on the phone goes on by text instead, at their place, and is told so. From the same call twice is once.
     * @returns null where somebody takes them just now, or has
     */
    goesByText: (
      id: string,
      { callId, sms, first }: { callId: string; sms: ConversationSms; first: TouchpointDraft },
    ): Promise<ConversationRecord | null> =>
      transition(id, {
        from: FROM.goesByText,
        clientId: byTextOf(callId),
        where: { channel: 'voice', 'callback.number': null },
        set: { channel: 'sms', sms },
        tells: () => [first],
      }),

    /** Whether it goes by text because that was asked for in this call. */
    wentByText: async (c: ConversationRecord, callId: string): Promise<boolean> =>
      c.channel === 'sms' && wasTold(c, byTextOf(callId)),

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
      const open = await openAt({ numberId, peer });
      if (open) return open;
      return ConversationModel.findOne({ 'sms.peer': peer, 'sms.numberId': numberId } as never)
        .sort({ openedAt: -1 })
        .lean<ConversationRecord>();
    },
  };
}
