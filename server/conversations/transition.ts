import { LRUCache } from 'lru-cache';
import type { ConversationRecord, ConversationState, TouchpointDraft } from '../contract/index.js';
import type { Bus, Clock } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import { ConversationModel } from './conversation.model.js';
import { byId } from './read.js';
import type { Telling } from './telling.js';

/** From which states each verb may start. Anything else: somebody was quicker, and the verb answers null. */
export const FROM = {
  offer: ['queued'],
  give: ['queued'],
  forgetChoice: ['queued'],
  accept: ['offered'],
  endOffer: ['offered'],
  assign: ['queued', 'offered', 'active', 'snoozed', 'closed', 'wrapUp'],
  requeue: ['queued', 'offered', 'active', 'wrapUp', 'snoozed', 'closed'],
  wrapUp: ['active'],
  extend: ['wrapUp'],
  close: ['queued', 'offered', 'active', 'wrapUp', 'snoozed'],
  snooze: ['active', 'queued', 'offered'],
  prioritise: ['queued', 'offered'],
  setNeeds: ['queued', 'offered', 'active', 'wrapUp', 'snoozed'],
  overflow: ['queued'],
  join: ['active'],
  withdraw: ['active'],
  goesByText: ['queued', 'snoozed'],
  goesByPhone: ['queued', 'offered', 'active', 'snoozed'],
  goesBackToText: ['queued', 'offered'],
  writesAfterCall: ['closed'],
  wantCallback: ['queued', 'offered', 'snoozed'],
  callbackBegins: ['active'],
  callbackEnds: ['queued', 'offered', 'active', 'wrapUp', 'snoozed', 'closed'],
} as const satisfies Record<string, readonly ConversationState[]>;

export interface Change {
  /** The writer's own id: with the same one a second time nothing changes, whatever became of it since. */
  clientId?: string;
  /** It is so already: nothing changes and nothing is told. */
  isSo?: (before: ConversationRecord) => boolean;
  from: readonly ConversationState[];
  /** Only from exactly this version. */
  version?: number;
  /** As it was read a moment ago, to spare the first read. */
  known?: ConversationRecord | undefined;
  /**
   * What it makes rests only on what no change but a transition touches: not on messages, receipts or SLA. So the record after this
   * process's last transition will do to begin with; its version says whether it was still the last.
   */
  restsOnVersion?: boolean;
  /** Further conditions, as a filter. */
  where?: Record<string, unknown>;
  set: Partial<ConversationRecord> | ((before: ConversationRecord) => Partial<ConversationRecord>);
  push?: Record<string, unknown>;
  /** What it takes away. */
  clears?: readonly (keyof ConversationRecord)[];
  /** Whether a record of the next version, or a later one, bears what this change made, and not somebody else's. For `transitionMany`. */
  made?: (after: ConversationRecord) => boolean;
  /** What the timeline shall tell of it. */
  tells: (conversation: ConversationRecord, now: Date) => TouchpointDraft[];
}

/**
 * The one way a conversation changes its state: a conditional update that also carries the touchpoints to be told. They are
 * appended right after; if the process dies in between, the sweep appends them.
 */
interface Wanted {
  id: string;
  change: Change;
}

/** What a change makes of one conversation: the update, and the record after it. */
interface Moved {
  filter: Record<string, unknown>;
  /** It takes off what the timeline has been told already, all that stood there. */
  takesOff: boolean;
  update: Record<string, unknown>;
  after: ConversationRecord;
}

interface TransitionNeeds {
  bus: Bus;
  clock: Clock;
  timeline: Timeline;
  telling: Telling;
}

export function makeTransition({ bus, clock, timeline, telling }: TransitionNeeds) {
  const latest = new LRUCache<string, ConversationRecord>({ max: 1_000 });

  async function transition(id: string, change: Change): Promise<ConversationRecord | null> {
    let known = change.known ?? (change.restsOnVersion ? latest.get(id) : undefined);
    if (known && !change.from.includes(known.state)) known = undefined; // it may have moved on
    for (;;) {
      const before = known ?? (await byId(id));
      known = undefined;
      if (!before) return null;
      if (change.clientId && (await wasTold(before, change.clientId))) return before;
      if (!change.from.includes(before.state)) return null;
      if (change.version !== undefined && before.version !== change.version) return null;
      if (change.isSo?.(before)) return before;
      const { filter, update, takesOff } = moved(before, change, clock.now());
      const after = await updated(filter, update);
      if (after) {
        if (takesOff) telling.isOff(after);
        after.unlogged = telling.untoldOf(after);
        latest.set(id, after);
        bus.publish('conversation.changed', { conversation: after, before: before.state, previous: before });
        await telling.logTold(after);
        return after;
      }
      if (change.version !== undefined || !(await stillFits(id, before, change))) return null;
    }
  }

  /**
   * Changes many conversations in one write, each by itself and only from exactly the version its change names. The timeline is
   * told right after; nobody waits for that.
   * @returns what became of each, null where it had moved on
   */
  async function transitionMany(wanted: readonly Wanted[]): Promise<(ConversationRecord | null)[]> {
    if (wanted.length === 0) return [];
    const found = await byIds(wanted.map(({ id }) => id));
    const now = clock.now();
    const moves = wanted.map(({ id, change }) => {
      const before = found.get(id);
      const fits = before && change.from.includes(before.state) && before.version === change.version;
      return fits ? { before, change, ...moved(before, change, now) } : null;
    });
    const tried = moves.filter((move) => move !== null);
    if (tried.length === 0) return moves.map(() => null);
    const writes = tried.map(({ filter, update }) => ({ updateOne: { filter, update } }));
    const { matchedCount } = await ConversationModel.collection.bulkWrite(writes as never, { ordered: false });
    const newer = matchedCount === tried.length ? null : await byIds(tried.map(({ before }) => before._id));
    const after = moves.map((move) => {
      if (!move || !newer) return move?.after ?? null;
      const is = newer.get(move.before._id);
      if (!is || is.version < move.after.version || !move.change.made?.(is)) return null;
      return is.version === move.after.version ? move.after : is; // somebody has changed it since, which makes this no less made
    });
    moves.forEach((move, i) => {
      const conversation = after[i];
      if (!move || !conversation) return;
      const { before } = move;
      if (move.takesOff) telling.isOff(before);
      conversation.unlogged = telling.untoldOf(conversation);
      latest.set(before._id, conversation);
      bus.publish('conversation.changed', { conversation, before: before.state, previous: before });
    });
    for (const one of after) if (one) telling.tellSoon(one);
    return after;
  }

  function moved(before: ConversationRecord, change: Change, now: Date): Moved {
    const { _id } = before;
    const version = before.version + 1;
    const unlogged = change.tells(before, now).map((draft, i) => ({
      ...draft,
      sourceId: i === 0 && change.clientId ? changeSource(_id, change.clientId) : `${_id}:${version}:${i}`,
    }));
    const set = {
      ...(typeof change.set === 'function' ? change.set(before) : change.set),
      version,
      lastActivityAt: now,
    };
    // Of this very version all that stands there is told: in one write it makes room for what is not.
    const untold = telling.untoldOf(before);
    const takesOff = untold.length === 0;
    const push = { ...change.push, ...(!takesOff && { unlogged: { $each: unlogged } }) };
    return {
      filter: { _id, version: before.version, ...change.where },
      takesOff,
      update: {
        $set: takesOff ? { ...set, unlogged } : set,
        ...(Object.keys(push).length > 0 && { $push: push }),
        ...(change.clears && { $unset: Object.fromEntries(change.clears.map((name) => [name, 1])) }),
      },
      after: { ...before, ...set, unlogged: [...untold, ...unlogged] },
    };
  }

  async function byIds(ids: readonly string[]): Promise<Map<string, ConversationRecord>> {
    const found = await ConversationModel.find({ _id: { $in: [...ids] } }).lean<ConversationRecord[]>();
    return new Map(found.map((record) => [record._id, record]));
  }

  /** Whether a change with this client's id has been made: its first touchpoint bears it. */
  async function wasTold({ _id, channel, unlogged }: ConversationRecord, clientId: string): Promise<boolean> {
    const sourceId = changeSource(_id, clientId);
    return (
      unlogged.some((draft) => draft.sourceId === sourceId) || (await timeline.bySource(channel, sourceId)) !== null
    );
  }

  return { transition, transitionMany, wasTold };
}

/** Nothing here is for mongoose to convert, and it would look at all of it. */
async function updated(filter: object, update: object): Promise<ConversationRecord | null> {
  const options = { returnDocument: 'after' } as const;
  return (await ConversationModel.collection.findOneAndUpdate(filter, update, options)) as ConversationRecord | null;
}

/** Apart from those of messages, which their writers number as well. */
export const changeSource = (conversationId: string, clientId: string) => `${conversationId}:change:${clientId}`;

/** The update missed: because the version moved on (try again), or because the condition no longer holds (give up)? */
async function stillFits(id: string, before: ConversationRecord, change: Change): Promise<boolean> {
  const now = await ConversationModel.findOne({ _id: id, ...change.where }).lean<ConversationRecord>();
  return now !== null && now.version !== before.version && change.from.includes(now.state);
}
