import { liveLegs } from '../../server/calls/index.js';
import { type CallRecord, LEG_ENDED, LEG_RANK } from '../../server/contract/index.js';
import { makeAfterwards } from './afterwards.js';
import { makeByText } from './by-text.js';
import { makeCallingBack } from './calling-back.js';
import { makeConnecting } from './connecting.js';
import { asksForMore, type Following, makeFollowing } from './following.js';
import { makeHolding } from './holding.js';
import { type Leading, makeLeading } from './leading.js';
import { makeLineOf } from './line-of.js';
import { makeMissedRecordings } from './missed-recordings.js';
import { makeMoving } from './moving.js';
import type { VoiceNeeds } from './needs.js';
import { voiceHandlers } from './operations.js';
import { makePlacing } from './placing.js';
import { makeReconciling } from './reconciling.js';
import { makeRecorder } from './recorder.js';
import { makeRecordings } from './recordings.js';
import { makeReturning, type Returning } from './returning.js';
import { makeRingInto } from './ringing.js';
import { makeSupervising } from './supervising.js';
import { makeTold } from './told.js';
import { makeTransferring } from './transferring.js';
import { makeUnspoken } from './unspoken.js';

/** What happens to calls: what the carrier tells of them, what agents want of them, and what follows. */
export function makeControl(needs: VoiceNeeds) {
  const { log } = needs;
  const lineOf = makeLineOf(needs);
  const endLeg = async (call: CallRecord, sid: string): Promise<void> => void (await (await lineOf(call))?.hangUp(sid));
  // It may have ended a moment before; the sweep sees to the rest.
  const hangUp = (call: CallRecord, sid: string) =>
    endLeg(call, sid).catch((error: unknown) => log.warn({ error }, 'a leg could not be hung up'));
  /** Its customer has just done so, and nobody told us yet. */
  async function hasLeft(call: CallRecord): Promise<boolean> {
    const found = call.sid ? await (await lineOf(call))?.look(call.sid).catch(unknown) : null;
    return Boolean(found && LEG_RANK[found.state] === LEG_ENDED);
  }
  /** An agent's word ends the whole call: unless its customer has ended it. */
  async function endFor(call: CallRecord, agentId: string): Promise<void> {
    if (await hasLeft(call)) return;
    await needs.calls.hungUp(call._id, agentId);
    // Of one that we began its customer may be none yet, or may not be in the talk.
    for (const { sid } of call.direction === 'out' ? liveLegs(call) : [call]) await hangUp(call, sid);
  }
  const unknown = (error: unknown) => log.warn({ error }, 'a leg could not be looked at');

  const ringInto = makeRingInto(needs, lineOf);
  const holding = makeHolding(needs, lineOf);
  const supervising = makeSupervising(needs, lineOf, ringInto);
  const connecting = makeConnecting(needs, { lineOf, ringInto, holding, supervising, hangUp });
  const placing = makePlacing(needs, lineOf, connecting);
  const transferring = makeTransferring(needs, {
    ...{ ringInto, holding, hangUp },
    waitAgain: (call, conversation) => following.waitAgain(call, conversation),
  });
  const byText = makeByText(needs);
  const callingBack = makeCallingBack(needs, connecting);
  const returning: Returning = makeReturning(needs, {
    ...{ ringBack: connecting.ringBack, hasLeft },
    waits: (call) => following.waits(call),
    follow: (call) => following.follow(call),
  });
  const { comesBack } = returning;
  const following: Following = makeFollowing(needs, {
    ...{ connecting, placing, callingBack, transferring, holding, hangUp, endFor, comesBack },
    isOver: (call) => isOver(call),
  });
  const moving = makeMoving(needs, { connecting, callingBack, following, hangUp, endFor });
  const recorder = makeRecorder(needs, lineOf);
  async function follow(call: CallRecord | null): Promise<void> {
    if (call && asksForMore(call)) await following.follow(call);
    await recorder.follow(call);
  }
  const afterwards = makeAfterwards({
    ...{ log, follow },
    calls: {
      async fold(callId) {
        await leading.settled(callId);
        return needs.calls.fold(callId);
      },
    },
  });
  const leading: Leading = makeLeading(needs, { callingBack, byText, soon: (callId) => afterwards.soon(callId) });
  const { legTold, machineTold, conferenceTold, lineTold } = makeTold(needs, afterwards);
  const { recordingTold, fetchDue } = makeRecordings(needs, lineOf, afterwards);
  const { takeMissed } = makeMissedRecordings(needs, recordingTold);
  const unspoken = makeUnspoken(needs, lineOf, { follow });
  const { reconcileSilent, isOver } = makeReconciling(needs, lineOf, { follow });

  return {
    ...{ legTold, machineTold, conferenceTold, lineTold, recordingTold },
    onConversation: moving.onConversation,
    ...{ callingBack, byText },
    answerOnce: leading.answerOnce,
    leadAgain: leading.leadAgain,
    async settled(): Promise<void> {
      await leading.settled();
      await afterwards.settled();
    },
    async stop(): Promise<void> {
      returning.stop();
      await leading.stop();
      await afterwards.stop();
    },
    handlers: voiceHandlers(needs, { holding, placing, recorder, supervising, transferring, endLeg }),
    async sweep(): Promise<void> {
      await leading.leadAgain();
      await fetchDue();
      await recorder.finish();
      await reconcileSilent();
      await moving.finish();
      await callingBack.sweep();
      await takeMissed();
      await unspoken.askDue();
    },
  };
}
