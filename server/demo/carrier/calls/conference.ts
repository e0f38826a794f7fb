import type { Call, Told } from './call.js';
import type { Recording } from './recordings.js';
import type { Run } from './run.js';
import type { Source } from './voice.js';

/** How somebody comes into a conference. */
export interface JoinWish {
  muted: boolean;
  /** The sid of the call whose person alone hears this one. */
  coaches: string | null;
  startsOnEnter: boolean;
  endsOnExit: boolean;
  label: string | null;
  /** Heard while it has not started. */
  wait: Source | null;
  told: Told | null;
  /** Where recordings are told, null when nothing is recorded. */
  record: { told: Told | null } | null;
}

export interface Participant extends Pick<JoinWish, 'muted' | 'coaches' | 'endsOnExit' | 'startsOnEnter' | 'label'> {
  call: Call;
  hold: boolean;
  joinedAt: Date;
  updatedAt: Date;
  /** What is played to it alone. */
  music: Run | null;
  /** Takes it out; its call goes on with what comes after. */
  remove(): void;
}

export interface Conference {
  /** `CF…` */
  sid: string;
  accountSid: string;
  name: string;
  status: 'init' | 'in-progress' | 'completed';
  createdAt: Date;
  updatedAt: Date;
  participants: Map<string, Participant>;
  /** The first who names an address decides for all. */
  told: Told | null;
  sequence: number;
  wait: Source | null;
  recording: Recording | null;
  record: JoinWish['record'];
  endedBy: { callSid: string | null; reason: string } | null;
}

/** Whether one hears what the other says. */
export function hears(listener: Participant, speaker: Participant): boolean {
  if (listener === speaker || speaker.muted || speaker.hold || listener.hold) return false;
  return speaker.coaches === null || speaker.coaches === listener.call.sid;
}
