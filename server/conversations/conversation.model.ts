import mongoose from 'mongoose';
import { CHANNELS, CONVERSATION_STATES, type ConversationRecord, UNFINISHED_STATES } from '../contract/index.js';
import { giveUpIndexes } from '../store/index.js';

const { Schema } = mongoose;
const part = (shape: Record<string, unknown>) => new Schema(shape as never, { _id: false });

const conversationSchema = new Schema<ConversationRecord>(
  {
    _id: String,
    number: { type: Number, required: true },
    version: { type: Number, required: true },
    customerId: { type: String, required: true },
    customerName: { type: String, default: '' },
    customerVerified: { type: Boolean, default: false },
    channel: { type: String, enum: CHANNELS, required: true },
    siteId: { type: String, default: null },
    startKey: { type: String, required: true },
    state: { type: String, enum: CONVERSATION_STATES, required: true },
    queueId: { type: String, required: true },
    agentId: { type: String, default: null },
    answerTo: { type: String, default: undefined },
    inChat: { type: Boolean, default: undefined },
    chat: { type: part({ customerId: String, seq: Number, agentRead: Number }), default: undefined },
    onwardTo: { type: String, default: undefined },
    onwardAt: { type: Date, default: undefined },
    onwardSeq: { type: Number, default: undefined },
    mail: { type: part({ mailboxId: String, rootId: String, participants: [String] }), default: undefined },
    sms: { type: part({ numberId: String, number: String, peer: String, oneWay: Boolean }), default: undefined },
    callback: {
      type: part({
        ...{ number: String, numberId: String, requestedAt: Date, tries: Number, callId: String },
        talks: { type: Boolean, default: undefined },
      }),
      default: undefined,
    },
    joinedBy: { type: [String], default: undefined },
    locale: { type: String, required: true },
    subject: { type: String, default: null },
    openedAt: { type: Date, required: true },
    queuedAt: { type: Date, default: null },
    routingKey: { type: Number, required: true },
    offers: {
      type: [part({ offerId: String, agentId: String, madeAt: Date, expiresAt: Date, decisionId: String })],
      default: [],
    },
    passedBy: { type: [part({ agentId: String, how: String, at: Date })], default: [] },
    value: { type: Number, default: undefined },
    needs: { type: [part({ skillId: String, level: Number })], default: undefined },
    lastAgentId: { type: String, default: undefined },
    alsoQueueIds: { type: [String], default: undefined },
    overflowedAt: { type: Date, default: undefined },
    keepsPlace: { type: Boolean, default: undefined },
    firstAssignedAt: { type: Date, default: null },
    assignedAt: { type: Date, default: null },
    firstResponseAt: { type: Date, default: null },
    wrapUpUntil: { type: Date, default: null },
    wrapUpExtended: { type: Number, default: undefined },
    snoozedUntil: { type: Date, default: null },
    closedAt: { type: Date, default: null },
    closedBy: { type: String, default: null },
    outcome: { type: String, default: null },
    rating: { type: part({ score: Number, comment: String, at: Date }), default: null },
    lastActivityAt: { type: Date, required: true },
    lastMessage: {
      type: part({ seq: Number, text: String, direction: String, at: Date, attachments: Number }),
      default: null,
    },
    firstSource: { type: String, default: undefined },
    unread: { type: Number, default: 0 },
    customerWaitsSince: { type: Date, default: null },
    wroteAt: { type: Date, default: undefined },
    receipts: part({ customerDelivered: Number, customerRead: Number, agentRead: Number, agentReadPublic: Number }),
    sla: { type: part({ kind: String, dueAt: Date }), default: null },
    unlogged: { type: [Schema.Types.Mixed as never], default: [] },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'conversations' },
);
conversationSchema.index({ startKey: 1 }, { unique: true }); // a repeated opening finds the first
conversationSchema.index({ number: 1 }, { unique: true });
conversationSchema.index({ state: 1, routingKey: 1 }); // who waits, in order
conversationSchema.index({ customerId: 1, openedAt: -1 }); // a customer's own, newest first
conversationSchema.index(
  { customerId: 1, channel: 1, openedAt: -1 },
  { partialFilterExpression: { state: { $in: UNFINISHED_STATES } } },
); // what a customer still waits for, by the way they came
conversationSchema.index({ 'chat.customerId': 1 }, { sparse: true }); // what goes on in the chat of one who was joined
conversationSchema.index({ agentId: 1, state: 1, lastActivityAt: -1, _id: -1 }); // Mine
conversationSchema.index({ queueId: 1, state: 1, lastActivityAt: -1, _id: -1 }); // by queue
conversationSchema.index({ state: 1, lastActivityAt: -1, _id: -1 }); // All, of some states or of every one
conversationSchema.index({ snoozedUntil: 1 }, { partialFilterExpression: { state: 'snoozed' } }); // what wakes next
conversationSchema.index({ 'unlogged.sourceId': 1 }, { sparse: true }); // what a crash left half told
conversationSchema.index({ onwardAt: 1 }, { sparse: true }); // what goes on by mail next
conversationSchema.index({ queueId: 1, firstAssignedAt: 1 }); // answered today
conversationSchema.index({ queueId: 1, closedAt: 1 }); // closed, and left, today
conversationSchema.index({ 'callback.number': 1 }, { sparse: true }); // who is to be called back
conversationSchema.index(
  { 'sms.peer': 1, openedAt: -1 },
  { partialFilterExpression: { state: { $in: UNFINISHED_STATES }, 'sms.peer': { $exists: true } } },
); // where a text belongs
conversationSchema.index({ 'sms.peer': 1, 'sms.numberId': 1, openedAt: -1 }, { sparse: true }); // after which one it comes

giveUpIndexes('conversations', ['lastActivityAt_-1__id_-1', 'state_1_snoozedUntil_1', 'sms.peer_1']);

export const ConversationModel = mongoose.model<ConversationRecord>('Conversation', conversationSchema);

const counterSchema = new Schema<{ _id: string; value: number }>(
  { _id: String, value: { type: Number, default: 0 } },
  { versionKey: false, collection: 'counters' },
);
export const CounterModel = mongoose.model('Counter', counterSchema);
