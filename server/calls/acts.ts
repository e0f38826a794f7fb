import type { CallRecord, CallRinging, CallTransfer, Supervision } from '../contract/index.js';
import { AppError, type Clock } from '../platform/index.js';
import type { ChangeCall } from './change.js';
import type { Leaving } from './leaving.js';

/** Ids of askers that are remembered; nobody repeats a request after so many others. */
const MOST_ASKED = 100;

/** Its agent has another one already. @throws anything else as it is */
export function unlessBusy(error: { code?: unknown }): never {
  if (error.code !== 11_000) throw error;
  throw new AppError('call.busy', 'You are in a call already.');
}

export const rememberedAsked = (id: string) => ({ asked: { $each: [id], $slice: -MOST_ASKED } });

interface ActsNeeds {
  clock: Clock;
  change: ChangeCall;
  outOfLine: Leaving['outOfLine'];
}

/**
 * What is done with calls, as far as it is ours to know. Each is one conditional change: of two at once, one is told `null` and does
 * nothing more.
 */
export function makeActs({ clock, change, outOfLine }: ActsNeeds) {
  const since = () => clock.now();

  return {
    /**
     * This assignment's agent is called; whom they are called for is out of the line by that, unless that one left it meanwhile.
     * @param sid of a leg of theirs that is there already
     */
    async ring(
      { _id, ringing: before, left }: Pick<CallRecord, '_id' | 'ringing' | 'left'>,
      { agentId, version, reason }: Pick<CallRinging, 'agentId' | 'version' | 'reason'>,
      sid: string | null = null,
    ) {
      const fromAgentId = before && before.agentId !== agentId ? before.agentId : null;
      const ringing: CallRinging = { agentId, version, reason, fromAgentId, sid, at: since(), joined: false };
      const leaves = left === null && sid === null;
      const where = { open: true, 'ringing.version': { $ne: version }, ...(leaves && { left }) };
      const out = leaves && ({ left: 'bridged', leftAt: since() } as const);
      const claimed = await change(_id, where, { $set: { ringing, ...out } });
      if (claimed && leaves) await outOfLine(claimed);
      return claimed;
    },
    /** Whoever began to call them has left no word of it: somebody else does. */
    ringAgain: ({ _id, ringing }: CallRecord) =>
      change(_id, { 'ringing.at': ringing?.at, 'ringing.sid': null }, { $set: { 'ringing.at': since() } }),
    rung: (callId: string, version: number, sid: string) =>
      change(callId, { 'ringing.version': version }, { $set: { 'ringing.sid': sid } }),
    /** Their leg is over, and they are called once more. */
    ringBack: (callId: string, sid: string) =>
      change(
        callId,
        { 'state.endedAt': null, 'ringing.sid': sid },
        { $set: { 'ringing.sid': null, 'ringing.at': since(), 'ringing.joined': false, 'ringing.reason': 'offer' } },
      ),
    /** All is done that follows from their coming. */
    joined: (callId: string, sid: string) =>
      change(callId, { 'ringing.sid': sid, 'ringing.joined': false }, { $set: { 'ringing.joined': true } }),

    /** The carrier refused to ring its agent: nothing of it goes on, until the same is wanted again. */
    notPlaced: (callId: string) =>
      change(callId, { 'ringing.sid': null }, { $set: { freed: true, open: false }, $unset: { placedBy: 1 } }),
    /** @throws AppError call.busy where they wished for another one that is under way */
    placeAgain: (callId: string, placedBy: string) =>
      change(
        callId,
        { freed: true, open: false, 'ringing.sid': null },
        { $set: { freed: false, open: true, placedBy, 'ringing.at': since() } },
      ).catch(unlessBusy),
    /** The customer of a call of ours is called. @param before when somebody else began to, and left no word of it */
    dial: (callId: string, before: Date | null) =>
      change(callId, { sid: '', dialedAt: before }, { $set: { dialedAt: since() } }),
    dialed: (callId: string, sid: string) => change(callId, { sid: '' }, { $set: { sid } }),

    hold: (callId: string, sid: string, agentId: string | null) =>
      change(callId, { 'holds.sid': { $ne: sid } }, { $push: { holds: { sid, agentId } } }),
    unhold: (callId: string, sid: string) => change(callId, { 'holds.sid': sid }, { $pull: { holds: { sid } } }),
    mute: (callId: string, sid: string) => change(callId, { mutes: { $ne: sid } }, { $push: { mutes: sid } }),
    unmute: (callId: string, sid: string) => change(callId, { mutes: sid }, { $pull: { mutes: sid } }),
    hungUp: (callId: string, agentId: string) => change(callId, { hungUpBy: null }, { $set: { hungUpBy: agentId } }),

    /** One at a time, and the same one once. */
    beginTransfer: (callId: string, transfer: CallTransfer) =>
      change(
        callId,
        { transfer: null, 'state.endedAt': null, asked: { $ne: transfer.clientId } },
        { $set: { transfer }, $push: rememberedAsked(transfer.clientId) },
      ),
    transferRings: (callId: string, clientId: string, sid: string) =>
      change(callId, { 'transfer.clientId': clientId }, { $set: { 'transfer.sid': sid } }),
    endTransfer: (callId: string, clientId: string) =>
      change(callId, { 'transfer.clientId': clientId }, { $set: { transfer: null } }),
    /** It never began: the same may be asked for again. */
    forgetTransfer: (callId: string, clientId: string) =>
      change(callId, { 'transfer.clientId': clientId }, { $set: { transfer: null }, $pull: { asked: clientId } }),

    supervise: (callId: string, by: { sid: string; agentId: string; how: Supervision }) =>
      change(callId, {}, { $push: { supervisions: { ...by, at: since() } } }),
    /** Something that is to be done once. */
    once: (callId: string, id: string) => change(callId, { asked: { $ne: id } }, { $push: rememberedAsked(id) }),
    notDone: (callId: string, id: string) => change(callId, { asked: id }, { $pull: { asked: id } }),
  };
}
