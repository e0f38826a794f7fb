import { agentOf, isThere, liveLegOf } from '../../server/calls/index.js';
import type { CallRecord, CallTransfer, ConversationRecord, LegState } from '../../server/contract/index.js';
import type { ByAgent, Holding } from './holding.js';
import type { VoiceNeeds } from './needs.js';
import type { RingInto } from './ringing.js';

/** Whoever began a transfer has called its target after so long, or is dead. */
const BEGUN_WITHIN_MS = 30_000;

export type Transferring = ReturnType<typeof makeTransferring>;

interface TransferringNeeds {
  ringInto: RingInto;
  holding: Holding;
  hangUp(call: CallRecord, sid: string): Promise<void>;
  waitAgain(call: CallRecord, conversation: ConversationRecord): Promise<void>;
}

/** A call on its way to somebody else, or somebody else on their way into it. */
export function makeTransferring(needs: VoiceNeeds, { ringInto, holding, hangUp, waitAgain }: TransferringNeeds) {
  const { calls, clock, routing } = needs;

  /** @throws AppError of the router's, else the SDK's error; then it is as if it had not been asked for */
  async function begin(call: CallRecord, transfer: CallTransfer, by: ByAgent): Promise<void> {
    const { clientId, way, to } = transfer;
    const begun = await calls.beginTransfer(call._id, transfer);
    if (!begun) return;
    try {
      if (way !== 'add') await holding.hold(begun, by);
      if (way === 'cold' && to.kind !== 'number') await giveAway(begun, transfer, by);
      else await calls.transferRings(call._id, clientId, await ringTarget(begun, transfer));
    } catch (error) {
      await calls.forgetTransfer(call._id, clientId);
      await holding.unhold(await latest(begun), by);
      throw error;
    }
    await calls.step(begun, 'transfer.started', `${clientId}:started`, { way, to }, { author: by });
    const own = way === 'cold' && liveLegOf(call, by.id);
    if (own) await hangUp(call, own.sid);
  }

  const latest = async (call: CallRecord) => (await calls.byId(call._id)) ?? call;

  /** By the same door as any conversation: whoever gets it is rung as its agent, and it waits where nobody answers. */
  async function giveAway({ conversationId }: CallRecord, { to, clientId }: CallTransfer, author: ByAgent) {
    const give = to.kind === 'agent' ? routing.transferToAgent : routing.transferToQueue;
    await give(conversationId ?? '', to.id, { author, clientId });
  }

  function ringTarget(call: CallRecord, { way, to }: CallTransfer): Promise<string> {
    if (to.kind === 'number') return ringInto(call, { number: to.id }, { role: 'party' });
    const reason = way === 'add' ? 'transfer' : 'consult';
    return ringInto(call, { agentId: to.id, reason }, { role: 'agent' });
  }

  async function end(call: CallRecord, { clientId, way, to }: CallTransfer, state?: LegState): Promise<boolean> {
    if (!(await calls.endTransfer(call._id, clientId))) return false;
    const kind = state ? 'transfer.failed' : 'transfer.completed';
    await calls.step(call, kind, `${clientId}:${kind}`, { way, to, ...(state && { state }) });
    return true;
  }

  /** The target is gone, or never came: the customer is back with whoever wanted to hand them over. */
  async function fail(
    call: CallRecord,
    conversation: ConversationRecord | null,
    transfer: CallTransfer,
    state: LegState,
  ) {
    const there = liveLegOf(call, transfer.agentId);
    if (there && transfer.way === 'warm') await holding.unhold(call, null);
    await end(call, transfer, state);
    const waits = !there && conversation?.state === 'active' && conversation.agentId === transfer.agentId;
    if (waits) await waitAgain(call, conversation);
  }

  /** What the state of a call asks for while it is being handed over. */
  async function follow(call: CallRecord, conversation: ConversationRecord | null): Promise<void> {
    const { transfer } = call;
    if (!transfer) return;
    if (call.state.endedAt) return void (await end(call, transfer, 'canceled'));
    const leg = call.state.legs.find(({ sid }) => sid === transfer.sid);
    if (leg?.endedAt) return fail(call, conversation, transfer, leg.state);
    if (leg && isThere(leg)) return come(call, conversation, transfer);
    if (transfer.sid || (transfer.way === 'cold' && transfer.to.kind !== 'number')) return;
    if (+clock.now() - +transfer.at > BEGUN_WITHIN_MS) await fail(call, conversation, transfer, 'failed');
  }

  /** The target is there. */
  async function come(call: CallRecord, conversation: ConversationRecord | null, transfer: CallTransfer) {
    if (transfer.way === 'add') await end(call, transfer);
    else if (transfer.way === 'cold') await leaveTo(call, conversation, transfer);
    else if (!liveLegOf(call, transfer.agentId)) await complete(call, conversation, transfer);
  }

  /** Both have spoken: the target and the customer go on without whoever asked. */
  async function complete(call: CallRecord, conversation: ConversationRecord | null, transfer: CallTransfer) {
    if (transfer.to.kind === 'number') return leaveTo(call, conversation, transfer);
    const { agentId, clientId, to } = transfer;
    const author = { type: 'agent', id: agentId, name: await needs.agentName(agentId) } as const;
    if (conversation) await routing.transferToAgent(conversation._id, to.id, { author, clientId });
    await holding.unhold(call, null);
    await end(call, transfer);
    await leave(call, agentId);
  }

  /** To a number outside: nobody here has a part in the talk any more, so whoever asked has done their work. */
  async function leaveTo(call: CallRecord, conversation: ConversationRecord | null, transfer: CallTransfer) {
    await holding.unhold(call, null);
    await end(call, transfer);
    await release(call, conversation);
    await leave(call, transfer.agentId);
  }

  /** The talk goes on among people outside: its conversation is over for us. */
  async function release(call: CallRecord, conversation: ConversationRecord | null): Promise<void> {
    await calls.free(call._id);
    if (conversation) await needs.endTalk(conversation, 'agent');
  }

  async function leave(call: CallRecord, agentId: string): Promise<void> {
    const own = liveLegOf(call, agentId);
    if (own && agentOf(own.address) === agentId) await hangUp(call, own.sid);
  }

  return { begin, follow, complete, release, end };
}
