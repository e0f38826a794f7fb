/** A day that was, played again through the routing core: once as rules are now, once as a draft has them. */
import { z } from 'zod';

export const ReplayRequest = z.strictObject({
  date: z.iso.date(),
  /** Whose day it is; without it that of the queue that was made first. */
  timeZone: z
    .string()
    .max(60)
    .refine((zone) => isTimeZone(zone), 'not a time zone')
    .optional(),
});
export type ReplayRequest = z.infer<typeof ReplayRequest>;

function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

/**
 * What a replay cannot know, or had to take for granted. `patienceUnknown`: who was answered then is thought to wait whatever
 * happens, who left then leaves when they did. `handlingAsRecorded`: whoever serves them, it takes as long as it took then.
 * `handlingGuessed`: who left then is thought to take as long as half of the others of the queue. `presenceInferred`: nothing was
 * written down about who was there, so it is read off the first and last conversation of each. `byHandAsRouted`: what somebody
 * picked or handed over was routed here. `staysAsRecorded`: what lay with somebody who had gone waits again when it did then; for how
 * long it may stay there, and what its customer would have written meanwhile, is not played. `valuesOfToday`: customers' values and
 * conversations' needs as they are now.
 * `forecastNotPlayed`: overflow by forecast or by hours is not played. `queuesGone`: some waited in queues that are no more.
 */
export const REPLAY_NOTES = [
  'patienceUnknown',
  'handlingAsRecorded',
  'handlingGuessed',
  'presenceInferred',
  'staysAsRecorded',
  'byHandAsRouted',
  'valuesOfToday',
  'forecastNotPlayed',
  'queuesGone',
] as const;
export type ReplayNote = (typeof REPLAY_NOTES)[number];

/** One definition for each; milliseconds and shares of 1, null where there is nothing to tell it from. */
export interface ReplayLine {
  /** Waits that began: whoever was moved to another queue or given back waits once more. */
  offered: number;
  answered: number;
  /** Left before they were answered. */
  abandoned: number;
  /** Left the line by rule, for a callback or a message. */
  overflowed: number;
  /** Answered by somebody who is not a member of the queue. */
  helped: number;
  /** Still waiting at the end of the replay. */
  waiting: number;
  abandonShare: number | null;
  /** Mean wait of the answered. */
  asaMs: number | null;
  /** Half of those whose wait ended waited at most so long, nine in ten at most so long; and the longest. */
  waits: { p50Ms: number | null; p90Ms: number | null; longestMs: number | null };
  /** Answered within the queue's target, of all who were answered or left: A_T / (A + B). */
  serviceLevel: number | null;
}

export interface ReplayAgent {
  agentId: string;
  answered: number;
  /** Ready or at work. */
  presentMs: number;
  /** With at least one conversation or its wrap-up. */
  busyMs: number;
  /** busyMs / presentMs. */
  occupancy: number | null;
}

export interface ReplayQueue extends ReplayLine {
  queueId: string;
}

export interface ReplayLines {
  total: ReplayLine;
  queues: ReplayQueue[];
}

export interface ReplayFigures extends ReplayLines {
  agents: ReplayAgent[];
}

export const REPLAY_ENDS = ['answered', 'left', 'overflowed', 'waiting'] as const;
export type ReplayEndName = (typeof REPLAY_ENDS)[number];
export interface ReplayEnd {
  end: ReplayEndName;
  waitMs: number;
  agentId: string | null;
}

/** Somebody who is served otherwise by the draft: by somebody else, sooner or later, or not at all. */
export interface ReplayMove {
  conversationId: string;
  queueId: string;
  /** When the wait began. */
  at: string;
  now: ReplayEnd;
  draft: ReplayEnd;
}

export interface ReplayMoved {
  /** Waits that end with somebody else or otherwise. */
  otherwise: number;
  /** Waits that are shorter, or longer, by a second or more. */
  sooner: number;
  later: number;
  /** Those whom it changes most, at most 200. */
  most: ReplayMove[];
}

export interface ReplayView {
  date: string;
  timeZone: string;
  /** Conversations that came to wait that day. */
  conversations: number;
  notes: ReplayNote[];
  /** As it was, from the records. */
  recorded: ReplayLines;
  /** With the rules that hold now. */
  now: ReplayFigures;
  draft: ReplayFigures;
  moved: ReplayMoved;
}
