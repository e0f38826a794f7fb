import type { Method } from '../records.js';
import type { Verb } from '../twiml.js';
import type { World } from '../world.js';
import type { Call, CallStatus, Told } from './call.js';
import type { Conference } from './conference.js';
import type { Conferences } from './conferences.js';
import type { Queues } from './queues.js';
import type { Recordings } from './recordings.js';
import type { Run } from './run.js';

/** Where the next document comes from. */
export type Source =
  | { url: string; method: Method; form?: Record<string, string>; kind: string }
  | { twiml: string; url: string };

export interface Document {
  verbs: Verb[];
  /** What its addresses are relative to. */
  url: string;
}

/** What a verb says: go on (null), take another document, leave the queue, or end. */
export type Verdict = Source | 'leave' | 'end' | null;

/** One verb being followed. */
export interface Step {
  call: Call;
  run: Run;
  verb: Verb;
  document: Document;
}

export interface Ringing {
  to: string;
  from: string;
  accountSid: string;
  direction: 'outbound-api' | 'outbound-dial';
  parentSid?: string | null;
  told?: Told | null;
  timeoutSeconds: number;
  fallback?: Call['fallback'];
  machineDetection?: boolean;
}

/** What the parts of a call need from each other. */
export interface Voice {
  world: World;
  calls: Map<string, Call>;
  conferences: Map<string, Conference>;
  queues: Queues;
  recordings: Recordings;
  /** Gives a leg something new to follow; what it followed is broken off. */
  follow(call: Call, source: Source): void;
  /** Follows documents beside the main course, again and again, until the run is stopped. @returns `leave` when one says so */
  loop(call: Call, run: Run, source: () => Source): Promise<'leave'>;
  perform(call: Call, run: Run, document: Document): Promise<Verdict>;
  load(call: Call, source: Source): Promise<Document>;
  /** Begins to ring. The leg's `answered` settles true when somebody takes it, false when nobody does. */
  ring(wanted: Ringing): { call: Call; answered: Promise<boolean> };
  enter(call: Call, status: CallStatus): void;
  end(call: Call, status?: CallStatus): void;
  /** @param by who says it, where somebody does */
  hear(call: Call, how: Call['heard'][number]['how'], text: string, by?: string): void;
  conferencing: Conferences;
}
