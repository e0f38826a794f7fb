import type { Author, ConversationRecord, LegState, OverflowCause } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';
import { SYSTEM, told } from './drafts.js';
import { FROM, type makeTransition } from './transition.js';

type Result = Promise<ConversationRecord | null>;

interface CallbackNeeds {
  clock: Clock;
  transition: ReturnType<typeof makeTransition>['transition'];
}

interface Wish {
  number: string;
  numberId: string;
  author: Author;
  /** Where it is a rule of the queue that wishes it. */
  cause?: OverflowCause;
}

const AT_ONCE = 500;

/** Out of the line until then; it comes back to its place. */
const rests = (until: Date) => ({
  ...{ state: 'snoozed' as const, agentId: null, offers: [], queuedAt: null, sla: null },
  ...{ snoozedUntil: until, keepsPlace: true },
});

/** Whoever waits to be called instead of on the line. Each is one conditional update; null when the conversation had moved on. */
export function makeCallbacks({ clock, transition }: CallbackNeeds) {
  return {
    /** Keeps its place. Asked for again it is the same one; at another number, it is at that. */
    wantCallback(id: string, { number, numberId, author, cause }: Wish): Result {
      return transition(id, {
        from: FROM.wantCallback,
        isSo: ({ callback }) => callback?.number === number,
        set: ({ callback }) => ({
          callback: { requestedAt: clock.now(), tries: 0, callId: null, ...callback, number, numberId },
          ...(cause && { overflowedAt: clock.now() }),
        }),
        tells: (c, at) => [
          ...(cause ? [told(c, 'conversation.overflowed', { cause, to: 'callback' }, { at })] : []),
          told(c, 'callback.requested', { number }, { author, at }),
        ],
      });
    },

    /** Its agent calls now, by this call. @param version at which it became theirs */
    callbackBegins: (id: string, { version, callId }: { version: number; callId: string }): Result =>
      transition(id, {
        from: FROM.callbackBegins,
        version,
        where: { 'callback.callId': null, 'callback.number': { $gt: '' } },
        set: ({ callback }) => ({ callback: callback && { ...callback, callId } }),
        tells: () => [],
      }),

    /** The customer has answered. */
    callbackTalks: (id: string, callId: string): Result =>
      transition(id, {
        from: FROM.callbackBegins,
        where: { 'callback.callId': callId, 'callback.talks': { $ne: true } },
        set: ({ callback }) => ({ callback: callback && { ...callback, talks: true } }),
        tells: () => [],
      }),

    /** Its agent's page did not answer: it was no try. */
    callbackNotBegun: (id: string, callId: string): Result =>
      transition(id, {
        from: FROM.callbackEnds,
        where: { 'callback.callId': callId },
        set: ({ callback }) => ({ callback: callback && { ...callback, callId: null } }),
        tells: () => [],
      }),

    /** Nobody is to be called before then. @param version at which it became its agent's */
    callbackRests: (id: string, { version, until }: { version: number; until: Date }): Result =>
      transition(id, {
        from: FROM.callbackBegins,
        version,
        where: { 'callback.callId': null, 'callback.number': { $gt: '' } },
        set: rests(until),
        tells: (c, at) => [told(c, 'conversation.snoozed', { until: until.toISOString() }, { at })],
      }),

    /** The customer did not answer: it leaves the line until then. */
    callbackAgain(id: string, { callId, state, until }: { callId: string; state: LegState; until: Date }): Result {
      return transition(id, {
        from: FROM.callbackEnds,
        where: { 'callback.callId': callId },
        set: ({ callback }) => ({
          ...rests(until),
          callback: callback && { ...callback, tries: callback.tries + 1, callId: null, talks: false },
        }),
        tells: (c, at) => [told(c, 'callback.tried', { attempt: attemptOf(c), state }, { at })],
      });
    },

    /** @param callId only while this is the one under way; null: while none is. @param tried what the last try came to, where the customer did not answer it */
    callbackOver(
      id: string,
      { how, callId, tried }: { how: 'talked' | 'givenUp' | 'cancelled'; callId?: string | null; tried?: LegState },
      author: Author = SYSTEM,
    ): Result {
      return transition(id, {
        from: FROM.callbackEnds,
        where: { 'callback.number': { $gt: '' }, ...(callId !== undefined && { 'callback.callId': callId }) },
        set: {},
        clears: ['callback'],
        tells: (c, at) => [
          ...(tried ? [told(c, 'callback.tried', { attempt: attemptOf(c), state: tried }, { at })] : []),
          told(c, 'callback.done', { how }, { author, at }),
        ],
      });
    },

    /** Those of which something may have to follow; who only waits is not among them. */
    callbacks: () =>
      ConversationModel.find({
        'callback.number': { $gt: '' },
        $or: [{ 'callback.callId': { $gt: '' } }, { state: { $in: ['active', 'closed'] } }],
      } as never)
        .limit(AT_ONCE)
        .lean<ConversationRecord[]>(),
    /** Of this customer, of the time when they wait for it. */
    callbackOf: (customerId: string) =>
      ConversationModel.findOne({
        customerId,
        'callback.number': { $gt: '' },
        'callback.callId': null,
        state: { $in: ['queued', 'offered', 'snoozed'] },
      }).lean<ConversationRecord>(),
  };
}

const attemptOf = ({ callback }: ConversationRecord): number => (callback?.tries ?? 0) + 1;
