import { agentAddress, isThere, liveLegOf } from '../../server/calls/index.js';
import type { CallRecord, CallRinging, ConversationRecord, RingReason } from '../../server/contract/index.js';
import type { Holding } from './holding.js';
import type { LineOf } from './line-of.js';
import type { VoiceNeeds } from './needs.js';
import type { RingInto } from './ringing.js';
import type { Supervising } from './supervising.js';

/** Whoever claimed to ring somebody has left a word of it after so long, or is dead. */
const RUNG_WITHIN_MS = 30_000;

export type Connecting = ReturnType<typeof makeConnecting>;

interface ConnectingNeeds {
  lineOf: LineOf;
  ringInto: RingInto;
  holding: Holding;
  supervising: Supervising;
  hangUp(call: CallRecord, sid: string): Promise<void>;
}

/** Customer and agent into one talk. The same assignment is carried out once. */
export function makeConnecting(
  { calls, clock, conversations }: VoiceNeeds,
  { lineOf, ringInto, hangUp, ...parts }: ConnectingNeeds,
) {
  const { holding, supervising } = parts;

  /** Somebody has the conversation now. */
  async function connect({ agentId, version }: ConversationRecord, call: CallRecord, reason: RingReason) {
    if (!agentId || isLeaving(call) || call.state.endedAt || isBeingRung(call, agentId)) return null;
    const there = liveLegOf(call, agentId);
    if (there?.role === 'supervisor') await supervising.change(call, there.sid, agentId, 'barge');
    const claimed = await calls.ring(call, { agentId, version, reason }, there?.sid);
    if (!claimed || there) return claimed;
    return carryOut(claimed, call.ringing === null);
  }

  const isLeaving = ({ left }: CallRecord): boolean => left === 'voicemail' || left === 'text';
  const isBeingRung = ({ ringing }: CallRecord, agentId: string): boolean =>
    ringing?.agentId === agentId && !ringing.sid && +clock.now() - +ringing.at < RUNG_WITHIN_MS;

  /** @param isFirst nobody was rung before: the customer can be in no talk */
  async function carryOut(call: CallRecord, isFirst = false): Promise<CallRecord | null> {
    const { agentId, version, reason } = call.ringing!;
    const line = await lineOf(call);
    if (!line) return call;
    const isIn = call.direction === 'out' || call.state.legs.some((leg) => leg.sid === call.sid && leg.inConference);
    if (!isIn && (isFirst || !(await line.isIn(call, call.sid)))) await line.toConference(call);
    const sid = await ringInto(call, { agentId, reason }, { role: 'agent' });
    return calls.rung(call._id, version, sid);
  }

  /** The page of whoever has the talk died: it is rung once more, and answers by itself. @param sid of the leg that is over */
  async function ringBack({ _id }: CallRecord, sid: string): Promise<CallRecord | null> {
    const claimed = await calls.ringBack(_id, sid);
    return claimed && carryOut(claimed);
  }

  /** Whoever was to ring somebody died over it: it is done now, unless the carrier had heard of it. */
  async function resume(call: CallRecord): Promise<CallRecord | null> {
    const { ringing } = call;
    if (!ringing || isBeingRung(call, ringing.agentId)) return null;
    const claimed = await calls.ringAgain(call);
    if (!claimed) return null;
    const sid = await (await lineOf(call))?.rungAlready(call, agentAddress(ringing.agentId), ringing.at);
    return sid ? calls.rung(call._id, ringing.version, sid) : carryOut(claimed);
  }

  /** Its agent has come: the customer hears them and not the music, and whoever had the talk before leaves it. */
  async function settle(call: CallRecord, conversation: ConversationRecord): Promise<void> {
    const { ringing } = call;
    if (!ringing?.sid || ringing.joined || ringing.agentId !== conversation.agentId) return;
    const leg = liveLegOf(call, ringing.agentId);
    if (!leg || leg.sid !== ringing.sid || !isThere(leg)) return;
    await holding.unhold(call, null);
    await supervising.coach(call, leg.sid);
    await transferOver(call, ringing);
    const before = liveLegOf(call, ringing.fromAgentId);
    if (before?.role === 'agent') await hangUp(call, before.sid);
    if (await calls.joined(call._id, leg.sid)) await conversations.noteTalk(conversation);
  }

  /** It has come where it was to go, or somebody was quicker. */
  async function transferOver(call: CallRecord, { agentId, fromAgentId }: CallRinging): Promise<void> {
    const { transfer } = call;
    if (!transfer || transfer.way === 'add') return;
    const { clientId, way, to, sid } = transfer;
    const isIt = to.kind === 'queue' || (to.kind === 'agent' && to.id === agentId);
    if (!isIt && transfer.agentId !== fromAgentId) return;
    if (!(await calls.endTransfer(call._id, clientId))) return;
    const details = { way, to, ...(!isIt && { state: 'canceled' as const }) };
    const kind = isIt ? 'transfer.completed' : 'transfer.failed';
    await calls.step(call, kind, `${clientId}:${kind}`, details);
    if (!isIt && sid) await hangUp(call, sid);
  }

  return { connect, carryOut, ringBack, resume, settle };
}
