import { callIdOf } from '../../server/calls/index.js';
import type {
  Author,
  CallRecord,
  ConversationRecord,
  ConversationState,
  LegState,
  NumberRecord,
  OverflowCause,
} from '../../server/contract/index.js';
import { whyNotCalled } from '../../server/numbers/index.js';
import { quietUntil } from '../twilio/index.js';
import type { Connecting } from './connecting.js';
import type { VoiceNeeds } from './needs.js';

/** A customer who did not answer so often is called no more. */
const MOST_TRIES = 3;
const AGAIN_MS = 5 * 60_000;
/** For so long whoever asked for a call waits for it, whatever the hour. */
const AWAITED_MS = 60 * 60_000;
const OVER: readonly ConversationState[] = ['wrapUp', 'closed'];

/** Whoever hears music. `callBack`: by a rule of their queue; false where nobody could call them. */
export interface OnTheLine {
  callBack(cause: OverflowCause): Promise<boolean>;
}

export type CallingBack = ReturnType<typeof makeCallingBack>;

/** Customers who asked to be called instead of waiting on the line. They wait at their place; whoever gets them calls them. */
export function makeCallingBack(needs: VoiceNeeds, { carryOut }: Pick<Connecting, 'carryOut'>) {
  const { calls, clock, conversations, log, numbers, routing } = needs;

  /** Whether whoever rang this number may be called: who shows none cannot be, and the one that is shown need not be theirs. */
  const mayBeCalled = ({ from }: Pick<CallRecord, 'from'>, number: NumberRecord): boolean =>
    from !== '' && whyNotCalled(number, from, needs.region) === null;

  /**
   * Asked for by whoever is on the line, or by their queue's rule: they may hang up.
   * @returns false where nobody could call them, or they wait no more
   */
  async function ask(call: CallRecord, cause?: OverflowCause): Promise<boolean> {
    const author: Author = cause ? { type: 'system' } : { type: 'customer', id: call.customerId };
    const { conversationId, from: number, numberId } = call;
    const ours = await numbers.byId(numberId);
    if (!conversationId || !ours || !mayBeCalled(call, ours)) return false;
    if (!(await conversations.wantCallback(conversationId, { number, numberId, author, cause }))) return false;
    await calls.leave(call._id, 'callback');
    return true;
  }

  /** Whoever hears music and is in no talk; null where nobody does: they left a message, or are to be called. */
  async function onTheLine(conversationId: string): Promise<OnTheLine | null> {
    const call = await calls.byConversation(conversationId);
    if (!call || call.direction === 'out' || call.left || call.state.endedAt) return null;
    if (call.state.legs.some(({ sid, inConference }) => sid === call.sid && inConference)) return null;
    const isOffered = async () => (await numbers.byId(call.numberId))?.voice.callbacks === true;
    return { callBack: async (cause) => (await isOffered()) && ask(call, cause) };
  }

  /** Whoever is to be called, and calls us: they go on at their place. @returns whether that was so */
  async function comesIn(call: CallRecord): Promise<boolean> {
    const waiting = await conversations.callbackOf(call.customerId);
    if (!waiting) return call.conversationId !== null && goesOn(call, call.conversationId);
    // First the call is its: whoever dies then leaves somebody who is called back, and nobody who is forgotten.
    await calls.joins(call._id, waiting, waiting.openedAt);
    await conversations.callbackOver(waiting._id, { how: 'cancelled', callId: null });
    return goesOn(call, waiting._id);
  }

  /** At its place, also after whoever led it there died over it; not where others ended it meanwhile. */
  async function goesOn({ ringing, state: told }: CallRecord, conversationId: string): Promise<boolean> {
    const now = await conversations.byId(conversationId);
    if (now?.state === 'snoozed')
      await conversations.requeue(conversationId, { version: now.version, reason: 'resumed' });
    return ringing !== null || told.endedAt !== null || !now || !OVER.includes(now.state);
  }

  /** @returns whether a call follows from where the conversation is */
  async function onConversation(conversation: ConversationRecord): Promise<boolean> {
    const { _id, callback, state, agentId } = conversation;
    if (!callback) return false;
    if (state === 'closed') await ended(conversation);
    if (state !== 'active' || !agentId || callback.callId) return false;
    if (await isOnTheLine(_id)) return true;
    const until = await restsUntil(conversation);
    if (until) return (await conversations.callbackRests(_id, { version: conversation.version, until })) !== null;
    const callId = callIdOf(`callback:${_id}:${conversation.version}`);
    const begun = await conversations.callbackBegins(_id, { version: conversation.version, callId });
    if (begun) await call(begun);
    return begun !== null;
  }

  /** It was asked for long ago, and these are the number's quiet hours. Whose talk goes on in the chat is there to say no. */
  async function restsUntil({ callback, channel, queueId }: ConversationRecord): Promise<Date | null> {
    const isAwaited = +clock.now() - +(callback?.requestedAt ?? 0) <= AWAITED_MS;
    if (!callback || channel !== 'voice' || isAwaited) return null;
    const quiet = (await numbers.byId(callback.numberId))?.voice.quiet;
    return quiet ? quietUntil(quiet, await needs.timeZone(queueId), clock.now()) : null;
  }

  /** They hear that they will be called: while they do, their phone is busy. Their going is what begins it. */
  async function isOnTheLine(conversationId: string): Promise<boolean> {
    const asking = await calls.byConversation(conversationId);
    return asking?.direction === 'in' && asking.state.endedAt === null;
  }

  async function ended({ _id, callback }: ConversationRecord): Promise<void> {
    const last = callback?.callId ? await calls.byId(callback.callId) : null;
    await conversations.callbackOver(_id, { how: last?.state.answeredAt ? 'talked' : 'cancelled' });
  }

  async function call(conversation: ConversationRecord): Promise<void> {
    const { callback, agentId, locale, version } = conversation;
    if (!callback?.callId || !agentId) return;
    const { number: to, numberId, callId: _id } = callback;
    const from = (await numbers.byId(numberId))?.number ?? '';
    const author = { type: 'agent', id: agentId, name: await needs.agentName(agentId) } as const;
    const of = { _id, numberId, from, to, locale, conversation, version, reason: 'callback', author } as const;
    // Of two who found that nobody had called yet, one does.
    const claimed = await calls.ringAgain(await calls.place(of));
    if (claimed) await carryOut(claimed).catch((error: unknown) => notCarriedOut(conversation, _id, error));
  }

  /** What the carrier refused is over; of anything else nobody knows whether it heard, and the sweep finds out. */
  async function notCarriedOut(conversation: ConversationRecord, callId: string, error: unknown): Promise<void> {
    log.warn({ error }, 'a customer could not be called back');
    if (!(error as { status?: number }).status) return;
    await calls.notPlaced(callId);
    if (await tried(conversation, callId, 'failed')) await matterOver(conversation);
  }

  /** One that was begun in the chat goes on there. */
  async function matterOver(conversation: ConversationRecord): Promise<void> {
    if (conversation.channel === 'voice') await needs.endTalk(conversation, 'agent');
  }

  /** Whoever looks at it sees them talk, and no more that they are called. */
  async function talks({ _id: callId, state }: CallRecord, { _id, callback }: ConversationRecord): Promise<void> {
    if (callback?.callId === callId && state.answeredAt && !callback.talks)
      await conversations.callbackTalks(_id, callId);
  }

  /** What a call that was asked for has come to. @returns whether the matter is over with it */
  async function callOver({ _id: callId, state }: CallRecord, conversation: ConversationRecord): Promise<boolean> {
    const { _id, callback } = conversation;
    if (callback?.callId !== callId) return callback === undefined; // seen to before, or another one
    if (state.answeredAt) {
      await conversations.callbackOver(_id, { how: 'talked', callId });
      return true;
    }
    const theirs = state.legs.find(({ role }) => role === 'customer');
    const ours = state.legs.findLast(({ role }) => role === 'agent');
    if (!theirs && ours && ours.state !== 'failed') {
      await notThere(conversation, callId, ours.state !== 'busy');
      return false;
    }
    return tried(conversation, callId, theirs?.state ?? 'failed');
  }

  /** @returns whether that was the last try */
  async function tried({ _id, callback }: ConversationRecord, callId: string, came: LegState): Promise<boolean> {
    if ((callback?.tries ?? 0) + 1 >= MOST_TRIES) {
      await conversations.callbackOver(_id, { how: 'givenUp', callId, tried: came });
      return true;
    }
    await conversations.callbackAgain(_id, { callId, state: came, until: new Date(+clock.now() + AGAIN_MS) });
    return false;
  }

  /** Its agent's page did not answer: somebody else calls. */
  async function notThere({ _id, agentId }: ConversationRecord, callId: string, isMissed: boolean): Promise<void> {
    if (isMissed && agentId) await routing.noteMissed(agentId);
    const left = await conversations.callbackNotBegun(_id, callId);
    if (left?.state !== 'active' || left.agentId !== agentId || !agentId) return;
    const from = { fromAgentId: agentId, fromAgentName: await needs.agentName(agentId) };
    await conversations.requeue(_id, { version: left.version, reason: 'agentLost', ...from, passBy: true });
  }

  /** Whoever was to call, or to see what came of it, died over it. */
  async function sweep(): Promise<void> {
    for (const conversation of await conversations.callbacks())
      await look(conversation).catch((error: unknown) => log.warn({ error }, 'a callback could not be looked after'));
  }

  async function look(conversation: ConversationRecord): Promise<void> {
    const callId = conversation.callback?.callId;
    if (!callId) return void (await onConversation(conversation));
    const found = await calls.byId(callId);
    if (!found && conversation.state === 'active') await call(conversation);
    else if (found?.freed && (await callOver(found, conversation))) await matterOver(conversation);
  }

  return { mayBeCalled, ask, onTheLine, comesIn, onConversation, talks, callOver, sweep };
}
