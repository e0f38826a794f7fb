import type { ConversationRecord, ConversationState, TouchpointDraft } from '../contract/index.js';
import type { Bus, Clock, Log } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import { ConversationModel } from './conversation.model.js';

/** From which states each verb may start. Anything else: somebody was quicker, and the verb answers null. */
export const FROM = {
  offer: ['queued'],
  accept: ['offered'],
  endOffer: ['offered'],
  assign: ['queued', 'offered', 'active', 'snoozed', 'closed', 'wrapUp'],
  requeue: ['queued', 'offered', 'active', 'wrapUp', 'snoozed', 'closed'],
  wrapUp: ['active'],
  close: ['queued', 'offered', 'active', 'wrapUp', 'snoozed'],
  snooze: ['active', 'queued', 'offered'],
  prioritise: ['queued', 'offered'],
  join: ['active'],
  withdraw: ['active'],
} as const satisfies Record<string, readonly ConversationState[]>;

export interface Change {
  /** The writer's own id: with the same one a second time nothing changes, whatever became of it since. */
  clientId?: string;
  /** It is so already: nothing changes and nothing is told. */
  isSo?: (before: ConversationRecord) => boolean;
  from: readonly ConversationState[];
  /** Only from exactly this version. */
  version?: number;
  /** Further conditions, as a filter. */
  where?: Record<string, unknown>;
  set: Partial<ConversationRecord> | ((before: ConversationRecord) => Partial<ConversationRecord>);
  push?: Record<string, unknown>;
  /** What the timeline shall tell of it. */
  tells: (conversation: ConversationRecord, now: Date) => TouchpointDraft[];
}

/**
 * The one way a conversation changes its state: a conditional update that also carries the touchpoints to be told. They are
 * appended right after; if the process dies in between, the sweep appends them.
 */
export function makeTransition({
  bus,
  clock,
  log,
  timeline,
}: {
  bus: Bus;
  clock: Clock;
  log: Log;
  timeline: Timeline;
}) {
  async function transition(id: string, change: Change): Promise<ConversationRecord | null> {
    for (;;) {
      const before = await ConversationModel.findById(id).lean<ConversationRecord>();
      if (!before) return null;
      if (change.clientId && (await wasTold(before, change.clientId))) return before;
      if (!change.from.includes(before.state)) return null;
      if (change.version !== undefined && before.version !== change.version) return null;
      if (change.isSo?.(before)) return before;
      const now = clock.now();
      const version = before.version + 1;
      const drafts = change.tells(before, now).map((draft, i) => ({
        ...draft,
        sourceId: i === 0 && change.clientId ? changeSource(id, change.clientId) : `${id}:${version}:${i}`,
      }));
      const after = await ConversationModel.findOneAndUpdate(
        { _id: id, version: before.version, ...change.where },
        {
          $set: {
            ...(typeof change.set === 'function' ? change.set(before) : change.set),
            version,
            lastActivityAt: now,
          },
          $push: { ...change.push, unlogged: { $each: drafts } },
        },
        { returnDocument: 'after' },
      ).lean<ConversationRecord>();
      if (after) {
        bus.publish('conversation.changed', { conversation: after, before: before.state, previous: before });
        await logTold(after);
        return after;
      }
      if (change.version !== undefined || !(await stillFits(id, before, change))) return null;
    }
  }

  /** Whether a change with this client's id has been made: its first touchpoint bears it. */
  async function wasTold({ _id, channel, unlogged }: ConversationRecord, clientId: string): Promise<boolean> {
    const sourceId = changeSource(_id, clientId);
    return (
      unlogged.some((draft) => draft.sourceId === sourceId) || (await timeline.bySource(channel, sourceId)) !== null
    );
  }

  /** Appends what is untold, oldest first, and strikes it off. Safe to repeat and to do twice at once. */
  async function logTold(conversation: ConversationRecord): Promise<void> {
    if (conversation.unlogged.length === 0) return;
    for (const draft of conversation.unlogged) await timeline.append(draft);
    const sourceIds = conversation.unlogged.map((draft) => draft.sourceId);
    await ConversationModel.updateOne(
      { _id: conversation._id },
      { $pull: { unlogged: { sourceId: { $in: sourceIds } } } },
    );
    conversation.unlogged = [];
  }

  /** Finishes what a crash left half told. */
  async function sweepUntold(): Promise<void> {
    const left = await ConversationModel.find({ 'unlogged.sourceId': { $gt: '' } })
      .limit(500)
      .lean<ConversationRecord[]>();
    for (const conversation of left) await logTold(conversation);
    if (left.length > 0) log.info({ conversations: left.length }, 'told what was left untold');
  }

  return { transition, wasTold, logTold, sweepUntold };
}

/** Apart from those of messages, which their writers number as well. */
const changeSource = (conversationId: string, clientId: string) => `${conversationId}:change:${clientId}`;

/** The update missed: because the version moved on (try again), or because the condition no longer holds (give up)? */
async function stillFits(id: string, before: ConversationRecord, change: Change): Promise<boolean> {
  const now = await ConversationModel.findOne({ _id: id, ...change.where }).lean<ConversationRecord>();
  return now !== null && now.version !== before.version && change.from.includes(now.state);
}
