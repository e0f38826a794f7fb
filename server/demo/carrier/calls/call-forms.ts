import { type Call, durationOf, isOver } from './call.js';

/** Of who calls in: their own network vouches for their number. */
export const STIR_VERSTAT = 'TN-Validation-Passed-A';

/** What every webhook of a call says. */
export function callForm(call: Call): Record<string, string> {
  const { sid, accountSid, from, to, direction, status, parentSid } = call;
  return {
    ...{ CallSid: sid, AccountSid: accountSid, From: from, To: to, Caller: from, Called: to, ApiVersion: '2010-04-01' },
    ...{ Direction: direction, CallStatus: status === 'initiated' ? 'initiated' : status },
    ...(parentSid && { ParentCallSid: parentSid }),
    ...(direction === 'inbound' && { StirVerstat: STIR_VERSTAT }),
  };
}

const SIP: Partial<Record<Call['status'], string>> = {
  busy: '486',
  'no-answer': '487',
  canceled: '487',
  failed: '404',
};

export function eventForm(call: Call, at: Date): Record<string, string> {
  return {
    ...callForm(call),
    ...{ CallbackSource: 'call-progress-events', SequenceNumber: String(call.sequence), Timestamp: stamp(at) },
    ...(isOver(call) && { CallDuration: String(durationOf(call)), Duration: String(Math.ceil(durationOf(call) / 60)) }),
    ...(SIP[call.status] && { SipResponseCode: SIP[call.status] }),
    ...(call.answeredBy && { AnsweredBy: call.answeredBy }),
  };
}

/** RFC 2822, as webhooks write times. */
export const stamp = (at: Date): string => at.toUTCString().replace('GMT', '+0000');
