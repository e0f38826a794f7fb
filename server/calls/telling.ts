import { LRUCache } from 'lru-cache';
import type { CallEventRecord, CallRecord, Leg } from '../contract/index.js';
import { type Clock, coalesced, inTurn } from '../platform/index.js';
import { updateTogether } from '../store/index.js';
import type { Timeline } from '../timeline/index.js';
import type { ChangeCall } from './change.js';
import { foldCall } from './fold.js';
import { isRung } from './legs.js';
import { CallEventModel, callById } from './models.js';
import { agentOf, stepsOf } from './steps.js';

/** Nothing was heard of an open call for so long: its carrier is asked. */
export const ASK_AFTER_MS = 5 * 60_000;
/** Nobody rings for so long, and no leg outlives its customer, or its talk, for so long: the word of what came of it was lost. */
const HEARD_WITHIN_MS = 40_000;

export type Told = Omit<CallEventRecord, 'callId' | 'receivedAt'>;

const write = updateTogether(CallEventModel);
const MOST_READ = 50;
const eventsOf: (callId: string) => Promise<CallEventRecord[]> = coalesced(async (callIds: string[]) => {
  const events = await CallEventModel.find({ callId: { $in: callIds } }).lean<CallEventRecord[]>();
  return callIds.map((wanted) => events.filter(({ callId }) => callId === wanted));
}, MOST_READ);

interface TellingNeeds {
  clock: Clock;
  timeline: Timeline;
  change: ChangeCall;
  agentName(agentId: string): Promise<string>;
}

/** They left a talk, or it is over, and they are in none: the word of their end may be lost. */
const hasLeft = ({ sid, endedAt, inConference }: Leg, events: CallEventRecord[]): boolean =>
  !endedAt &&
  !inConference &&
  events.some(({ fact }) =>
    fact.kind === 'part'
      ? fact.what === 'leave' && fact.sid === sid
      : fact.kind === 'conference' && fact.what === 'end',
  );

/** What is told of calls, and what it comes to. */
export function makeTelling({ clock, timeline, change, agentName }: TellingNeeds) {
  const turns = inTurn();
  /** By call: a fold that has not begun to read. */
  const next = new Map<string, Promise<CallRecord | null>>();
  /** Steps that this process knows to be on the timeline. */
  const logged = new LRUCache<string, true>({ max: 20_000 });

  /** Takes something in that is known of a call. Twice is once, and any order comes to the same. */
  async function keep(callId: string, told: Told): Promise<void> {
    const event = { ...told, callId, receivedAt: clock.now() };
    await write({ filter: { _id: told._id }, update: { $setOnInsert: event }, upsert: true });
  }

  /** @returns what it comes to; null for a call that nobody knows yet: the fact waits for it */
  async function tell(callId: string, told: Told): Promise<CallRecord | null> {
    await keep(callId, told);
    return foldSoon(callId);
  }

  /** Something was kept of it that is not in its state yet. */
  const isBehind = async ({ _id, known }: CallRecord): Promise<boolean> =>
    (await CallEventModel.countDocuments({ callId: _id })) > known;

  /** One fold reads what all wrote who came while another was under way. */
  function foldSoon(callId: string): Promise<CallRecord | null> {
    const waiting = next.get(callId);
    if (waiting) return waiting;
    const folding = turns(callId, () => {
      next.delete(callId);
      return refold(callId);
    });
    next.set(callId, folding);
    return folding;
  }

  /**
   * Of two at once on two nodes each reads after it wrote, so one of them reads what both wrote; and what was made of fewer events
   * never takes the place of what was made of more. A call is open until its timeline tells all of it: whoever dies in between has it
   * finished by the sweep, and before one is closed it is asked whether more was told meanwhile.
   */
  async function refold(callId: string): Promise<CallRecord | null> {
    for (;;) {
      const events = await eventsOf(callId);
      const state = foldCall(events);
      const isOver = state.endedAt !== null && state.legs.every(({ endedAt }) => endedAt);
      const isDue = state.endedAt !== null || state.legs.some((leg) => isRung(leg) || hasLeft(leg, events));
      const askAt = new Date(+clock.now() + (isDue ? HEARD_WITHIN_MS : ASK_AFTER_MS));
      const set = { state, askAt, known: events.length, ...(!isOver && { open: true }) };
      const after = await change(callId, { known: { $lt: events.length } }, { $set: set });
      const call = after ?? (await callById(callId));
      if (!call) return null;
      await log(call);
      if (!isOver || !call.open) return call;
      if ((await CallEventModel.countDocuments({ callId })) > events.length) continue;
      return (
        (await change(
          callId,
          { known: events.length, open: true },
          { $set: { open: false }, $unset: { placedBy: 1 } },
        )) ?? call
      );
    }
  }

  /** Puts all on the timeline that follows from what is known. What is there already stays as it is. */
  async function log(call: CallRecord): Promise<void> {
    const of = call.state.legs.map(({ address }) => agentOf(address));
    const ids = new Set([...of, ...call.supervisions.map(({ agentId }) => agentId)]);
    const names = new Map<string, string>();
    for (const id of ids) if (id) names.set(id, await agentName(id));
    const steps = stepsOf(call, (id) => names.get(id) ?? '').filter(({ sourceId }) => !logged.has(sourceId));
    await timeline.appendAll(steps);
    for (const { sourceId } of steps) logged.set(sourceId, true);
  }

  return { keep, tell, fold: foldSoon, isBehind };
}
