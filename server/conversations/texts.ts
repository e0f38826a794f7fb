import type { ConversationRecord, ConversationSms, TouchpointDraft } from '../contract/index.js';
import { type Bus, type Clock, coalesced } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';
import { over, told } from './drafts.js';
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
  clock: Clock;
  queueName: (queueId: string) => Promise<string>;
  transition: ReturnType<typeof makeTransition>['transition'];
  wasTold: ReturnType<typeof makeTransition>['wasTold'];
}

const byTextOf = (callId: string): string => `${callId}:byText`;
const byPhoneOf = (callId: string): string => `${callId}:byPhone`;

/** In its line, at its place. */
const waitsAgain = (c: ConversationRecord, now: Date): Partial<ConversationRecord> => ({
  ...{ state: 'queued', agentId: null, ...over(c), offers: [], passedBy: [], alsoQueueIds: [], snoozedUntil: null },
  ...(c.state === 'active' || c.state === 'snoozed' ? { queuedAt: now } : {}),
  ...(c.agentId && { lastAgentId: c.agentId }),
  ...(c.keepsPlace && { keepsPlace: false }),
});

/** What texts add to a conversation, of whatever channel it began on. */
export function makeTextParts({ bus, clock, transition, wasTold, queueName }: TextNeeds) {
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

    /**
     * Whoever is written with by text rings: the matter waits on the phone, at its place, and whoever had it is asked first. From the
     * same call twice is once.
     * @returns null where it is over meanwhile
     */
    async goesByPhone(
      c: ConversationRecord,
      { callId, fromAgentName }: { callId: string; fromAgentName: string },
    ): Promise<ConversationRecord | null> {
      const name = await queueName(c.queueId);
      const now = clock.now();
      return transition(c._id, {
        from: FROM.goesByPhone,
        clientId: byPhoneOf(callId),
        where: { channel: 'sms' },
        set: (before) => ({ channel: 'voice', ...waitsAgain(before, now) }),
        tells: (before, at) => {
          const { queueId, agentId } = before;
          const from = agentId && { fromAgentId: agentId, fromAgentName };
          return [told(before, 'conversation.requeued', { queueId, queueName: name, reason: 'rang', ...from }, { at })];
        },
      });
    },

    /** Whether it waits on the phone because of this call, and was held by text before. */
    wentByPhone: async (c: ConversationRecord, callId: string): Promise<boolean> =>
      c.channel === 'voice' && c.sms !== undefined && wasTold({ ...c, channel: 'sms' }, byPhoneOf(callId)),

    /** They rang in vain: it is answered by text, as before. @returns null where somebody has it now */
    goesBackToText: (id: string): Promise<ConversationRecord | null> =>
      transition(id, {
        from: FROM.goesBackToText,
        where: { channel: 'voice' },
        isSo: ({ channel }) => channel === 'sms',
        set: { channel: 'sms', state: 'queued', offers: [] },
        tells: () => [],
      }),

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

    /** What this customer rang about, or was rung about, and is not done with. */
    openByPhone: (customerId: string): Promise<ConversationRecord | null> =>
      ConversationModel.findOne({ customerId, channel: 'voice', state: { $ne: 'closed' } } as never)
        .sort({ openedAt: -1 })
        .lean<ConversationRecord>(),

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
