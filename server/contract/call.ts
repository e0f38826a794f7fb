/** Phone calls as they are kept and travel: their steps, their legs. Free of libraries. */
import type { Locale } from './names.js';
import type { Fetching, Recorded, Recorder, Recording, Records } from './recording.js';

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

/** Something that is known of a call, and when it happened by the clock of whoever tells it. */
export type CallFact =
  | {
      kind: 'leg';
      sid: string;
      role: LegRole;
      state: LegState;
      /** Address at the other end: a number, or `client:…`. */
      address?: string;
      /** From the answer to the end; the carrier counts whole seconds. */
      seconds?: number;
      /** Last status of SIP, where it came to no talk. */
      sip?: number;
    }
  | {
      kind: 'part';
      sid: string;
      conferenceSid: string;
      what: 'join' | 'leave' | 'hold' | 'unhold' | 'mute' | 'unmute';
      /** Left by hanging up: told without how long their leg was. */
      gone?: true;
    }
  | { kind: 'conference'; sid: string; what: 'start' | 'end'; endedBy?: string }
  /** Its customer hung up while in the line: told by the line, which knows neither the second of it nor how long their leg was. */
  | { kind: 'gone'; sid: string }
  | ({ kind: 'recording'; seconds?: number } & Recorded);

export interface CallEventRecord {
  /** `<source>:<sid>:<what the source counts by>`: whatever comes twice is one. */
  _id: string;
  callId: string;
  /** `asked`: not told by an event, but answered when the carrier was asked. */
  source: 'call' | 'conference' | 'recording' | 'line' | 'asked';
  /** As the source counts. */
  sequence: number;
  at: Date;
  receivedAt: Date;
  fact: CallFact;
}

export interface Leg {
  sid: string;
  role: LegRole;
  address: string | null;
  state: LegState;
  startedAt: Date | null;
  answeredAt: Date | null;
  endedAt: Date | null;
  sip: number | null;
  /** In the conference now. */
  inConference: boolean;
  held: boolean;
  muted: boolean;
  /** Its end was asked for; nobody told it. */
  reconciled: boolean;
}

/** All that the facts say of a call. */
export interface CallState {
  state: 'ringing' | 'inProgress' | 'ended';
  /** By their beginnings. */
  legs: Leg[];
  conferenceSid: string | null;
  conferenceOpen: boolean;
  recordings: (Recorded & { lengthMs: number })[];
  startedAt: Date | null;
  /** Of the customer's leg. */
  answeredAt: Date | null;
  endedAt: Date | null;
  /** Whose leg ended first. */
  endedBy: LegRole | null;
  reconciled: boolean;
}

/** An agent's page that is rung for a call. */
export interface CallRinging {
  agentId: string;
  /** Of the conversation, when it became theirs. */
  version: number;
  reason: RingReason;
  /** Who had the talk until then. */
  fromAgentId: string | null;
  at: Date;
  /** Null until the carrier has said it: who died before that rang nobody, or left no word of it. */
  sid: string | null;
  /** What follows from their coming is done. */
  joined: boolean;
}

export interface CallTransfer {
  /** The asker's. */
  clientId: string;
  way: TransferWay;
  to: TransferTold['to'];
  /** The agent who asked. */
  agentId: string;
  at: Date;
  /** Of the leg that is wanted; null before it is called, and for a queue. */
  sid: string | null;
}

/** One phone call of ours, with all of its legs. What happened on the line stands in `state`; the rest is what we made of it. */
export interface CallRecord {
  _id: string;
  /** Of its customer's leg, as the carrier calls it; empty until the carrier has said it of one that we begin. */
  sid: string;
  numberId: string;
  /** E.164; empty where the caller shows none. */
  from: string;
  to: string;
  customerId: string;
  locale: Locale;
  createdAt: Date;
  /** Where in the menu it is, or was when it left. */
  step: string | null;
  /** Of the menu's question that `step` is from, from 1: what is heard of an earlier one later changes it no more. */
  turn?: number;
  conversationId: string | null;
  queuedAt: Date | null;
  left: QueueLeftReason | null;
  direction: 'in' | 'out';
  /** The agent who wished for it, while it is under way: one at a time for each. */
  placedBy?: string;
  /** Of one that we begin: when its customer was to be called. */
  dialedAt: Date | null;
  /** Whose leg is being called, or is in the talk: the same agent is not called twice for one assignment. */
  ringing: CallRinging | null;
  /** What was recorded of it and is not kept with us alone. */
  fetching: Fetching[];
  /** Legs that hear music instead of the talk, and who had it so; `agentId` null: the customer waits for somebody. */
  holds: { sid: string; agentId: string | null }[];
  /** Legs that are not heard. */
  mutes: string[];
  /** The one that is under way. */
  transfer: CallTransfer | null;
  /** Who listened in, or does: one entry for each way from its time on, the oldest first. */
  supervisions: { sid: string; agentId: string; how: Supervision; at: Date }[];
  /** The agent who had the whole call ended, where one did. */
  hungUpBy: string | null;
  /** As its caller was told when it began: a setting that changes meanwhile records nobody who does not know. */
  records: Records;
  /** As it is to be; `recorder` is behind it while the carrier has not done it. */
  recording: Recording;
  recorder: Recorder;
  /** What was asked for by these ids of the askers is done, or under way; the latest of them. */
  asked: string[];
  /** Grows with every change. */
  version: number;
  /** How many events `state` is made of. */
  known: number;
  state: CallState;
  /** Its conversation was told that the customer is gone. */
  freed: boolean;
  /** Something of it may still happen. */
  open: boolean;
  /** When its carrier is asked what became of it, unless it tells before. */
  askAt: Date;
}

/**
 * Where a call goes from what its carrier was answered: kept with the answer, and done after the carrier has it. Whoever answered has
 * done it by `dueAt`, or is dead.
 */
export interface CallLeads {
  callId: string;
  at: Date;
  dueAt: Date;
  /** It is the call's first answer. */
  begins: boolean;
  /** What the caller pressed or said, or that they kept silent; null where they were not asked. */
  input: ({ turn: number } & Omit<CallDetails['ivr.input'], 'callId'>) | null;
  /** Where the menu asks next; null: as before. */
  step: string | null;
  /** In which language it is answered from now on. */
  locale: Locale;
  to: { kind: 'line' | 'callback'; queueId: string } | { kind: 'message' } | null;
}

/** Why an agent's page is rung. All but `consult` and `transfer` were asked for by that agent: the page answers by itself. */
export const RING_REASONS = ['offer', 'place', 'callback', 'supervise', 'takeOver', 'consult', 'transfer'] as const;
export type RingReason = (typeof RING_REASONS)[number];
