import type { LineNotice } from '../../../contract/index.js';
import { type Call, type Heard, isOver } from '../calls/call.js';
import type { Handset } from '../phones/handset.js';

/** What a page knows of its call so far. */
export interface Known {
  sid: string | null;
  answered: boolean;
  heard: Heard | null;
}
export const NOTHING: Known = { sid: null, answered: false, heard: null };

/** What is new for a page: the steps that its call took since. */
export function whatIsNew(handset: Handset, known: Known): { notices: LineNotice[]; known: Known } {
  const last = handset.call();
  const call = last && !isOver(last) ? last : null;
  const notices: LineNotice[] = [];
  let now = known;
  // What was said before the end belongs before the end.
  if (last && now.sid === last.sid) now = { ...now, heard: hear(last, now, notices) };
  if (now.sid && now.sid !== call?.sid) {
    notices.push({ event: now.answered ? 'ended' : 'cancelled', sid: now.sid });
    now = NOTHING;
  }
  if (!call) return { notices, known: now };
  if (now.sid === null) {
    notices.push({ event: 'ringing', sid: call.sid, parameters: call.parameters });
    now = { ...NOTHING, sid: call.sid };
  }
  if (!now.answered && call.status === 'in-progress') {
    notices.push({ event: 'answered', sid: call.sid });
    now = { ...now, answered: true };
  }
  return { notices, known: { ...now, heard: hear(call, now, notices) } };
}

function hear({ sid, heard }: Call, known: Known, notices: LineNotice[]): Heard | null {
  const from = known.heard ? heard.indexOf(known.heard) + 1 : 0;
  for (const { at, how, text, by } of heard.slice(from))
    notices.push({ event: 'heard', sid, heard: { at: at.toISOString(), how, by, text } });
  return heard.at(-1) ?? null;
}
