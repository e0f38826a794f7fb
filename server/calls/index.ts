import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type {
  AttachmentRecord,
  Author,
  CallDetails,
  CallKind,
  CallRecord,
  CallRinging,
  CallView,
  ConversationRecord,
  CustomerRecord,
  Locale,
  Records,
  RingReason,
} from '../contract/index.js';
import { type Conversations, startKeyOfCall } from '../conversations/index.js';
import type { Customers } from '../customers/index.js';
import type { Actor, Bus, Clock } from '../platform/index.js';
import { insertTogether } from '../store/index.js';
import type { Timeline } from '../timeline/index.js';
import { makeActs, unlessBusy } from './acts.js';
import { makeChange, makeChangeCalls } from './change.js';
import { makeFetching } from './fetching.js';
import { foldCall } from './fold.js';
import { ASK_AFTER_MS } from './fold-together.js';
import { callHandlers, makeCallAccess } from './handlers.js';
import { makeKeptAnswers } from './kept-answers.js';
import { makeLeaving } from './leaving.js';
import { makeAwaitedMessages } from './messages.js';
import { CallModel, callById, latestCallOf } from './models.js';
import { makePresent } from './present.js';
import { makeRecorderActs } from './recorder.js';
import { agentAddress, agentOf, stepDraft } from './steps.js';
import { makeTelling, type Told } from './telling.js';

export interface CallsNeeds {
  bus: Bus;
  clock: Clock;
  customers: Customers;
  conversations: Conversations;
  timeline: Timeline;
  queueName(queueId: string): Promise<string>;
  agentName(agentId: string): Promise<string>;
  /** The door: the conversation, or `conversation.missing` also for one that is not this caller's to see. */
  access(actor: Actor, conversationId: string): Promise<ConversationRecord>;
}

export interface Incoming {
  sid: string;
  numberId: string;
  from: string;
  to: string;
  customer: CustomerRecord;
  locale: Locale;
  /** As the caller is told. */
  records: Records;
  /** Of the menu, where it begins. */
  step: string | null;
}

/** What a call is from its beginning on. */
type Own = Pick<CallRecord, '_id' | 'sid' | 'numberId' | 'from' | 'to' | 'locale' | 'customerId'> &
  Pick<CallRecord, 'direction' | 'placedBy' | 'conversationId' | 'ringing' | 'records'> &
  Partial<Pick<CallRecord, 'step' | 'state' | 'createdAt'>>;

/** `_id`: the same for the same wish; `version`: of the conversation, which is the agent's. */
interface Placed extends Pick<CallRecord, '_id' | 'numberId' | 'from' | 'to' | 'locale'> {
  conversation: Pick<ConversationRecord, '_id' | 'customerId'>;
  version: number;
  reason: RingReason;
  author: Author & { type: 'agent'; id: string };
}

/** Whether this agent's page is rung or is in it now. */
const hasLeg = ({ state }: CallRecord, agentId: string): boolean =>
  state.legs.some((leg) => !leg.endedAt && agentOf(leg.address) === agentId);

export type Calls = ReturnType<typeof makeCalls>;

/** The same call has the same id, whoever hears of it first. */
export const callIdOf = (sid: string): string => createHash('sha256').update(`call:${sid}`).digest('hex').slice(0, 24);

/** Phone calls: what is told of them, what that comes to, and what their customers' timelines say of it. */
export function makeCalls({ bus, clock, access, ...needs }: CallsNeeds) {
  const { customers, conversations, timeline, queueName, agentName } = needs;
  const change = makeChange(bus);
  const present = makePresent({ bus, customers, agentName });
  const logged = new LRUCache<string, true>({ max: 20_000 });
  const { leave, outOfLine, settleLeft } = makeLeaving({ clock, timeline, logged, conversations, change });
  const { keep, tell, fold, isBehind } = makeTelling({
    ...{ clock, timeline, logged, agentName, change, settleLeft },
    changeCalls: makeChangeCalls(bus, change),
  });
  const byId = callById;
  const insert = insertTogether(CallModel);
  const askAt = () => new Date(+clock.now() + ASK_AFTER_MS);

  /** A call as it comes in; nothing is kept of it until it is begun. */
  function coming({ sid, from, customer, ...own }: Incoming): CallRecord {
    const createdAt = clock.now();
    return fresh({
      ...{ ...own, _id: callIdOf(sid), sid, from, customerId: customer._id, direction: 'in' },
      ...{ conversationId: null, ringing: null, createdAt, state: foldCall([ringing({ sid, from, createdAt })]) },
    });
  }

  /** Twice is once. What was told of it before is not in its state yet. */
  async function begin(call: CallRecord): Promise<void> {
    await insert(call).catch((error: { code?: number }) => {
      if (error.code !== 11_000) throw error;
    });
  }

  const ringing = ({ sid, from, createdAt: at }: Pick<CallRecord, 'sid' | 'from' | 'createdAt'>): Told => {
    const fact = { kind: 'leg', sid, role: 'customer', state: 'ringing', address: from } as const;
    return { _id: `call:${sid}:ringing`, source: 'call', sequence: 0, at, fact };
  };

  /** That it came is told. Twice is once. */
  async function received(call: CallRecord): Promise<void> {
    const { _id, customerId, numberId, from, to, createdAt: at } = call;
    const name = (await customers.byId(customerId))?.name ?? '';
    const author = { type: 'customer', id: customerId, name } as const;
    await Promise.all([
      timeline.append(stepDraft(call, 'call.received', `${_id}:received`, { numberId, from, to }, { at, author })),
      keep(_id, ringing(call)),
      customers.noteSeen(customerId),
    ]);
  }

  /**
   * A call that an agent wants: their own page is to be rung first. The same id again finds it.
   * @throws AppError call.busy where they wished for another one that is under way
   */
  async function place({ author, version, reason, conversation, ...own }: Placed): Promise<CallRecord> {
    const { _id: conversationId, customerId } = conversation;
    const ringing: CallRinging = {
      ...{ agentId: author.id, version, reason, fromAgentId: null },
      ...{ at: clock.now(), sid: null, joined: false },
    };
    const call = await kept({
      ...own,
      sid: '',
      direction: 'out',
      ...(reason === 'place' && { placedBy: author.id }),
      conversationId,
      customerId,
      ringing,
      records: 'never',
    });
    const { _id, numberId, from, to, createdAt: at } = call;
    await timeline.append(stepDraft(call, 'call.placed', `${_id}:placed`, { numberId, from, to }, { at, author }));
    return call;
  }

  const fresh = (own: Own): CallRecord => ({
    ...{ createdAt: clock.now(), step: null, queuedAt: null, left: null, dialedAt: null, fetching: [], holds: [] },
    ...{ mutes: [], transfer: null, supervisions: [], hungUpBy: null, asked: [], version: 0 },
    ...{ recording: 'off', recorder: { sid: null, state: 'off', by: null, since: null, dueAt: null } },
    ...{ known: 0, state: foldCall([]), open: true, freed: false, askAt: askAt() },
    ...own,
  });

  async function kept(own: Own): Promise<CallRecord> {
    const made = CallModel.findOneAndUpdate(
      { _id: own._id },
      { $setOnInsert: fresh(own) },
      { upsert: true, returnDocument: 'after' },
    );
    return made
      .lean<CallRecord>()
      .catch(async (error) => (await byId(own._id)) ?? unlessBusy(error)) as Promise<CallRecord>;
  }

  async function step<K extends CallKind>(
    call: CallRecord,
    kind: K,
    key: string,
    details: Omit<CallDetails[K], 'callId'>,
    more: { author?: Author; attachments?: AttachmentRecord[]; at?: Date } = {},
  ) {
    return timeline.append(stepDraft(call, kind, key, details, { at: clock.now(), ...more }));
  }

  /** The caller is in a line, or their message is: from here on the call has a conversation. A repeat finds it. */
  async function enter(call: CallRecord, queueId: string): Promise<CallRecord> {
    const [customer, verified, name] = await Promise.all([
      ...([customers.byId(call.customerId), customers.isVerified(call.customerId), queueName(queueId)] as const),
    ]);
    const { conversation, isNew } = await conversations.openTold({
      customer: { ...customer!, value: await customers.valueOf(customer!) },
      ...{ verified, channel: 'voice', siteId: null, queueId, queueName: name, locale: call.locale },
      ...{ by: 'customer', startKey: startKeyOfCall(call.sid), told: () => [] },
    });
    if (isNew) await customers.noteSeen(call.customerId);
    const queuedAt = call.queuedAt ?? (call.left === 'voicemail' ? null : conversation.openedAt);
    const set = { conversationId: conversation._id, queuedAt };
    const entered = (await change(call._id, {}, { $set: set })) ?? { ...call, ...set };
    // Their going was heard of before they were in it.
    if (entered.left === 'hungUp') await outOfLine(entered);
    return entered;
  }

  /** It goes on with a conversation that waits already. @param since it waits in the line; null: it does not, its message does */
  const joins = (callId: string, { _id: conversationId }: ConversationRecord, since: Date | null) =>
    change(callId, {}, { $set: { conversationId, queuedAt: since } });

  const ofConversation = (conversationId: string) =>
    CallModel.find({ conversationId }).sort({ createdAt: -1 }).limit(100).lean<CallRecord[]>();

  return {
    ...{ coming, begin, received, place, keep, tell, fold, isBehind, enter, joins, leave, settleLeft, step },
    ...{ byId, ofConversation, present, change },
    ...makeFetching(clock),
    ...makeAwaitedMessages(clock),
    ...makeActs({ clock, change, outOfLine }),
    ...makeRecorderActs({ clock, change }),
    ...makeKeptAnswers(clock),
    access: makeCallAccess({ byId, access }),
    handlers: callHandlers({ byId, ofConversation, present, access }),
    bySid: (sid: string) => byId(callIdOf(sid)),
    byConversation: latestCallOf,
    /** Whether this agent is rung for, or in, the call of a conversation that is under way. */
    async isOn(agentId: string, conversationId: string): Promise<boolean> {
      const call = await latestCallOf(conversationId);
      return call?.open === true && hasLeg(call, agentId);
    },
    /** Under way, with a leg of this agent's. */
    async ofAgent(agentId: string): Promise<CallView[]> {
      const found = await CallModel.find({ open: true, 'state.legs.address': agentAddress(agentId) }).lean<
        CallRecord[]
      >();
      return Promise.all(found.filter((call) => hasLeg(call, agentId)).map(present));
    },
    /**
     * Where in the menu it is, and in which language it is answered from now on: unless it is known to have gone further.
     * @param turn of the question; `step` null where it is asked none
     */
    at: async (callId: string, turn: number, { step, locale }: Pick<CallRecord, 'step' | 'locale'>) => {
      const set = { locale, ...(step && { step, turn }) };
      await CallModel.updateOne({ _id: callId, turn: { $not: { $gte: turn } } }, { $set: set });
    },
    /** Whose conversations, or legs, something may have to follow of still. */
    unfinished: () =>
      CallModel.find({ freed: false, conversationId: { $gt: '' } })
        .limit(500)
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
export type { LeadingAnswer, MadeAnswer } from './kept-answers.js';
export { isRung, isThere, liveLegOf, liveLegs } from './legs.js';
export { type MenuInput, nextMove } from './menu.js';
export { numbersOf } from './present.js';
export { makeSoftphone } from './softphone.js';
export { agentAddress, agentOf } from './steps.js';
