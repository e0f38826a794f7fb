import { liveLegs } from '../../server/calls/index.js';
import type { CallRecord, ConversationRecord, DomainEvents, RingReason } from '../../server/contract/index.js';
import type { CallingBack } from './calling-back.js';
import type { Connecting } from './connecting.js';
import type { Following } from './following.js';
import { isHelpedOtherwise } from './helped.js';
import type { VoiceNeeds } from './needs.js';

interface MovingNeeds {
  connecting: Connecting;
  callingBack: CallingBack;
  following: Following;
  hangUp(call: CallRecord, sid: string): Promise<void>;
  endFor(call: CallRecord, agentId: string): Promise<void>;
}

/** A conversation that was found so is not being moved at this moment. */
const LEFT_SO_MS = 10_000;
/** So many are looked at together, what is read of them in one go. */
const AT_ONCE = 20;

/**
 * Whether something may follow for a call: every channel's conversations are heard here. Who is offered, or waits on after that or
 * from the beginning, is where they were.
 */
export function movesCalls({ conversation, before, previous }: DomainEvents['conversation.changed']): boolean {
  const { state, agentId } = conversation;
  if (state === before && (!previous || previous.agentId === agentId)) return false;
  if (state === 'offered' || state === 'snoozed') return false;
  return state !== 'queued' || (before !== null && before !== 'offered');
}

/** What follows for a call from where its conversation is. */
export function makeMoving(
  { calls, clock, conversations, log }: VoiceNeeds,
  { connecting, callingBack, following, hangUp, endFor }: MovingNeeds,
) {
  async function onConversation({ conversation }: DomainEvents['conversation.changed']): Promise<void> {
    if (await callingBack.onConversation(conversation)) return;
    const call = await calls.byConversation(conversation._id);
    if (call) await move(call, conversation, reasonOf(conversation));
  }

  async function move(found: CallRecord, conversation: ConversationRecord, reason: RingReason): Promise<void> {
    const { state, agentId } = conversation;
    if (found.state.endedAt || found.freed) return;
    const call = await calls.settleLeft(found, conversation);
    if (state === 'active') return following.follow(await connecting.connect(conversation, call, reason));
    if (state === 'queued') return following.waits(call);
    // A talk that was begun from a chat or a mail goes on when those are over.
    if ((state !== 'closed' && state !== 'wrapUp') || conversation.channel !== 'voice') return;
    if (isHelpedOtherwise(call, conversation)) return;
    if (agentId) await endFor(call, agentId);
    else await hangUp(call, call.sid);
  }

  /** Whoever was to carry something out may have died over it: it is done now. */
  async function finish(): Promise<void> {
    const found = await calls.unfinished();
    for (let i = 0; i < found.length; i += AT_ONCE) await Promise.all(found.slice(i, i + AT_ONCE).map(tryFinish));
  }

  const tryFinish = (call: CallRecord): Promise<void> =>
    finishOne(call).catch((error: unknown) => log.warn({ error }, 'a call could not be finished'));

  async function finishOne(found: CallRecord): Promise<void> {
    const conversation = await conversations.byId(found.conversationId ?? '');
    if (!conversation || +clock.now() - +conversation.lastActivityAt < LEFT_SO_MS) return;
    const now = ((await calls.isBehind(found)) && (await calls.fold(found._id))) || found;
    const call = await calls.settleLeft(now, conversation);
    if (call.ringing && !call.ringing.sid && call.ringing.agentId === conversation.agentId)
      return following.follow(await connecting.resume(call));
    const reason = liveLegs(call).some(({ role }) => role === 'agent') ? 'transfer' : 'offer';
    const isRung = conversation.state !== 'active' || call.ringing?.agentId === conversation.agentId;
    if (!isRung || conversation.state !== 'active') await move(call, conversation, reason);
    await following.follow(call);
  }

  return { onConversation, finish };
}

/** As the change itself tells it. */
function reasonOf({ unlogged }: ConversationRecord): RingReason {
  const told = unlogged.findLast(({ kind }) => kind === 'conversation.assigned');
  const { how } = (told?.details ?? {}) as { how?: string };
  return how === 'takenOver' ? 'takeOver' : how === 'transfer' ? 'transfer' : 'offer';
}
