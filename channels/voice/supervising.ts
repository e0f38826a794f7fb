import { agentOf, liveLegOf, liveLegs } from '../../server/calls/index.js';
import type { CallRecord, Supervision } from '../../server/contract/index.js';
import { AppError } from '../../server/platform/index.js';
import type { LineOf } from './line-of.js';
import { partOf } from './lines.js';
import type { VoiceNeeds } from './needs.js';
import type { RingInto } from './ringing.js';

/** Of two who ask for the same within so long, one is rung. */
const ONCE_WITHIN_MS = 30_000;

export type Supervising = ReturnType<typeof makeSupervising>;

/** Somebody listens in: hears, is heard by the agent alone, or by everybody. Between the three the leg stays the same. */
export function makeSupervising(
  { calls, clock }: Pick<VoiceNeeds, 'calls' | 'clock'>,
  lineOf: LineOf,
  ringInto: RingInto,
) {
  const howOf = ({ supervisions }: CallRecord, sid: string) => supervisions.findLast((one) => one.sid === sid)?.how;

  /** In one request, so that the customer never hears what was for the agent. @throws the SDK's error */
  async function change(call: CallRecord, sid: string, agentId: string, how: Supervision): Promise<void> {
    if (howOf(call, sid) === how) return;
    const coached = coachedLeg(call, agentId, how);
    await (await lineOf(call))?.set(call, sid, partOf({ how, coached }));
    await calls.supervise(call._id, { sid, agentId, how });
    await calls.fold(call._id); // nothing that the carrier tells would put it on the timeline soon
  }

  /** Whose agent hears a whisper. @throws AppError `leg.missing` where one is needed and nobody is there */
  function coachedLeg(call: CallRecord, agentId: string, how: Supervision): string | null {
    if (how !== 'whisper') return null;
    const others = liveLegs(call).filter(({ role, address }) => role === 'agent' && agentOf(address) !== agentId);
    const leg = others.find(({ address }) => agentOf(address) === call.ringing?.agentId) ?? others[0];
    if (!leg) throw new AppError('leg.missing', 'No agent is in this call now.');
    return leg.sid;
  }

  /** @throws AppError `leg.missing`, else the SDK's error */
  async function supervise(call: CallRecord, agentId: string, how: Supervision): Promise<void> {
    const own = liveLegOf(call, agentId);
    if (own) return change(call, own.sid, agentId, how);
    const coached = coachedLeg(call, agentId, how);
    const before = call.supervisions.filter((one) => one.agentId === agentId).length;
    const asked = `supervise:${agentId}:${before}:${Math.floor(+clock.now() / ONCE_WITHIN_MS)}`;
    if (!(await calls.once(call._id, asked))) return;
    try {
      const sid = await ringInto(call, { agentId, reason: 'supervise' }, { role: 'supervisor', as: { how, coached } });
      await calls.supervise(call._id, { sid, agentId, how });
    } catch (error) {
      await calls.notDone(call._id, asked);
      throw error;
    }
  }

  /** Who whisper go on whispering to whoever has the talk now. */
  async function coach(call: CallRecord, sid: string): Promise<void> {
    for (const leg of liveLegs(call))
      if (leg.role === 'supervisor' && leg.sid !== sid && howOf(call, leg.sid) === 'whisper')
        await (await lineOf(call))?.set(call, leg.sid, partOf({ how: 'whisper', coached: sid }));
  }

  return { supervise, change, coach };
}
