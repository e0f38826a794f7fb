import type { ConversationRecord, ConversationSms, TouchpointDraft } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';
import { over, told } from './drafts.js';
import { byId } from './read.js';
import { FROM, type makeTransition } from './transition.js';

const BY_CALL = 'voice:';
/** What a conversation is opened by that a call begins. */
export const startKeyOfCall = (sid: string): string => `${BY_CALL}${sid}`;
/** Its customer rang us, however it goes on. */
export const calledUs = ({ startKey }: Pick<ConversationRecord, 'startKey'>): boolean => startKey.startsWith(BY_CALL);

interface BetweenNeeds {
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

/** How one matter goes between text and phone. */
export function makeBetweenChannels({ clock, transition, wasTold, queueName }: BetweenNeeds) {
  /** Whether it waits on the phone because of this call, and was held by text before. */
  const wentByPhone = async (c: ConversationRecord, callId: string): Promise<boolean> =>
    c.channel === 'voice' && c.sms !== undefined && wasTold({ ...c, channel: 'sms' }, byPhoneOf(callId));

  return {
    wentByPhone,

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
      const gone = await transition(c._id, {
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
      if (gone) return gone;
      // Another node led the same call there.
      const is = await byId(c._id);
      return is && (await wentByPhone(is, callId)) ? is : null;
    },

    /**
     * They talked about it on the phone, it was closed, and they write about it now: it is held by text.
     * @returns null where it is open meanwhile
     */
    writesAfterCall: (id: string, sms: ConversationSms): Promise<ConversationRecord | null> =>
      transition(id, {
        from: FROM.writesAfterCall,
        where: { channel: 'voice' },
        isSo: ({ channel }) => channel === 'sms',
        set: { channel: 'sms', sms },
        tells: () => [],
      }),

    /** They rang in vain: it is answered by text, as before. @returns null where somebody has it now */
    goesBackToText: (id: string): Promise<ConversationRecord | null> =>
      transition(id, {
        from: FROM.goesBackToText,
        where: { channel: 'voice' },
        isSo: ({ channel }) => channel === 'sms',
        set: { channel: 'sms', state: 'queued', offers: [] },
        tells: () => [],
      }),

    /** The latest that this customer came with, where that was a call. */
    async latestByPhone(customerId: string): Promise<ConversationRecord | null> {
      const latest = await ConversationModel.findOne({ customerId }).sort({ openedAt: -1 }).lean<ConversationRecord>();
      return latest?.channel === 'voice' ? latest : null;
    },
  };
}
