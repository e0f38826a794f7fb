import mongoose from 'mongoose';
import type { CallEventRecord, CallLeads, CallRecord } from '../contract/index.js';
import { coalesced } from '../platform/index.js';
import { findTogether } from '../store/index.js';

const { Schema } = mongoose;
const Mixed = Schema.Types.Mixed as never;

const callSchema = new Schema<CallRecord>(
  {
    _id: { type: String, required: true },
    sid: { type: String, required: true },
    numberId: { type: String, required: true },
    from: String,
    to: String,
    customerId: { type: String, required: true },
    locale: { type: String, required: true },
    createdAt: { type: Date, required: true },
    step: { type: String, default: null },
    turn: Number,
    conversationId: { type: String, default: null },
    queuedAt: { type: Date, default: null },
    left: { type: String, default: null },
    leftAt: { type: Date, default: undefined },
    ringing: { type: Mixed, default: null },
    direction: { type: String, required: true },
    placedBy: String,
    dialedAt: { type: Date, default: null },
    fetching: { type: Mixed, default: [] },
    holds: { type: Mixed, default: [] },
    mutes: { type: Mixed, default: [] },
    transfer: { type: Mixed, default: null },
    supervisions: { type: Mixed, default: [] },
    hungUpBy: { type: String, default: null },
    records: { type: String, required: true },
    recording: { type: String, required: true },
    messageDueAt: Date,
    recorder: { type: Mixed, required: true },
    asked: { type: Mixed, default: [] },
    version: { type: Number, required: true },
    known: { type: Number, required: true },
    state: { type: Mixed, required: true },
    freed: { type: Boolean, required: true },
    open: { type: Boolean, required: true },
    askAt: { type: Date, required: true },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'calls' },
);
callSchema.index({ conversationId: 1, createdAt: -1 }); // the calls of a conversation, the latest first
callSchema.index({ freed: 1, conversationId: 1 }); // the sweep: those of which something may have to follow
callSchema.index({ 'state.legs.address': 1, open: 1 }); // the calls under way of an agent whose desk is read
callSchema.index({ placedBy: 1 }, { unique: true, sparse: true }); // of two wishes of one agent at once, one is a call
callSchema.index({ open: 1, askAt: 1 }); // the sweep: those of which nothing was heard for long
callSchema.index({ 'fetching.dueAt': 1 }, { sparse: true }); // the sweep: recordings that are not ours yet
callSchema.index({ messageDueAt: 1 }, { sparse: true }); // the sweep: whose message nobody told of
callSchema.index({ 'recorder.dueAt': 1 }, { sparse: true }); // the sweep: recordings that are not yet as they are to be
export const CallModel = mongoose.model<CallRecord>('Call', callSchema);
export const callById = findTogether(CallModel, '_id');

/** The latest call of a conversation. Every channel's conversations are asked for theirs when they move. */
export const latestCallOf: (conversationId: string) => Promise<CallRecord | null> = coalesced(
  async (conversationIds: string[]) => {
    const filter = { conversationId: { $in: [...new Set(conversationIds)] } };
    const found = await CallModel.find(filter).sort({ createdAt: 1 }).lean<CallRecord[]>();
    const latest = new Map(found.map((call) => [call.conversationId, call]));
    return conversationIds.map((id) => latest.get(id) ?? null);
  },
  50,
);

const eventSchema = new Schema<CallEventRecord>(
  {
    _id: { type: String, required: true }, // what comes twice is one
    callId: { type: String, required: true },
    source: { type: String, required: true },
    sequence: { type: Number, required: true },
    at: { type: Date, required: true },
    receivedAt: { type: Date, required: true },
    fact: { type: Mixed, required: true },
  },
  { strict: 'throw', versionKey: false, collection: 'callEvents' },
);
eventSchema.index({ callId: 1 }); // all that is known of a call
export const CallEventModel = mongoose.model<CallEventRecord>('CallEvent', eventSchema);

/** What was answered to a webhook: the same question gets the same answer. */
export interface KeptAnswer {
  _id: string;
  text: string;
  expiresAt: Date;
  /** Absent once it is done. */
  leads?: CallLeads;
}
const answerSchema = new Schema<KeptAnswer>(
  { _id: { type: String, required: true }, text: String, expiresAt: Date, leads: { type: Mixed } },
  { strict: 'throw', versionKey: false, collection: 'callAnswers' },
);
answerSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 }); // no webhook is repeated for longer
answerSchema.index({ 'leads.dueAt': 1 }, { sparse: true }); // the sweep: calls that were not led on
export const KeptAnswerModel = mongoose.model<KeptAnswer>('CallAnswer', answerSchema);
