import {
  type ChannelName,
  type ConversationRecord,
  type TouchpointRecord,
  UNFINISHED_STATES,
} from '../contract/index.js';
import type { Bus, Clock } from '../platform/index.js';
import { changeTogether } from '../store/index.js';
import { NO_MARKS } from './chat.js';
import { ConversationModel } from './conversation.model.js';
import type { makeOnward } from './onward.js';
import { preview } from './open.js';
import { byId } from './read.js';

interface FigureNeeds {
  bus: Bus;
  clock: Clock;
  slaDueAt: (
    queueId: string,
    kind: 'firstResponse' | 'nextResponse',
    from: Date,
    channel: ChannelName,
  ) => Promise<Date | null>;
  onwardAt: ReturnType<typeof makeOnward>['onwardAt'];
}

const write = changeTogether(ConversationModel);

/** What messages, receipts and ratings change about a conversation without changing its state. */
export function makeFigures({ bus, clock, slaDueAt, onwardAt }: FigureNeeds) {
  /** @param moves whether it may stand elsewhere in its line by that: then other nodes hear of it, too */
  async function change(filter: Record<string, unknown>, update: Record<string, unknown>, moves = false) {
    const after = await ConversationModel.findOneAndUpdate(filter, update, {
      returnDocument: 'after',
    }).lean<ConversationRecord>();
    const moved = { ...(moves && after && { previous: after }) };
    if (after) bus.publish('conversation.changed', { conversation: after, before: after.state, ...moved });
    return after;
  }

  /**
   * Takes a message into the conversation's figures: last line, unread, who waits for whom, the SLA clock. Idempotent: a message
   * that is not newer than the last one changes nothing, nor does the one it was opened with.
   * @returns the conversation as it is then
   */
  async function noteMessage(
    conversation: ConversationRecord,
    message: TouchpointRecord,
  ): Promise<ConversationRecord | null> {
    const { seq, at, direction, sourceId } = message;
    if (sourceId === conversation.firstSource) return byId(conversation._id);
    const inward = direction === 'in';
    const onward = await onwardAt(conversation, message);
    const place = placeOf(conversation, message);
    const update = {
      $set: {
        ...place.set,
        ...(inward ? { ...(await asked(conversation, at)), wroteAt: clock.now() } : answered(conversation, at)),
      },
      $max: { lastActivityAt: at }, // what comes late, or again, was said before what has happened since
      ...(inward && { $inc: { unread: 1 } }),
      ...(onward && { $min: { onwardAt: onward } }), // the first of several counts
    };
    const after = await write({ filter: { _id: conversation._id, ...place.older }, update });
    // Whoever wrote a newer one tells of both.
    if (after && lastHeard(after, message.customerId) === seq)
      bus.publish('conversation.changed', { conversation: after, before: after.state });
    return after;
  }

  /** Said beside the talk: nobody waits for an answer, yet whoever has the matter shall see it. */
  function noteAside({ _id }: ConversationRecord, { seq }: TouchpointRecord) {
    return change({ _id, unread: 0, 'receipts.agentRead': { $lt: seq } }, { $set: { unread: 1 } });
  }

  /**
   * Our last word was taken back before it went: as if it had not been said. Idempotent, and nothing where more was said since.
   * @param others the message before it, and the last of the chat of somebody else that the matter goes on in
   */
  async function noteTakenBack(
    conversation: ConversationRecord,
    taken: TouchpointRecord,
    { own, inChat }: { own: TouchpointRecord | null; inChat: TouchpointRecord | null },
  ): Promise<void> {
    const previous = own && inChat && own.recordedAt > inChat.recordedAt ? own : (inChat ?? own);
    const wasFirst = Number(conversation.firstResponseAt) === Number(taken.at);
    const unanswered = { ...conversation, customerWaitsSince: null, ...(wasFirst && { firstResponseAt: null }) };
    const waits = previous?.direction === 'in' && conversation.state === 'active';
    await change(
      { _id: conversation._id, 'lastMessage.seq': taken.seq, 'lastMessage.at': taken.at },
      {
        $set: {
          lastMessage: previous && { ...lineOf(previous), seq: own?.seq ?? 0 },
          ...(wasFirst && { firstResponseAt: null }),
          ...(waits && (await asked(unanswered, previous.at))),
        },
      },
    );
  }

  /** What the customer said last belongs to another matter: nobody waits for an answer to it here. Idempotent. */
  async function noteElsewhere({ _id }: ConversationRecord, { at, seq }: TouchpointRecord): Promise<void> {
    const alone = { _id, customerWaitsSince: at, 'lastMessage.seq': seq };
    await change(alone, { $set: { customerWaitsSince: null, sla: null } });
  }

  async function asked(conversation: ConversationRecord, at: Date): Promise<Partial<ConversationRecord>> {
    if (conversation.customerWaitsSince) return {};
    const kind = conversation.firstResponseAt ? 'nextResponse' : 'firstResponse';
    const dueAt = await slaDueAt(conversation.queueId, kind, at, conversation.channel);
    return { customerWaitsSince: at, sla: dueAt && { kind, dueAt } };
  }

  /** Somebody speaks with the customer: that answers them, as a message does. Idempotent. */
  async function noteTalk(before: ConversationRecord): Promise<void> {
    const { _id, firstResponseAt } = before;
    if (firstResponseAt && !before.sla && !before.customerWaitsSince) return;
    const { unread: _, ...set } = answered(before, clock.now());
    // Where it has changed meanwhile, a message answered them.
    await change({ _id, firstResponseAt }, { $set: set });
  }

  function answered(conversation: ConversationRecord, at: Date): Partial<ConversationRecord> {
    return {
      customerWaitsSince: null,
      sla: null,
      unread: 0,
      ...(conversation.firstResponseAt === null && { firstResponseAt: at }),
    };
  }

  /** The owner has seen the timeline up to `seq`, which is `publicSeq` on the customer's own count: again, where they marked it as unread. */
  function noteAgentRead({ _id, chat }: ConversationRecord, { seq, publicSeq }: Mark) {
    const shown = chat ? {} : { 'receipts.agentReadPublic': publicSeq };
    const again = { 'receipts.agentRead': seq, unread: { $gt: 0 }, 'lastMessage.seq': { $not: { $gt: seq } } };
    return change(
      { _id, $or: [{ 'receipts.agentRead': { $lt: seq } }, again] },
      { $set: { 'receipts.agentRead': seq, ...shown, unread: 0 } },
    );
  }

  /** The same of the timeline of whom it goes on with in the chat. */
  function noteAgentReadChat({ _id }: ConversationRecord, { seq, publicSeq }: Mark) {
    return change(
      { _id, 'chat.agentRead': { $lt: seq } },
      { $set: { 'chat.agentRead': seq, 'receipts.agentReadPublic': publicSeq, unread: 0 } },
    );
  }

  /** The owner wants to come back to it, though they have seen all of it. What the customer sees as read stays so. */
  function noteUnread({ _id, agentId }: ConversationRecord) {
    return change({ _id, agentId, unread: 0 }, { $set: { unread: 1 } });
  }

  /** Two who were joined are apart again: nothing of the one is said any more in the other's chat. */
  async function leaveChat(customerId: string): Promise<void> {
    const between = { $or: [{ 'chat.customerId': customerId }, { customerId, chat: { $ne: null } }] };
    const found = await ConversationModel.find(between as never, { _id: 1 }).lean<{ _id: string }[]>();
    for (const { _id } of found)
      await change({ _id, ...between }, { $set: NO_MARKS, $unset: { chat: 1, onwardAt: 1, onwardSeq: 1 } });
  }

  /**
   * The customer's device has, or has shown, everything up to their own `publicSeq`.
   * @param isAll nothing stands after it, so that nothing is left to go by mail
   */
  function noteCustomerReceipt(
    id: string,
    mark: 'customerDelivered' | 'customerRead',
    publicSeq: number,
    isAll = false,
  ): Promise<ConversationRecord | null> {
    const update = { $set: { [`receipts.${mark}`]: publicSeq }, ...(isAll && { $unset: { onwardAt: 1 } }) };
    return change({ _id: id, [`receipts.${mark}`]: { $lt: publicSeq } }, update);
  }

  /** Once only. */
  function noteRating(
    id: string,
    { details, at }: TouchpointRecord<'rating.given'>,
  ): Promise<ConversationRecord | null> {
    const { score, comment } = details;
    const rating = { score, at, ...(comment && { comment }) };
    return change({ _id: id, rating: null }, { $set: { rating } });
  }

  async function renameCustomer(customerId: string, name: string, verified: boolean): Promise<void> {
    await ConversationModel.updateMany({ customerId }, { $set: { customerName: name, customerVerified: verified } });
  }

  /** Those of these customers who are not done with hear what the customer is worth now: it may move them in their line. */
  async function revalue(customerIds: readonly string[], value: number): Promise<void> {
    const filter = {
      customerId: { $in: customerIds },
      state: { $in: UNFINISHED_STATES },
      value: { $ne: value },
    };
    const found = await ConversationModel.find(filter as never, { _id: 1 })
      .limit(100)
      .lean<{ _id: string }[]>();
    for (const { _id } of found) await change({ _id, value: { $ne: value } }, { $set: { value } }, true);
  }

  return {
    noteMessage,
    noteAside,
    noteTalk,
    noteTakenBack,
    noteElsewhere,
    noteAgentRead,
    noteAgentReadChat,
    noteUnread,
    leaveChat,
    noteCustomerReceipt,
    noteRating,
    renameCustomer,
    revalue,
  };
}

interface Mark {
  seq: number;
  publicSeq: number;
}

/** Whether a message, or a later one of the same timeline, is in the conversation's figures. */
export const hasHeard = (c: ConversationRecord, said: Pick<TouchpointRecord, 'customerId' | 'seq' | 'sourceId'>) =>
  said.sourceId === c.firstSource || (lastHeard(c, said.customerId) ?? -1) >= said.seq;

const lastHeard = (c: ConversationRecord, customerId: string): number | undefined =>
  customerId === c.customerId ? c.lastMessage?.seq : c.chat?.seq;

/** Where a message stands in its conversation: what of the record it writes, if the last one of the same timeline is older. */
function placeOf(c: ConversationRecord, message: TouchpointRecord) {
  const { customerId, seq } = message;
  if (customerId === c.customerId)
    return {
      older: { $or: [{ lastMessage: null }, { 'lastMessage.seq': { $lt: seq } }] },
      set: { lastMessage: lineOf(message) },
    };
  const { seq: _, ...line } = lineOf(message);
  const said = c.lastMessage
    ? Object.fromEntries(Object.entries(line).map(([name, value]) => [`lastMessage.${name}`, value]))
    : { lastMessage: { ...line, seq: 0 } };
  return {
    older: { 'chat.customerId': customerId, 'chat.seq': { $lt: seq } },
    set: { ...said, 'chat.seq': seq },
  };
}

const lineOf = ({ seq, text, direction, at, attachments }: TouchpointRecord) => ({
  ...{ seq, text: preview(text), direction, at },
  attachments: attachments.length,
});
