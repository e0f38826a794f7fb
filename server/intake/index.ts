import type { ChannelEvent } from '../../channels/channel.js';
import type { ConversationRecord, SkillNeed, TouchpointRecord } from '../contract/index.js';
import { type Conversations, chatStream } from '../conversations/index.js';
import type { Customers } from '../customers/index.js';
import { AppError, type Clock, cleanText, type Log } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import { makeBegin } from './begin.js';
import { messageDraft } from './drafts.js';
import { makeMailIntake } from './mail.js';
import { makeTextIntake } from './text.js';
import { makeUnheard } from './unheard.js';
import { makeWaking } from './waking.js';

export interface IntakeNeeds {
  clock: Clock;
  log: Log;
  customers: Customers;
  timeline: Timeline;
  conversations: Conversations;
  queueName: (queueId: string) => Promise<string>;
  /** Where a message goes that belongs to no open matter and names no queue. */
  defaultQueueId: (siteId: string | null) => Promise<string | null>;
  /** What a site's topic asks of its agents. */
  needsOf: (siteId: string | null, queueId: string) => Promise<readonly SkillNeed[]>;
  /** The customer wrote to a conversation that sleeps, is being written up or is closed: somebody shall have it again. */
  resume: (conversation: ConversationRecord) => Promise<void>;
}

export type Intake = ReturnType<typeof makeIntake>;

/** The way in. Everything here is safe to repeat: nothing is appended twice, and what a crash left half done is made good. */
export function makeIntake(needs: IntakeNeeds) {
  const { timeline, conversations, customers } = needs;
  const wake = makeWaking(needs);

  /** @returns the touchpoint of a message; null for receipts */
  async function takeIn(event: ChannelEvent): Promise<TouchpointRecord | null> {
    if (event.kind === 'delivery') return timeline.settle(event.touchpointId, event);
    if (event.kind === 'receipt') return takeReceipt(event);
    return takeMessage(event);
  }

  async function takeMessage(event: ChannelEvent & { kind: 'message' }): Promise<TouchpointRecord> {
    const open = await conversations.unfinished(event.customerId, event.channel);
    const opener = !open || open.startKey === event.sourceId;
    if (opener) return (await timeline.bySource(event.channel, event.sourceId)) ?? openWith(event);
    const customer = { _id: event.customerId, name: await nameIn(open, event.customerId) };
    const touchpoint = await timeline.append(
      messageDraft({ ...event, text: cleanText(event.text) }, open._id, customer),
    );
    // What is said a second time may stand elsewhere, and was heard where it stands.
    if (touchpoint.conversationId !== open._id || conversations.hasHeard(open, touchpoint)) return touchpoint;
    await wake(await conversations.noteMessage(open, touchpoint));
    return touchpoint;
  }

  /** Whoever goes on with somebody else's matter in their own chat is not told what that one is called. */
  async function nameIn({ chat, customerName }: ConversationRecord, customerId: string): Promise<string> {
    return chat?.customerId === customerId ? ((await customers.byId(customerId))?.name ?? '') : customerName;
  }

  /** A message out of the blue from somebody known: a new matter, in the queue of the last one. */
  async function openWith(event: ChannelEvent & { kind: 'message' }): Promise<TouchpointRecord> {
    const [customer, latest] = await Promise.all([
      customers.byId(event.customerId),
      conversations.latestOf(event.customerId),
    ]);
    if (!customer) throw new Error('a message of a customer who is not there');
    const queueId = latest?.queueId ?? (await needs.defaultQueueId(event.siteId));
    if (!queueId) throw new AppError('queue.missing', 'Nobody can take this message now.');
    await conversations.open({
      customer: { ...customer, value: await customers.valueOf(customer) },
      verified: await customers.isVerified(customer._id),
      channel: event.channel,
      siteId: event.siteId,
      queueId,
      queueName: await needs.queueName(queueId),
      locale: event.locale,
      needs: await needs.needsOf(event.siteId, queueId),
      by: 'customer',
      startKey: event.sourceId,
      told: (c) => [messageDraft({ ...event, text: cleanText(event.text) }, c._id, customer)],
    });
    await customers.noteSeen(customer._id);
    return (await timeline.bySource(event.channel, event.sourceId))!;
  }

  /** Nothing can be read before it is written, whatever a device says. */
  async function takeReceipt(event: ChannelEvent & { kind: 'receipt' }): Promise<null> {
    const { customerId, conversationId } = event;
    const conversation = await conversations.byId(conversationId);
    if (!conversation || chatStream(conversation) !== customerId) return null;
    const { customerDelivered, customerRead } = conversation.receipts;
    if (event.delivered <= customerDelivered && event.read <= customerRead) return null;
    const { publicSeq: last } = await timeline.markAt(customerId, Number.MAX_SAFE_INTEGER);
    const [delivered, read] = [Math.min(event.delivered, last), Math.min(event.read, last)];
    if (delivered > customerDelivered) {
      await timeline.settleUpTo(customerId, customerDelivered, delivered, 'delivered');
      await conversations.noteCustomerReceipt(conversationId, 'customerDelivered', delivered);
    }
    if (read > customerRead) {
      await timeline.settleUpTo(customerId, customerRead, read, 'read');
      await conversations.noteCustomerReceipt(conversationId, 'customerRead', read, read === last);
    }
    return null;
  }

  return {
    takeIn,
    begin: makeBegin(needs, takeMessage),
    ...makeMailIntake(needs),
    ...makeTextIntake(needs),
    ...makeUnheard(needs),
  };
}

export type { Beginning } from './begin.js';
export type { MailOpening, MailTelling } from './mail.js';
export type { TextTelling } from './text.js';
