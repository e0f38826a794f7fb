import type { CallEventRecord, CallRecord, Leg } from '../contract/index.js';
import { type Clock, coalesced } from '../platform/index.js';
import type { ChangeCalls } from './change.js';
import { foldCall } from './fold.js';
import { isRung } from './legs.js';
import { CallEventModel } from './models.js';

/** Nothing was heard of an open call for so long: its carrier is asked. */
export const ASK_AFTER_MS = 5 * 60_000;
/** Nobody rings for so long, and no leg outlives its customer, or its talk, for so long: the word of what came of it was lost. */
const HEARD_WITHIN_MS = 40_000;
/** So many at once; a command of more would hold up everybody else's. */
const MOST = 50;

export interface Folded {
  /** As it is now; null for one that nobody knows yet. */
  call: CallRecord | null;
  /** Of how many events it was made. */
  known: number;
  /** All of its legs have ended. */
  isOver: boolean;
}

/** They left a talk, or it is over, and they are in none: the word of their end may be lost. */
const hasLeft = ({ sid, endedAt, inConference }: Leg, events: readonly CallEventRecord[]): boolean =>
  !endedAt &&
  !inConference &&
  events.some(({ fact }) =>
    fact.kind === 'part'
      ? fact.what === 'leave' && fact.sid === sid
      : fact.kind === 'conference' && fact.what === 'end',
  );

/**
 * Makes of calls what was told of them: those that are asked for at the same time in one reading and one writing. What was made of
 * fewer events never takes the place of what was made of more.
 */
export function makeFoldTogether({ clock, changeCalls }: { clock: Clock; changeCalls: ChangeCalls }) {
  function made(events: readonly CallEventRecord[]) {
    const state = foldCall(events);
    const isOver = state.endedAt !== null && state.legs.every(({ endedAt }) => endedAt);
    const isDue = state.endedAt !== null || state.legs.some((leg) => isRung(leg) || hasLeft(leg, events));
    const askAt = new Date(+clock.now() + (isDue ? HEARD_WITHIN_MS : ASK_AFTER_MS));
    const known = events.length;
    return { isOver, known, set: { state, askAt, known, ...(!isOver && { open: true }) } };
  }

  return coalesced(async (callIds: string[]): Promise<Folded[]> => {
    const events = await eventsOf([...new Set(callIds)]);
    const folds = new Map([...events].map(([callId, own]) => [callId, made(own)]));
    const changes = [...folds].map(([callId, { known, set }]) => ({ callId, where: { known: { $lt: known } }, set }));
    const calls = await changeCalls(changes, ({ _id, known }) => known === folds.get(_id)?.known);
    return callIds.map((callId) => {
      const { known, isOver } = folds.get(callId)!;
      return { call: calls.get(callId) ?? null, known, isOver };
    });
  }, MOST);
}

async function eventsOf(callIds: readonly string[]): Promise<Map<string, CallEventRecord[]>> {
  const byCall = new Map<string, CallEventRecord[]>(callIds.map((callId) => [callId, []]));
  for (const event of await CallEventModel.find({ callId: { $in: callIds } }).lean<CallEventRecord[]>())
    byCall.get(event.callId)?.push(event);
  return byCall;
}

/** How many events are known of each of these. */
export const eventCountOf: (callId: string) => Promise<number> = coalesced(async (callIds: string[]) => {
  const found = await CallEventModel.aggregate<{ _id: string; count: number }>([
    { $match: { callId: { $in: callIds } } },
    { $group: { _id: '$callId', count: { $sum: 1 } } },
  ]);
  const counts = new Map(found.map(({ _id, count }) => [_id, count]));
  return callIds.map((callId) => counts.get(callId) ?? 0);
}, MOST);
