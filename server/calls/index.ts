import { createHash } from 'node:crypto';
import type {
  CallDetails,
  CallEventRecord,
  CallKind,
  CallRecord,
  ConversationRecord,
  CustomerRecord,
  Locale,
  QueueLeftReason,
} from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Customers } from '../customers/index.js';
import type { Clock } from '../platform/index.js';
import type { Timeline } from '../timeline/index.js';
import { foldCall } from './fold.js';
import { CallEventModel, CallModel, KeptAnswerModel } from './models.js';
import { stepDraft, stepsOf } from './steps.js';

/** Nothing was heard of an open call for so long: its carrier is asked. */
const ASK_AFTER_MS = 5 * 60_000;
const ANSWERS_KEPT_MS = 24 * 3_600_000;

export interface CallsNeeds {
  clock: Clock;
  customers: Customers;
  conversations: Conversations;
  timeline: Timeline;
  queueName(queueId: string): Promise<string>;
  agentName(agentId: string): Promise<string>;
}

export interface Incoming {
  sid: string;
  numberId: string;
  from: string;
  to: string;
  customer: CustomerRecord;
  locale: Locale;
}

export type Calls = ReturnType<typeof makeCalls>;
export type Told = Omit<CallEventRecord, 'callId' | 'receivedAt'>;

/** The same call has the same id, whoever hears of it first. */
export const callIdOf = (sid: string): string => createHash('sha256').update(`call:${sid}`).digest('hex').slice(0, 24);

/** Phone calls: what is told of them, what that comes to, and what their customers' timelines say of it. */
export function makeCalls({ clock, customers, conversations, timeline, queueName, agentName }: CallsNeeds) {
  const byId = (id: string) => CallModel.findById(id).lean<CallRecord>();
  const askAt = () => new Date(+clock.now() + ASK_AFTER_MS);

  /** The first webhook of a call; a repeat finds it. */
  async function begin({ sid, numberId, from, to, customer, locale }: Incoming): Promise<CallRecord> {
    const _id = callIdOf(sid);
    const now = clock.now();
    const fresh: CallRecord = {
      ...{ _id, sid, numberId, from, to, locale, customerId: customer._id, createdAt: now, step: null },
      ...{ conversationId: null, queuedAt: null, left: null, ringing: null, fetching: [] },
      ...{ state: foldCall([]), open: true, freed: false, askAt: askAt() },
    };
    await CallModel.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true });
    const call = (await byId(_id))!;
    const author = { type: 'customer', id: customer._id, name: customer.name } as const;
    await timeline.append(
      stepDraft(call, 'call.received', `${_id}:received`, { numberId, from, to }, { at: call.createdAt, author }),
    );
    const fact = { kind: 'leg', sid, role: 'customer', state: 'ringing', address: from } as const;
    return (
      (await tell(_id, { _id: `call:${sid}:ringing`, source: 'call', sequence: 0, at: call.createdAt, fact })) ?? call
    );
  }

  /**
   * Takes something in that is known of a call. Twice is once, and any order comes to the same.
   * @returns null for a call that nobody knows yet: the fact waits for it
   */
  async function tell(callId: string, told: Told): Promise<CallRecord | null> {
    const event = { ...told, callId, receivedAt: clock.now() };
    await CallEventModel.updateOne({ _id: told._id }, { $setOnInsert: event }, { upsert: true });
    return refold(callId);
  }

  /** Two at once may each have read before the other wrote: whoever finds more events than it folded folds again. */
  async function refold(callId: string): Promise<CallRecord | null> {
    for (;;) {
      const events = await CallEventModel.find({ callId }).lean<CallEventRecord[]>();
      const state = foldCall(events);
      const open = state.endedAt === null || state.legs.some(({ endedAt }) => !endedAt);
      const set = { state, open, askAt: askAt() };
      const call = await CallModel.findByIdAndUpdate(
        callId,
        { $set: set },
        { returnDocument: 'after' },
      ).lean<CallRecord>();
      if (!call) return null;
      await log(call, events);
      if ((await CallEventModel.countDocuments({ callId })) === events.length) return call;
    }
  }

  async function log(call: CallRecord, events: CallEventRecord[]): Promise<void> {
    const ids = new Set([call.ringing?.agentId, ...call.state.legs.map(({ address }) => address?.split('_')[1])]);
    const names = new Map<string, string>();
    for (const id of ids) if (id) names.set(id, await agentName(id));
    await timeline.appendAll(stepsOf(call, events, (id) => names.get(id) ?? ''));
  }

  async function step<K extends CallKind>(
    call: CallRecord,
    kind: K,
    key: string,
    details: Omit<CallDetails[K], 'callId'>,
  ) {
    return timeline.append(stepDraft(call, kind, key, details, { at: clock.now() }));
  }

  /** The caller is in a line: from here on the call has a conversation. A repeat finds it. */
  async function enter(call: CallRecord, queueId: string): Promise<ConversationRecord> {
    const customer = (await customers.byId(call.customerId))!;
    const conversation = await conversations.open({
      customer: { ...customer, value: await customers.valueOf(customer) },
      verified: await customers.isVerified(customer._id),
      ...{ channel: 'voice', siteId: null, queueId, queueName: await queueName(queueId), locale: call.locale },
      ...{ by: 'customer', startKey: `voice:${call.sid}`, told: () => [] },
    });
    const set = { conversationId: conversation._id, queuedAt: call.queuedAt ?? conversation.openedAt };
    await CallModel.updateOne({ _id: call._id }, { $set: set });
    return conversation;
  }

  /** Out of the line, once. */
  async function leave(callId: string, reason: QueueLeftReason): Promise<void> {
    const call = await CallModel.findOneAndUpdate(
      { _id: callId, left: null, queuedAt: { $ne: null } },
      { $set: { left: reason } },
      { returnDocument: 'after' },
    ).lean<CallRecord>();
    if (!call) return;
    const waitedMs = +clock.now() - +call.queuedAt!;
    await step(call, 'queue.left', `${callId}:left`, { reason, waitedMs });
  }

  /** What was answered before to the same question, else what is made now. */
  async function answerOnce(key: string, make: () => Promise<string>): Promise<string> {
    const earlier = await KeptAnswerModel.findById(key).lean();
    if (earlier) return earlier.text;
    const expiresAt = new Date(+clock.now() + ANSWERS_KEPT_MS);
    const text = await make();
    await KeptAnswerModel.updateOne({ _id: key }, { $setOnInsert: { text, expiresAt } }, { upsert: true });
    return (await KeptAnswerModel.findById(key).lean())?.text ?? text;
  }

  return {
    ...{ begin, tell, enter, leave, step, answerOnce, byId },
    bySid: (sid: string) => byId(callIdOf(sid)),
    byConversation: (conversationId: string) => CallModel.findOne({ conversationId }).lean<CallRecord>(),
    at: async (callId: string, key: string) =>
      void (await CallModel.updateOne({ _id: callId }, { $set: { step: key } })),
    free: async (callId: string) => void (await CallModel.updateOne({ _id: callId }, { $set: { freed: true } })),
    /** In which language it is answered from now on. */
    speak: async (callId: string, locale: Locale) =>
      void (await CallModel.updateOne({ _id: callId }, { $set: { locale } })),
    /** @returns false when this assignment's agent is being called already */
    async ring(callId: string, agentId: string, version: number): Promise<boolean> {
      const filter = { _id: callId, open: true, 'ringing.version': { $ne: version } };
      const { modifiedCount } = await CallModel.updateOne(filter, { $set: { ringing: { agentId, version } } });
      return modifiedCount === 1;
    },
    /** Something was recorded, and is to be fetched. */
    async fetchLater(
      callId: string,
      { sid, url, lengthMs }: { sid: string; url: string; lengthMs: number },
    ): Promise<void> {
      const waits = { sid, url, lengthMs, dueAt: clock.now(), tries: 0 };
      await CallModel.updateOne({ _id: callId, 'fetching.sid': { $ne: sid } }, { $push: { fetching: waits } });
    },
    fetched: async (callId: string, sid: string) =>
      void (await CallModel.updateOne({ _id: callId }, { $pull: { fetching: { sid } } })),
    async fetchAgain(callId: string, sid: string, tries: number, dueAt: Date): Promise<void> {
      const set = { 'fetching.$.tries': tries, 'fetching.$.dueAt': dueAt };
      await CallModel.updateOne({ _id: callId, 'fetching.sid': sid }, { $set: set });
    },
    toFetch: () =>
      CallModel.find({ 'fetching.dueAt': { $lte: clock.now() } })
        .limit(50)
        .lean<CallRecord[]>(),
    /** Open ones of which nothing was heard for long. */
    silent: () =>
      CallModel.find({ open: true, askAt: { $lte: clock.now() } })
        .limit(50)
        .lean<CallRecord[]>(),
    askedNow: async (callId: string) => void (await CallModel.updateOne({ _id: callId }, { $set: { askAt: askAt() } })),
  };
}

export { foldCall } from './fold.js';
export { nextMove } from './menu.js';
export { agentAddress, agentOf } from './steps.js';
