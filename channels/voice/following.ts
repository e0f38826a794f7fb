import { agentOf, isThere, liveLegOf, liveLegs } from '../../server/calls/index.js';
import type { CallRecord, ConversationRecord, Leg, LegState } from '../../server/contract/index.js';
import type { CallingBack } from './calling-back.js';
import type { Connecting } from './connecting.js';
import type { Holding } from './holding.js';
import type { VoiceNeeds } from './needs.js';
import type { Placing } from './placing.js';
import type { Transferring } from './transferring.js';
import { hasWord } from './unspoken.js';

export type Following = ReturnType<typeof makeFollowing>;

interface FollowingNeeds {
  connecting: Connecting;
  placing: Placing;
  callingBack: Pick<CallingBack, 'callOver' | 'onConversation' | 'talks'>;
  transferring: Transferring;
  holding: Holding;
  hangUp(call: CallRecord, sid: string): Promise<void>;
  endFor(call: CallRecord, agentId: string): Promise<void>;
  /** Whether the page of whoever had the talk is waited for still. */
  comesBack(call: CallRecord, own: readonly Leg[]): Promise<boolean>;
  /** Whether its customer has gone, of which no word came: what follows from that is done. */
  isOver(call: CallRecord): Promise<boolean>;
}

/** What the state of a call asks for: legs to hang up, somebody to free, somebody to wait on. Safe to ask again at any time. */
export function makeFollowing(
  needs: VoiceNeeds,
  { connecting, placing, callingBack, transferring, holding, hangUp, ...parts }: FollowingNeeds,
) {
  const { calls, conversations, log } = needs;

  const conversationOf = async ({ conversationId }: CallRecord) =>
    conversationId ? conversations.byId(conversationId) : null;

  async function follow(told: CallRecord | null): Promise<void> {
    if (!told) return;
    if (told.transfer) await transferring.follow(told, await conversationOf(told));
    const call = told.transfer ? await calls.byId(told._id) : told;
    if (!call) return;
    const conversation = await conversationOf(call);
    if (call.state.endedAt) return customerGone(call, conversation);
    if (call.freed || (conversation?.state === 'closed' && conversation.channel !== 'voice')) return leftToOthers(call);
    if (conversation?.state !== 'active') return;
    await connecting.settle(call, conversation);
    await placing.follow(call);
    await callingBack.talks(call, conversation);
    await ownerGone(call, conversation);
  }

  async function customerGone(call: CallRecord, conversation: ConversationRecord | null): Promise<void> {
    const { endedAt } = call.state;
    if (!call.left) await calls.leave(call._id, call.ringing ? 'bridged' : 'hungUp', endedAt ?? undefined);
    for (const { sid } of liveLegs(call)) if (sid !== call.sid) await hangUp(call, sid);
    if (!conversation) return;
    if (call.freed) return silentAfterAll(call, conversation);
    await matterAfter(call, conversation);
    await calls.free(call._id, awaitsWord(call));
  }

  /** The carrier may say long after they went that there is no sound in what they left. */
  async function silentAfterAll(call: CallRecord, conversation: ConversationRecord): Promise<void> {
    if (conversation.channel !== 'voice' || conversation.callback) return;
    if (isMissed(call) && isSilent(call)) await needs.routing.promiseCall(conversation, call._id);
  }

  async function matterAfter(call: CallRecord, conversation: ConversationRecord): Promise<void> {
    // Whoever asked to be called goes on waiting for it, or is called now.
    if (call.direction === 'in' && conversation.callback) return void (await callingBack.onConversation(conversation));
    if (call.direction === 'out' && !(await callingBack.callOver(call, conversation))) return;
    if (!call.ringing && (await conversations.wentByPhone(conversation, call._id)))
      return void (await conversations.goesBackToText(conversation._id));
    if (isMissed(call)) await needs.routing.promiseCall(conversation, call._id);
    // Who was about to leave a message may have left none; if one comes, the matter is opened again.
    const isItsTalk = conversation.channel === 'voice';
    if (isItsTalk && !call.state.recordings.some(({ what, state }) => what === 'voicemail' && state === 'completed'))
      await needs.endTalk(conversation, call.hungUpBy ? 'agent' : 'customer');
  }

  /** It was handed to somebody outside; when they go too, nobody is left to talk to. */
  async function leftToOthers(call: CallRecord): Promise<void> {
    const isAlone = liveLegs(call).every(({ role }) => role === 'customer' || role === 'supervisor');
    if (isAlone && call.sid) await hangUp(call, call.sid);
  }

  /** Whoever has the conversation is not in the talk, and is not being called either. */
  async function ownerGone(call: CallRecord, conversation: ConversationRecord): Promise<void> {
    const { agentId } = conversation;
    const own = call.state.legs.filter(({ address, role }) => role !== 'customer' && agentOf(address) === agentId);
    const last = own.at(-1);
    const isCalled = call.ringing?.agentId === agentId && !call.ringing?.sid;
    if (!last || !agentId || isCalled || own.some(({ endedAt }) => !endedAt)) return;
    if (call.transfer?.agentId === agentId) return; // its target decides
    const others = liveLegs(call).filter((leg) => leg.role !== 'customer' && leg.role !== 'supervisor' && isThere(leg));
    const colleague = others.find(({ address }) => agentOf(address));
    if (colleague) return giveTo(agentOf(colleague.address)!, conversation);
    if (others.length > 0) return transferring.release(call, conversation);
    if (call.direction === 'out' && !call.state.answeredAt) return parts.endFor(call, agentId);
    if ((await parts.comesBack(call, own)) || (await parts.isOver(call))) return;
    await missed(call, conversation, last);
  }

  /** A colleague is in the talk already: it is theirs. */
  async function giveTo(agentId: string, { _id }: ConversationRecord): Promise<void> {
    await needs.routing
      .transferToAgent(_id, agentId, { author: { type: 'system' } })
      .catch((error: unknown) => log.warn({ error }, 'a talk could not be given to whoever has it'));
  }

  async function missed(call: CallRecord, conversation: ConversationRecord, { state }: Leg): Promise<void> {
    const agentId = conversation.agentId!;
    if (state !== 'busy') await needs.routing.noteMissed(agentId);
    if (call.transfer?.way === 'cold') await failCold(call, state);
    await waitAgain(call, conversation);
  }

  async function failCold(call: CallRecord, state: LegState): Promise<void> {
    const { transfer } = call;
    if (transfer?.to.kind === 'agent') await transferring.end(call, transfer, state);
  }

  /** Nobody answered for the agent: the customer goes on waiting, at their place. */
  async function waitAgain(call: CallRecord, { _id, version, agentId }: ConversationRecord): Promise<void> {
    const fromAgentName = agentId ? await needs.agentName(agentId) : '';
    const from = { fromAgentId: agentId ?? '', fromAgentName };
    await conversations.requeue(_id, { version, reason: 'agentLost', ...from, passBy: true });
    await waits(call);
  }

  /** Its customer hears music until somebody comes, and those who had the talk leave it. */
  async function waits(call: CallRecord): Promise<void> {
    const isIn = call.state.legs.some(({ sid, inConference }) => sid === call.sid && inConference);
    if (isIn && !call.holds.some(({ sid }) => sid === call.sid))
      await holding.hold(call, null).catch((error: unknown) => log.warn({ error }, 'a customer hears no music'));
    for (const { sid, role } of liveLegs(call)) if (role === 'agent') await hangUp(call, sid);
  }

  return { follow, waits, waitAgain };
}

/**
 * Whether anything can follow for a call from what was told of it. Most of what is told asks for nothing: nobody has come, and nobody
 * has gone. Where it hangs on its conversation, yes; a conversation that moves is heard of by itself.
 */
export function asksForMore(call: CallRecord): boolean {
  const { ringing, freed, transfer, direction, state } = call;
  if (state.endedAt || freed || transfer || direction === 'out') return true;
  const own = ringing && liveLegOf(call, ringing.agentId);
  if (own) return own.sid === ringing.sid && !ringing.joined && isThere(own);
  return state.legs.some(({ role, endedAt }) => role !== 'customer' && endedAt !== null);
}

/** They waited in the line, and nobody came: somebody can call them. */
const waitedInVain = ({ direction, queuedAt, ringing, from }: CallRecord): boolean =>
  direction === 'in' && queuedAt !== null && !ringing && from !== '';

/** They gave up, or left no sound where a message was asked for. */
const isMissed = (call: CallRecord): boolean =>
  waitedInVain(call) && (call.left === null || call.left === 'hungUp' || isSilent(call));

/** They may have hung up before the tone: then no word comes of what they left. */
const awaitsWord = (call: CallRecord): boolean => waitedInVain(call) && call.left === 'voicemail' && !hasWord(call);

/** Of what no word has come yet a message may still come. */
function isSilent({ left, state }: CallRecord): boolean {
  const messages = state.recordings.filter(({ what }) => what === 'voicemail');
  return left === 'voicemail' && messages.length > 0 && messages.every((one) => one.state === 'absent');
}
