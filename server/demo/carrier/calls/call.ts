import type { Method } from '../records.js';
import { newSid } from '../sids.js';
import type { Run } from './run.js';

export type CallStatus =
  | 'queued'
  | 'initiated'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled';

export const ENDED: CallStatus[] = ['completed', 'busy', 'failed', 'no-answer', 'canceled'];

/** Where events are told, and which. */
export interface Told {
  url: string;
  method: Method;
  events: string[];
}

/** What somebody hears: spoken, played, or said by another on the line. */
export interface Heard {
  at: Date;
  how: 'say' | 'play' | 'beep' | 'voice';
  /** The words, or the address of what is played. */
  text: string;
  /** Of a voice: whose, a number or `client:…`. */
  by: string | null;
}

/** What a person does on the line. */
export type Input = { digit: string } | { speech: string };

/** One leg: between the carrier and one phone or client. */
export interface Call {
  sid: string;
  accountSid: string;
  parentSid: string | null;
  from: string;
  to: string;
  /** Of one to a client: what its page is told. */
  parameters: Record<string, string>;
  direction: 'inbound' | 'outbound-api' | 'outbound-dial';
  status: CallStatus;
  createdAt: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  answeredBy: string | null;
  told: Told | null;
  /** Events told so far; the next one's SequenceNumber. */
  sequence: number;
  fallback: { url: string; method: Method } | null;
  run: Run | null;
  heard: Heard[];
  /** Until when its person is talking. */
  talksUntil: number;
  /** The last who asked for what the person does; null when nobody listens. */
  listener: ((input: Input) => void) | null;
  /** Whoever is on the line with it: what it says reaches them. */
  reaches: () => Call[];
  /** Of one that was taken from a queue: the talk is over. */
  bridgeOver: (() => void) | null;
  /** Told once, when it has ended. */
  ended: Promise<void>;
  settleEnd: () => void;
}

type New = Pick<Call, 'accountSid' | 'from' | 'to' | 'direction' | 'createdAt'> & Partial<Call>;

export function newCall(about: New): Call {
  let settleEnd = () => {};
  const ended = new Promise<void>((resolve) => {
    settleEnd = resolve;
  });
  return {
    ...{
      sid: newSid('CA'),
      parentSid: null,
      parameters: {},
      status: 'queued',
      answeredAt: null,
      endedAt: null,
      answeredBy: null,
    },
    ...{ told: null, sequence: 0, fallback: null, run: null, heard: [], talksUntil: 0, listener: null },
    ...{ reaches: () => [], bridgeOver: null, ended, settleEnd },
    ...about,
  };
}

export const isOver = ({ status }: Call): boolean => ENDED.includes(status);

/** Whole seconds from the answer to the end, as they are charged; 0 before. */
export const durationOf = ({ answeredAt, endedAt }: Call): number =>
  answeredAt && endedAt ? Math.max(0, Math.round((+endedAt - +answeredAt) / 1_000)) : 0;

/** The person's end: the phone or client, not the company's number. */
export const personOf = ({ direction, from, to }: Call): string => (direction === 'inbound' ? from : to);
