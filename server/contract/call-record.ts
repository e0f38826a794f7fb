/** A phone call as it is kept: what was told of it, what that comes to, and what we made of it. */
import type {
  CallDetails,
  LegRole,
  LegState,
  QueueLeftReason,
  RingReason,
  Supervision,
  TransferTold,
  TransferWay,
} from './call.js';
import type { Locale } from './names.js';
import type { Fetching, Recorded, Recorder, Recording, Records } from './recording.js';

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
  /** When. */
  leftAt?: Date;
  direction: 'in' | 'out';
  /** The agent who wished for it, while it is under way: one at a time for each. */
  placedBy?: string;
  /** Of one that we begin: when its customer was to be called. */
  dialedAt: Date | null;
  /** Whose leg is being called, or is in the talk: the same agent is not called twice for one assignment. */
  ringing: CallRinging | null;
  /** What was recorded of it and is not kept with us alone. */
  fetching: Fetching[];
  /** When the carrier is asked whether they left a message, of which no word has come. Absent: nobody waits for one. */
  messageDueAt?: Date;
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
