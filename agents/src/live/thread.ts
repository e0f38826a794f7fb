import type {
  ConversationSnapshot,
  ConversationView,
  CustomerView,
  TouchpointView,
} from '../../../server/contract/index.js';
import { DELIVERY_RANK, type DeliveryState } from '../../../server/contract/names.js';
import type { Failure } from '../base/failure.js';
import type { Notice } from './desk.js';
import { type MovedDelivery, withMovedDelivery } from './moved-delivery.js';
import { lastOf, merged } from './streams.js';

/** One conversation as it stands open here: the customer's whole timeline, as far as it is loaded. */
export interface Thread {
  conversationId: string;
  conversation: ConversationView | null;
  customer: CustomerView | null;
  /**
   * In the order of time; of each stream ascending by seq, and the conversation's own without a gap. Customers who were joined
   * into this one have streams of their own, each with its own count.
   */
  touchpoints: TouchpointView[];
  /** Older ones exist before the first. */
  earlier: boolean;
  viewers: { id: string; name: string }[];
  /** The highest seq heard of by customer, taken in or not: an answer on its way may be older than a notice. */
  heard: Readonly<Record<string, number>>;
  /** Something was missed: ask for what came after the last seq, or for everything. */
  missed: 'nothing' | 'tail' | 'everything';
  /** Why the last reading came to nothing; null where it did not. */
  failure: Failure | null;
}

export const emptyThread = (conversationId: string): Thread => ({
  conversationId,
  conversation: null,
  customer: null,
  touchpoints: [],
  earlier: false,
  viewers: [],
  heard: {},
  missed: 'tail',
  failure: null,
});

/** Of the stream that the conversation is written to: what came after it is asked for by this. */
export const lastSeq = (thread: Thread): number => lastOf(thread.touchpoints, ownStream(thread));

const ownStream = ({ conversation, customer }: Thread): string | undefined => conversation?.customerId ?? customer?.id;

/** Whether this stream is part of the timeline that is shown. */
export const isShown = ({ customer }: Thread, stream: string): boolean =>
  customer !== null && (customer.id === stream || customer.mergedFrom.some(({ id }) => id === stream));

/** Takes in an answer of `conversation:open` that was asked with `after`. */
export function joinSnapshot(thread: Thread, snapshot: ConversationSnapshot, after: number): Thread {
  const { customer } = snapshot;
  const sameCustomer = thread.customer === null || thread.customer.id === customer.id;
  const fresh = after === 0 || !sameCustomer;
  const joined = {
    ...thread,
    conversation: newer(thread.conversation, snapshot.conversation),
    customer,
    touchpoints: merged(fresh ? [] : thread.touchpoints, snapshot.touchpoints),
    earlier: fresh ? snapshot.earlier : thread.earlier,
    viewers: snapshot.viewers,
    failure: null,
  };
  // Another person's timeline, asked from the old one's seq, is not whole.
  if (!sameCustomer && after > 0) return { ...joined, missed: 'everything' };
  const behind = snapshot.touchpoints.length > 0 && lastSeq(joined) < (thread.heard[ownStream(joined) ?? ''] ?? 0);
  return { ...joined, missed: snapshot.more || behind ? 'tail' : 'nothing' };
}

/** A reading came to nothing. Of what one may not see, or not any more, nothing is kept. */
export function notRead(thread: Thread, failure: Failure): Thread {
  const isRefused = failure.code === 'conversation.missing' || failure.code === 'permission.denied';
  return { ...(isRefused ? emptyThread(thread.conversationId) : thread), failure };
}

/** Only of its own stream can a thread tell what it did not hear; with the streams of others it is read anew. */
export const wasAway = (thread: Thread): Thread =>
  thread.customer && thread.customer.mergedFrom.length > 0 ? { ...thread, missed: 'everything' } : thread;

/** The highest seq of whose chat the conversation goes on in; 0 where that is its own customer's. */
export const lastChatSeq = ({ conversation, touchpoints }: Thread): number =>
  conversation?.chatWith ? lastOf(touchpoints, conversation.chatWith) : 0;

/** Puts an older page before what is there. */
export function joinEarlier(thread: Thread, touchpoints: TouchpointView[], earlier: boolean): Thread {
  return { ...thread, touchpoints: merged(touchpoints, thread.touchpoints), earlier };
}

/** What a notice makes of an open thread. The same thread comes back when it is not about it, or brings nothing new. */
export function applyToThread(thread: Thread, notice: Notice): Thread {
  switch (notice.name) {
    case 'touchpoint:appended': {
      const told = heardOf(thread, notice.data);
      return isShown(thread, notice.data.customerId) ? appended(told, notice.data) : told;
    }
    case 'delivery:moved':
      return isShown(thread, notice.data.customerId) ? delivered(thread, notice.data) : thread;
    case 'conversation:changed':
      return notice.data.id === thread.conversationId ? changed(thread, notice.data) : thread;
    case 'customer:changed':
      return known(thread, notice.data);
    case 'viewers:changed':
      return notice.data.conversationId === thread.conversationId
        ? { ...thread, viewers: notice.data.viewers }
        : thread;
    default:
      return thread;
  }
}

function heardOf(thread: Thread, { customerId, seq }: TouchpointView): Thread {
  if (seq <= (thread.heard[customerId] ?? 0)) return thread;
  return { ...thread, heard: { ...thread.heard, [customerId]: seq } };
}

function appended(thread: Thread, touchpoint: TouchpointView): Thread {
  const last = lastOf(thread.touchpoints, touchpoint.customerId);
  if (touchpoint.seq <= last) return thread;
  if (touchpoint.seq > last + 1) return { ...thread, missed: afterGap(thread, touchpoint) };
  const rewritten = touchpoint.kind === 'customer.merged' || touchpoint.kind === 'customer.unmerged';
  return {
    ...thread,
    touchpoints: [...thread.touchpoints, touchpoint],
    missed: rewritten ? 'everything' : thread.missed,
  };
}

/** Only of its own stream can a thread ask for what it has missed; of the others it asks anew. */
function afterGap(thread: Thread, { customerId }: TouchpointView): Thread['missed'] {
  if (customerId !== ownStream(thread)) return 'everything';
  return thread.missed === 'nothing' ? 'tail' : thread.missed;
}

/** The customer as they are now; joined into another, or apart again, their timeline is another one. */
function known(thread: Thread, customer: CustomerView): Thread {
  if (customer.id !== thread.customer?.id) {
    const joined = customer.mergedFrom.some(({ id }) => id === thread.customer?.id);
    return joined ? { ...thread, missed: 'everything' } : thread;
  }
  const next = { ...thread, customer };
  const before = thread.customer.mergedFrom.length;
  return customer.mergedFrom.length === before ? next : { ...next, missed: 'everything' };
}

function delivered(thread: Thread, moved: MovedDelivery): Thread {
  return { ...thread, touchpoints: thread.touchpoints.map((touchpoint) => withMovedDelivery(touchpoint, moved)) };
}

function changed(thread: Thread, conversation: ConversationView): Thread {
  const moved = thread.customer !== null && !isShown(thread, conversation.customerId);
  const next = newer(thread.conversation, conversation);
  if (next === thread.conversation) return thread;
  return { ...thread, conversation: next, missed: moved ? 'everything' : thread.missed };
}

/** Of two sights of one conversation the later: versions only rise. Equal versions may still differ in what is derived. */
export function newer(had: ConversationView | null, given: ConversationView): ConversationView {
  return had && had.version > given.version ? had : given;
}

/** The state to show: the touchpoint's own, or, in the chat, what the customer's high-water marks say, whichever is further. */
export function shownDelivery(touchpoint: TouchpointView, conversation: ConversationView | null): DeliveryState {
  const own = touchpoint.delivery.state;
  if (own === 'none' || own === 'failed' || conversation?.id !== touchpoint.conversationId) return own;
  if (conversation.chatWith && touchpoint.customerId !== conversation.chatWith) return own;
  const { customerDelivered, customerRead } = conversation.receipts;
  if (touchpoint.seq <= customerRead) return 'read';
  return touchpoint.seq <= customerDelivered && DELIVERY_RANK[own] < DELIVERY_RANK.delivered ? 'delivered' : own;
}
