import type { RingReason } from '../../../server/contract/index.js';

/** Why a line is not ready: each has words in every language. */
export type LineReason =
  | 'offline'
  | 'refused'
  | 'microphoneRefused'
  | 'microphoneMissing'
  | 'microphoneBusy'
  | 'insecure'
  | 'unsupported'
  /** Another page has it, and speaks. */
  | 'talksElsewhere';

export interface Device {
  id: string;
  name: string;
}
export interface Devices {
  inputs: Device[];
  outputs: Device[];
  /** Null: whatever the system chooses. */
  input: string | null;
  output: string | null;
}

export interface Said {
  /** Milliseconds since 1970. */
  at: number;
  /** A number, `client:…`, `me`; or what is not somebody: `say`, `play`, `beep`. */
  who: string;
  text: string;
}

/** A call at this page. A new object stands for the same call, by its `sid`, when something of it changed. */
export interface LineCall {
  /** Of this page's leg. */
  readonly sid: string;
  readonly callId: string;
  readonly reason: RingReason;
  accept(): void;
  reject(): void;
  hangUp(): void;
  digits(keys: string): void;
  /** Simulated line only: what is heard as text, and speaking as text. */
  readonly words?: { heard(): Said[]; say(text: string): void };
}

export type Quality = 'good' | 'fair' | 'bad';

export interface LineState {
  /** `elsewhere`: another page of this agent has it. */
  line: 'off' | 'connecting' | 'ready' | 'failed' | 'elsewhere';
  reason: LineReason | null;
  kind: 'carrier' | 'simulated' | null;
  /** Waits for somebody to take it. */
  ringing: LineCall | null;
  current: LineCall | null;
  /** Our own microphone, whatever the carrier has muted. */
  muted: boolean;
  /** Null without a talk, and on a line that cannot tell. */
  quality: Quality | null;
  devices: Devices;
}

export const NO_LINE: LineState = {
  ...{ line: 'off', reason: null, kind: null, ringing: null, current: null, muted: false, quality: null },
  devices: { inputs: [], outputs: [], input: null, output: null },
};

/** What a line tells, whichever it is. */
export type LineEvent =
  | { event: 'ready' }
  /** The line is gone and comes back by itself. */
  | { event: 'lost'; reason: LineReason }
  /** The line is gone for good: another must be opened. */
  | { event: 'closed'; reason: LineReason }
  /** Another page has it. */
  | { event: 'replaced' }
  | { event: 'ringing'; call: LineCall }
  /** The same call, with something new in it. */
  | { event: 'changed'; call: LineCall }
  | { event: 'answered'; call: LineCall }
  | { event: 'ended'; sid: string }
  | { event: 'quality'; quality: Quality }
  | { event: 'devices'; devices: Devices }
  /** Its token ends soon. */
  | { event: 'expiring' };

const same = (call: LineCall | null, sid: string): boolean => call?.sid === sid;

/** What an event makes of the line. The same state comes back when it changes nothing. */
export function applyToLine(state: LineState, event: LineEvent): LineState {
  switch (event.event) {
    case 'ready':
      return { ...state, line: 'ready', reason: null };
    case 'lost':
    case 'closed':
      return { ...state, line: 'connecting', reason: event.reason };
    case 'replaced':
      return { ...state, line: 'elsewhere', reason: null, ringing: null };
    case 'ringing':
      return { ...state, ringing: event.call };
    case 'changed':
      if (same(state.ringing, event.call.sid)) return { ...state, ringing: event.call };
      return same(state.current, event.call.sid) ? { ...state, current: event.call } : state;
    case 'answered':
      return { ...state, ringing: null, current: event.call, muted: false, quality: null };
    case 'ended':
      if (same(state.ringing, event.sid)) return { ...state, ringing: null };
      return same(state.current, event.sid) ? { ...state, current: null, muted: false, quality: null } : state;
    case 'quality':
      return state.current ? { ...state, quality: event.quality } : state;
    case 'devices':
      return { ...state, devices: event.devices };
    case 'expiring':
      return state;
  }
}

/** Asked of somebody, who decides; every other call was wanted by this agent and is taken by the page. */
export const isAsked = ({ reason }: LineCall): boolean => reason === 'consult' || reason === 'transfer';
