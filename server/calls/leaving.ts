import type { LRUCache } from 'lru-cache';
import type { CallRecord, ConversationRecord, QueueLeftReason } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Clock } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import type { ChangeCall } from './change.js';
import { leftSteps } from './steps.js';

interface LeavingNeeds {
  clock: Clock;
  timeline: Pick<Timeline, 'appendAll'>;
  /** Steps that this process knows to be on the timeline. */
  logged: LRUCache<string, true>;
  conversations: Pick<Conversations, 'byId' | 'wentByText'>;
  change: ChangeCall;
}

export type Leaving = ReturnType<typeof makeLeaving>;

/** How callers leave the line. */
export function makeLeaving({ clock, timeline, logged, conversations, change }: LeavingNeeds) {
  /** Out of the line, once. @param at where it was heard of later */
  async function leave(callId: string, reason: QueueLeftReason, leftAt = clock.now()): Promise<CallRecord | null> {
    const call = await change(callId, { left: null }, { $set: { left: reason, leftAt } });
    if (call) await outOfLine(call);
    return call;
  }

  /** Told now; whoever dies before that has it told with what is heard of the call next. */
  async function outOfLine(call: CallRecord): Promise<void> {
    const steps = leftSteps(call);
    await timeline.appendAll(steps);
    for (const { sourceId } of steps) logged.set(sourceId, true);
  }

  /**
   * What they asked for instead of waiting stands on their conversation first: whoever saw to it may have died before the call said
   * so. Then it says so now, before anything follows from their going.
   * @returns the call as it is then
   */
  async function settleLeft(call: CallRecord, known?: ConversationRecord): Promise<CallRecord> {
    const { _id, direction, left, ringing, conversationId } = call;
    if (direction === 'out' || left || ringing || !conversationId) return call;
    const conversation = known ?? (await conversations.byId(conversationId));
    const reason = conversation && (await reasonOf(call, conversation));
    return (reason && (await leave(_id, reason, call.state.endedAt ?? undefined))) || call;
  }

  async function reasonOf(call: CallRecord, c: ConversationRecord): Promise<QueueLeftReason | null> {
    if (c.callback && c.callback.requestedAt >= call.createdAt) return 'callback';
    return (await conversations.wentByText(c, call._id)) ? 'text' : null;
  }

  return { leave, outOfLine, settleLeft };
}
