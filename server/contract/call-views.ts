/** Phone calls as consoles draw them, and what lets a page be rung. Free of libraries. */
import type { LegRole, LegState, Supervision } from './call.js';
import type { CallState } from './call-record.js';
import type { Recording, Records } from './recording.js';

/** A leg as a console draws it. */
export interface LegView {
  sid: string;
  role: LegRole;
  /** Of an agent or supervisor; else null. */
  agentId: string | null;
  /** Who is there, for people: an agent's or the customer's name, else the number. */
  name: string;
  /** E.164 where a number is at the other end, else null. */
  number: string | null;
  state: LegState;
  inConference: boolean;
  held: boolean;
  muted: boolean;
  /** Of a supervisor. */
  how: Supervision | null;
  answeredAt: string | null;
  endedAt: string | null;
}

/** A call as a console draws it: to those on its legs, and to whoever has its customer's timeline open. */
export interface CallView {
  id: string;
  /** More of what is known of it: what comes with a smaller one is old. */
  version: number;
  conversationId: string | null;
  customerId: string;
  customerName: string;
  direction: 'in' | 'out';
  /** Of ours. */
  numberId: string;
  /** Of the customer; empty where the caller shows none. */
  number: string;
  state: CallState['state'];
  legs: LegView[];
  /** Whether it can be recorded. */
  records: Records;
  /** Paused only once the carrier has paused it. */
  recording: Recording;
  startedAt: string | null;
  answeredAt: string | null;
  endedAt: string | null;
}

/** How an agent's page reaches the carrier; a new one is asked for before it ends, outside of calls. */
export interface SoftphoneTokenView {
  /** `carrier`: the real one, by its SDK. `simulated`: the demo's, at `/demo/carrier/line`. */
  line: 'carrier' | 'simulated';
  /** A signed access token with nothing in it but the right to be rung as this agent. */
  token: string;
  identity: string;
  expiresAt: string;
}
