import type { AgentPicture, Line } from './pictures.js';
import { bitOf, type Channels } from './room.js';
import type { Millis } from './types.js';

/**
 * Lines in the order of rate, then of key and id of their heads: those of one rate stand in the order in which they are served,
 * at any time. Of a class or of an agent there are seldom more than a few.
 */
export type Heads = Line[];

export function putHead(heads: Heads, line: Line): void {
  heads.splice(placeOf(heads, line), 0, line);
}

/** Before anything about the head changes. */
export function dropHead(heads: Heads, line: Line): void {
  const place = placeOf(heads, line);
  if (heads[place] === line) heads.splice(place, 1);
}

/** Who asks for a task, and for which channels. */
export interface Asking {
  agent: AgentPicture;
  room: Channels;
}

/** Whether the head of this line may be given to one who is able to serve it. */
export const mayHave = ({ agent, room }: Asking, { of, without }: Line): boolean =>
  (bitOf(of.channel) & room) !== 0 && !without.has(agent.id);

/** The line whose head is served first of these and `best`, leaving out those that may not be asked. */
export function firstOf(heads: Heads, asking: Asking, best: Line | null, now: Millis): Line | null {
  let first = best;
  for (let i = 0; i < heads.length; ) {
    const line = heads[i] as Line;
    i += 1;
    if (!mayHave(asking, line)) continue;
    if (!first || isServedBefore(line, first, now)) first = line;
    if (i < heads.length && (heads[i] as Line).rate === line.rate) i = endOf(heads, line.rate, i);
  }
  return first;
}

/** As `isBefore` has it for their heads, of which it looks only when it must. */
export function isServedBefore(a: Line, b: Line, now: Millis): boolean {
  const difference = b.rate * (now - b.key) - a.rate * (now - a.key);
  return difference < 0 || (difference === 0 && (a.key < b.key || (a.key === b.key && idOf(a) < idOf(b))));
}

function placeOf(heads: Heads, line: Line): number {
  let [low, high] = [0, heads.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (standsBefore(heads[middle] as Line, line)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the lines of this rate end. */
function endOf(heads: Heads, rate: number, from: number): number {
  let [low, high] = [from, heads.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((heads[middle] as Line).rate <= rate) low = middle + 1;
    else high = middle;
  }
  return low;
}

const standsBefore = (a: Line, b: Line): boolean =>
  a.rate !== b.rate ? a.rate < b.rate : a.key !== b.key ? a.key < b.key : idOf(a) < idOf(b);

const idOf = ({ head }: Line): string => head?.id ?? '';
