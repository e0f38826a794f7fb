import type { LRUCache } from 'lru-cache';
import type { CallEventRecord, CallRecord } from '../contract/index.js';
import { type Clock, inTurn } from '../platform/index.js';
import { updateTogether } from '../store/index.js';
import type { Timeline } from '../timeline/index.js';
import type { ChangeCall, ChangeCalls } from './change.js';
import { eventCountOf, makeFoldTogether } from './fold-together.js';
import type { Leaving } from './leaving.js';
import { CallEventModel } from './models.js';
import { agentOf, stepsOf } from './steps.js';

export type Told = Omit<CallEventRecord, 'callId' | 'receivedAt'>;

const write = updateTogether(CallEventModel);

interface TellingNeeds {
  clock: Clock;
  timeline: Timeline;
  change: ChangeCall;
  changeCalls: ChangeCalls;
  /** Steps that this process knows to be on the timeline. */
  logged: LRUCache<string, true>;
  settleLeft: Leaving['settleLeft'];
  agentName(agentId: string): Promise<string>;
}

/** What is told of calls, and what it comes to. */
export function makeTelling({ clock, timeline, logged, change, changeCalls, settleLeft, agentName }: TellingNeeds) {
  const turns = inTurn();
  const foldTogether = makeFoldTogether({ clock, changeCalls });
  /** By call: a fold that has not begun to read. */
  const next = new Map<string, Promise<CallRecord | null>>();

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
  const isBehind = async ({ _id, known }: CallRecord): Promise<boolean> => (await eventCountOf(_id)) > known;

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
   * Of two at once on two nodes each reads after it wrote, so one of them reads what both wrote. A call is open until its timeline
   * tells all of it: whoever dies in between has it finished by the sweep, and before one is closed it is asked whether more was told
   * meanwhile.
   */
  async function refold(callId: string): Promise<CallRecord | null> {
    for (;;) {
      const { call: folded, known, isOver } = await foldTogether(callId);
      if (!folded) return null;
      const call = folded.state.endedAt ? await settleLeft(folded) : folded;
      await log(call);
      if (!isOver || !call.open) return call;
      if ((await eventCountOf(callId)) > known) continue;
      const closed = { $set: { open: false }, $unset: { placedBy: 1 } };
      return (await change(callId, { known, open: true }, closed)) ?? call;
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
