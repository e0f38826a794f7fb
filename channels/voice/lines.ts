import { agentAddress } from '../../server/calls/index.js';
import type { CallRecord, LegState } from '../../server/contract/index.js';
import type { CarrierAccess } from '../../server/numbers/index.js';
import { carrierClient, type HookForm } from '../twilio/index.js';
import { conferenceOf, joinConference } from './answers.js';

const AGENT_RINGS_SECONDS = 25;
/** The carrier's names of states by ours. */
const STATES: Record<string, LegState> = {
  queued: 'queued',
  initiated: 'queued',
  ringing: 'ringing',
  'in-progress': 'inProgress',
  completed: 'completed',
  busy: 'busy',
  failed: 'failed',
  'no-answer': 'noAnswer',
  canceled: 'canceled',
};
export const legState = (status: string | undefined): LegState | null => STATES[status ?? ''] ?? null;

/** When the carrier says that it happened; else now. */
export const timeOf = ({ Timestamp }: HookForm, now: Date): Date => {
  const at = Date.parse(Timestamp ?? '');
  return Number.isNaN(at) ? now : new Date(at);
};

export type Line = ReturnType<typeof linesOf>;

/** What we ask of the carrier about calls under way. */
export function linesOf(account: CarrierAccess, base: string | null, publicUrl: string) {
  const client = carrierClient(account, base);
  return {
    /** Out of the line, into the talk. */
    async toConference({ _id: callId, sid, locale }: CallRecord): Promise<void> {
      await client.calls(sid).update({ twiml: joinConference({ publicUrl, locale, callId }) });
    },
    /** Rings an agent's browser into the talk. @returns the new leg's sid */
    async ringAgent({ _id: callId, to }: CallRecord, agentId: string): Promise<string> {
      const { callSid } = await client.conferences(conferenceOf(callId)).participants.create({
        ...{ from: to, to: agentAddress(agentId), label: `agent_${agentId}`, timeout: AGENT_RINGS_SECONDS },
        ...{ beep: 'false', startConferenceOnEnter: true, endConferenceOnExit: false, earlyMedia: false },
        statusCallback: `${publicUrl}/hooks/voice/status?call=${callId}&role=agent`,
        statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
        conferenceStatusCallback: `${publicUrl}/hooks/voice/conference`,
        conferenceStatusCallbackEvent: ['start', 'end', 'join', 'leave', 'mute', 'hold'],
      });
      return callSid;
    },
    async hangUp(sid: string): Promise<void> {
      await client.calls(sid).update({ status: 'completed' });
    },
    /** @returns null where the carrier knows no such call (any more) */
    async look(sid: string): Promise<{ state: LegState; endedAt: Date | null; seconds: number } | null> {
      const found = await client.calls(sid).fetch().catch(unlessMissing);
      if (!found) return null;
      const state = legState(found.status);
      return state && { state, endedAt: found.endTime ?? null, seconds: Number(found.duration ?? 0) };
    },
  };
}

function unlessMissing(error: { status?: number }): null {
  if (error.status !== 404) throw error;
  return null;
}
