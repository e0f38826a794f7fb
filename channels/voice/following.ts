import { agentOf } from '../../server/calls/index.js';
import { type CallRecord, type ConversationRecord, LEG_ENDED, LEG_RANK } from '../../server/contract/index.js';
import type { LineOf } from './line-of.js';
import type { VoiceNeeds } from './needs.js';

export type Following = ReturnType<typeof makeFollowing>;

/** What follows from what happens: to calls when their conversation moves, and to conversations when their call does. */
export function makeFollowing(needs: VoiceNeeds, lineOf: LineOf) {
  const { clock, log, calls, conversations } = needs;

  /** What the state of a call asks for: legs to hang up, somebody to free. */
  async function follow(call: CallRecord | null): Promise<void> {
    if (!call) return;
    const conversation = call.conversationId ? await conversations.byId(call.conversationId) : null;
    if (call.state.endedAt) return customerGone(call, conversation);
    const agents = call.state.legs.filter(({ role }) => role === 'agent');
    const last = agents.at(-1);
    const alone = last && agents.every(({ endedAt }) => endedAt) && conversation?.state === 'active';
    if (!alone || !conversation.agentId || conversation.agentId !== agentOf(last.address)) return;
    if (last.answeredAt) await endFor(call, conversation.agentId);
    else await waitAgain(conversation);
  }

  async function customerGone(call: CallRecord, conversation: ConversationRecord | null): Promise<void> {
    await calls.leave(call._id, call.ringing ? 'bridged' : 'hungUp');
    for (const { sid, endedAt } of call.state.legs) if (!endedAt) await hangUp(call, sid);
    if (!conversation || call.freed) return;
    // Who was about to leave a message may have left none; if one comes, the matter is opened again.
    if (!call.state.recordings.some(({ state }) => state === 'completed')) await needs.endByCustomer(conversation);
    await calls.free(call._id);
  }

  /** Nobody answered for the agent: the customer goes on waiting, at their place. */
  async function waitAgain({ _id, version, agentId }: ConversationRecord): Promise<void> {
    const fromAgentName = agentId ? await needs.agentName(agentId) : '';
    await conversations.requeue(_id, {
      version,
      reason: 'agentLost',
      fromAgentId: agentId ?? '',
      fromAgentName,
      passBy: true,
    });
  }

  const unknown = (error: unknown) => log.warn({ error }, 'a leg could not be looked at');

  async function hangUp(call: CallRecord, sid: string): Promise<void> {
    // It may have ended a moment before; the sweep sees to the rest.
    await (await lineOf(call))
      ?.hangUp(sid)
      .catch((error: unknown) => log.warn({ error }, 'a leg could not be hung up'));
  }

  /** An agent's going, or word, ends the whole call: unless its customer has just done so, and nobody told us yet. */
  async function endFor(call: CallRecord, agentId: string): Promise<void> {
    const found = await (await lineOf(call))?.look(call.sid).catch(unknown);
    if (found && LEG_RANK[found.state] === LEG_ENDED) return;
    await calls.change(call._id, { hungUpBy: null }, { $set: { hungUpBy: agentId } });
    await hangUp(call, call.sid);
  }

  /** Somebody took the conversation: both into one conference. The same assignment is carried out once. */
  async function connect({ _id, agentId, version }: ConversationRecord): Promise<void> {
    const call = await calls.byConversation(_id);
    if (!call || !agentId || call.left === 'voicemail') return;
    if (!(await calls.ring(call._id, { agentId, version, reason: 'offer' }))) return;
    const line = await lineOf(call);
    if (!line) return;
    await calls.leave(call._id, 'bridged');
    const isIn = call.state.legs.some((leg) => leg.sid === call.sid && leg.inConference);
    if (!isIn) await line.toConference(call);
    const sid = await line.ringAgent(call, agentId);
    const fact = { kind: 'leg', sid, role: 'agent', state: 'queued', address: `client:agent_${agentId}` } as const;
    const event = { _id: `call:${sid}:queued`, source: 'call', sequence: -1, at: clock.now(), fact } as const;
    await follow(await calls.tell(call._id, event));
  }

  async function onConversation(conversation: ConversationRecord): Promise<void> {
    if (conversation.channel !== 'voice') return;
    if (conversation.state === 'active') return connect(conversation);
    if (conversation.state !== 'closed' && conversation.state !== 'wrapUp') return;
    const call = await calls.byConversation(conversation._id);
    if (!call || call.state.endedAt) return;
    if (conversation.agentId) await endFor(call, conversation.agentId);
    else await hangUp(call, call.sid);
  }

  return { follow, onConversation };
}
