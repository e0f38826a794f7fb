/** Phone calls as their timelines tell them: their steps, their legs. Free of libraries. */

/** What a leg comes to. The last five are ends: of two the earlier is believed, and nothing comes after it. */
export const LEG_STATES = [
  'queued',
  'ringing',
  'inProgress',
  'completed',
  'busy',
  'failed',
  'noAnswer',
  'canceled',
] as const;
export type LegState = (typeof LEG_STATES)[number];
export const LEG_RANK: Record<LegState, number> = {
  queued: 0,
  ringing: 1,
  inProgress: 2,
  completed: 3,
  busy: 3,
  failed: 3,
  noAnswer: 3,
  canceled: 3,
};
export const LEG_ENDED = 3;

/** Who is at the other end of a leg. `party`: somebody who was added or is asked for advice, at a number outside. */
export const LEG_ROLES = ['customer', 'agent', 'supervisor', 'party'] as const;
export type LegRole = (typeof LEG_ROLES)[number];

/** How a supervisor takes part: hears; is heard by the agent alone; is heard by everybody. */
export const SUPERVISIONS = ['monitor', 'whisper', 'barge'] as const;
export type Supervision = (typeof SUPERVISIONS)[number];

/** `cold`: given away at once; `warm`: spoken over first; `add`: a third one joins. */
export const TRANSFER_WAYS = ['cold', 'warm', 'add'] as const;
export type TransferWay = (typeof TRANSFER_WAYS)[number];

export const QUEUE_LEFT_REASONS = ['bridged', 'hungUp', 'callback', 'text', 'voicemail', 'full', 'failed'] as const;
export type QueueLeftReason = (typeof QUEUE_LEFT_REASONS)[number];

/** Why a call came to its end before anybody was asked to take it. */
export const CALL_OUTCOMES = [
  'talked',
  'abandoned',
  'voicemail',
  'callback',
  'text',
  'noAnswer',
  'busy',
  'failed',
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

interface ByAgent {
  callId: string;
  agentId: string;
  agentName: string;
}
export interface TransferTold {
  callId: string;
  way: TransferWay;
  to: { kind: 'agent' | 'queue' | 'number'; id: string; name: string };
  /** Of one that failed: what the leg came to. */
  state?: LegState;
}

/** What a touchpoint of each kind tells. Times are milliseconds. */
export interface CallDetails {
  'call.received': { callId: string; numberId: string; from: string; to: string };
  'call.placed': { callId: string; numberId: string; from: string; to: string };
  'ivr.input': { callId: string; step: string; digits?: string; speech?: string; confidence?: number };
  'queue.left': { callId: string; reason: QueueLeftReason; waitedMs: number };
  'call.bridged': ByAgent;
  'hold.on': ByAgent;
  'hold.off': ByAgent;
  'mute.on': ByAgent;
  'mute.off': ByAgent;
  'transfer.started': TransferTold;
  'transfer.completed': TransferTold;
  'transfer.failed': TransferTold;
  'supervisor.on': { callId: string; agentId: string; agentName: string; how: Supervision };
  'supervisor.off': { callId: string; agentId: string; agentName: string; how: Supervision };
  'recording.started': { callId: string };
  'recording.paused': { callId: string };
  'recording.resumed': { callId: string };
  'recording.available': { callId: string; fileId: string; lengthMs: number };
  'voicemail.left': { callId: string; fileId: string; lengthMs: number; transcript: string | null };
  'amd.result': { callId: string; answeredBy: string };
  'leg.ended': { callId: string; role: LegRole; state: LegState; lengthMs: number; agentId?: string };
  /** `reconciled`: no event told of its end; the carrier was asked. */
  'call.ended': {
    callId: string;
    outcome: CallOutcome;
    lengthMs: number;
    by: LegRole | null;
    step?: string;
    reconciled: boolean;
  };
}

/** What a touchpoint tells of a call that its customer asked for. */
export interface CallbackDetails {
  'callback.requested': { number: string };
  'callback.tried': { attempt: number; state: LegState };
  'callback.done': { how: 'talked' | 'givenUp' | 'cancelled' };
}

/** A call that its customer asked for: where, and how often that was tried. */
export interface Callback {
  /** E.164 */
  number: string;
  /** Of ours, by which we call. */
  numberId: string;
  requestedAt: Date;
  /** Times that the customer was called and did not answer. */
  tries: number;
  /** By which they are called now. */
  callId: string | null;
  /** They have answered it. */
  talks?: boolean;
}

/** Why an agent's page is rung. All but `consult` and `transfer` were asked for by that agent: the page answers by itself. */
export const RING_REASONS = ['offer', 'place', 'callback', 'supervise', 'takeOver', 'consult', 'transfer'] as const;
export type RingReason = (typeof RING_REASONS)[number];
