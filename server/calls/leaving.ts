import type { CallRecord, ConversationRecord, QueueLeftReason } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Clock } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import type { ChangeCall } from './change.js';
import { stepDraft } from './steps.js';

interface LeavingNeeds {
  clock: Clock;
  timeline: Pick<Timeline, 'append'>;
  conversations: Pick<Conversations, 'byId' | 'wentByText'>;
  change: ChangeCall;
}

export type Leaving = ReturnType<typeof makeLeaving>;

/** How callers leave the line. */
export function makeLeaving({ clock, timeline, conversations, change }: LeavingNeeds) {
  /** Out of the line, once; who never was in it goes on without a word. @param at where it was heard of later */
  async function leave(callId: string, reason: QueueLeftReason, at = clock.now()): Promise<CallRecord | null> {
    const call = await change(callId, { left: null }, { $set: { left: reason } });
    if (call) await outOfLine(call, reason, at);
    return call;
  }

  async function outOfLine(call: CallRecord, reason: QueueLeftReason, at: Date): Promise<void> {
    const { _id, queuedAt } = call;
    if (!queuedAt) return;
    const waitedMs = Math.max(0, +at - +queuedAt);
    const to = { at: new Date(+queuedAt + waitedMs) };
    await timeline.append(stepDraft(call, 'queue.left', `${_id}:left`, { reason, waitedMs }, to));
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
