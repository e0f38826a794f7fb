/** What is recorded of calls, and who was told. Free of libraries. */

/** Whether talks are recorded: never; when an agent in one asks for it; each from its beginning on. */
export const RECORDS = ['never', 'asked', 'always'] as const;
export type Records = (typeof RECORDS)[number];
export const isRecorded = ({ records }: { records: Records }): boolean => records === 'asked' || records === 'always';
/** Nobody is recorded who was not told. */
export const saysConsent = (voice: { consent: boolean; records: Records }): boolean =>
  voice.consent || isRecorded(voice);

/** Off: nothing is recorded, or nothing more. Paused: nothing of what is said now is kept. */
export type Recording = 'off' | 'on' | 'paused';

/** How far the carrier is with what is wanted of its recording. */
export interface Recorder {
  /** Of what it records; null while that is nothing. */
  sid: string | null;
  /** As it has it, by its last word. */
  state: Recording;
  /** Who wanted it as it is to be, and since when; `by` null: the number's settings. */
  by: { id: string; name: string } | null;
  since: Date | null;
  /** Until then somebody sees to it, and after that nobody any more; null: it is so. */
  dueAt: Date | null;
}

/** What is in a recording: what was said to each other, or a message that somebody left. */
export type RecordingOf = 'talk' | 'voicemail';

/** A recording as the carrier tells of it; `absent`: there is nothing in it. */
export interface Recorded {
  sid: string;
  what: RecordingOf;
  state: 'inProgress' | 'completed' | 'absent';
}

/** A recording that the carrier has. */
export interface Fetching {
  sid: string;
  what: RecordingOf;
  url: string;
  lengthMs: number;
  dueAt: Date;
  tries: number;
  /** It is ours, and told; the carrier still has its own. */
  kept: boolean;
}
