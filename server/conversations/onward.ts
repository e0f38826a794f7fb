import type {
  AttachmentRecord,
  ChannelName,
  ConversationRecord,
  MailTold,
  TouchpointDraft,
  TouchpointRecord,
} from '../contract/index.js';
import { CONVERSATION_STATES } from '../contract/index.js';
import { type Clock, coalesced } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';
import { told } from './drafts.js';
import { chatStream } from './read.js';
import { changeSource, type makeTransition } from './transition.js';

/** Whoever asked for the answer by mail is not kept waiting; only as long as an agent may go on writing. */
const ASKED_SECONDS = 30;
/** Of a matter by mail that was answered in the chat: that answer must reach them, whatever the queue says of chats. */
const ANSWER_SECONDS = 180;
const AT_ONCE = 100;

/** Whose words in the chat go on by mail. */
const GO_ON: readonly ChannelName[] = ['webchat', 'email'];

interface OnwardNeeds {
  clock: Clock;
  transition: ReturnType<typeof makeTransition>['transition'];
  onwardSeconds: (queueId: string) => Promise<number | null>;
}

const IS_DUE = { onwardAt: { $gt: new Date(0) } };

/** The customer's chats that will go on by mail; those of many customers are read at once. */
const goingOn: (customerId: string) => Promise<ConversationRecord[]> = coalesced(async (customerIds: string[]) => {
  const ids = { $in: [...new Set(customerIds)] };
  const theirs = { ...IS_DUE, $or: [{ customerId: ids }, { 'chat.customerId': ids }] };
  const found = await ConversationModel.find(theirs as never)
    .limit(AT_ONCE * customerIds.length)
    .lean<ConversationRecord[]>();
  return customerIds.map((id) => found.filter((c) => chatStream(c) === id));
}, AT_ONCE);

/** What of a chat goes on by mail. */
interface Onward {
  /** Of the last of the messages, on the customer's own count. */
  upTo: number;
  messages: number;
  attachments: AttachmentRecord[];
  mail: MailTold;
  lane: string;
}

/** Of the touchpoint that carries what was unread up to this place: the same however often it is made. */
export const onwardSource = (conversationId: string, upTo: number): string =>
  changeSource(conversationId, onwardId(upTo));
const onwardId = (upTo: number): string => `onward:${upTo}`;

/** A chat whose customer left goes on by mail: when that is due, and that it is done. */
export function makeOnward({ clock, transition, onwardSeconds }: OnwardNeeds) {
  async function secondsOf({ queueId, onwardTo, channel }: ConversationRecord): Promise<number | null> {
    if (onwardTo) return ASKED_SECONDS;
    return (await onwardSeconds(queueId)) ?? (channel === 'email' ? ANSWER_SECONDS : null);
  }

  /** When this message is due to go by mail, should nobody have read it by then; null: never. */
  async function onwardAt(c: ConversationRecord, message: TouchpointRecord): Promise<Date | null> {
    const { channel, direction, author, at } = message;
    if (!GO_ON.includes(c.channel) || channel !== 'webchat' || direction !== 'out' || author.type !== 'agent')
      return null;
    const seconds = await secondsOf(c);
    return seconds === null ? null : new Date(at.getTime() + seconds * 1_000);
  }

  return {
    onwardAt,

    dueOnward(): Promise<ConversationRecord[]> {
      return ConversationModel.find({ onwardAt: { $lte: clock.now() } })
        .sort({ onwardAt: 1 })
        .limit(AT_ONCE)
        .lean<ConversationRecord[]>();
    },

    /** Looked at again after the queue's delay, or not at all; unless it has changed since it was read. */
    async settleOnward(c: ConversationRecord, again: boolean): Promise<void> {
      const seconds = again ? await secondsOf(c) : null;
      const next = seconds !== null && new Date(clock.now().getTime() + seconds * 1_000);
      await ConversationModel.updateOne(asRead(c), next ? { $set: { onwardAt: next } } : { $unset: { onwardAt: 1 } });
    },

    /** The customer left the chat just now: the delay counts from here. */
    async noteCustomerLeft(customerId: string): Promise<void> {
      for (const c of await goingOn(customerId)) {
        const seconds = c.onwardTo ? null : await secondsOf(c);
        const onwardAt = new Date(clock.now().getTime() + (seconds ?? 0) * 1_000);
        if (seconds !== null) await ConversationModel.updateOne({ ...IS_DUE, _id: c._id }, { $max: { onwardAt } });
      }
    },

    /**
     * The one write by which unread words become a mail: it carries the touchpoint that the outbox sends. Null when somebody wrote
     * or read meanwhile, or another node was quicker.
     */
    goOnward(
      c: ConversationRecord,
      { upTo, messages, attachments, mail, lane }: Onward,
    ): Promise<ConversationRecord | null> {
      return transition(c._id, {
        from: CONVERSATION_STATES,
        clientId: onwardId(upTo),
        where: asRead(c),
        set: { onwardSeq: upTo },
        clears: ['onwardAt', 'answerTo'], // the answer that was promised is this one
        tells: (now, at): TouchpointDraft[] => [
          {
            ...told(now, 'chat.mailed', { mail, messages }, { at }),
            ...{ direction: 'out', channel: 'email', delivery: 'pending', attachments, lane },
          },
        ],
      });
    },

    /** The customer wants the answer by mail, or, with null, in the chat after all. Its place in the line stays. */
    askMail(id: string, to: string | null): Promise<ConversationRecord | null> {
      return transition(id, {
        from: CONVERSATION_STATES,
        isSo: ({ onwardTo }) => (onwardTo ?? null) === to,
        set: { onwardTo: to },
        tells: (c, at) => [{ ...told(c, 'mail.asked', { to }, { at, author: customerOf(c) }), direction: 'in' }],
      });
    },
  };
}

const customerOf = ({ customerId, customerName }: ConversationRecord) =>
  ({ type: 'customer', id: customerId, name: customerName }) as const;

/** Nobody wrote or read anything since. */
const asRead = ({ _id, onwardAt, lastMessage, chat, receipts }: ConversationRecord) => ({
  ...{ _id, onwardAt, 'lastMessage.seq': lastMessage?.seq ?? null, 'chat.seq': chat?.seq ?? null },
  'receipts.customerRead': receipts.customerRead,
});
