import mongoose from 'mongoose';
import { CHANNELS, DELIVERY_STATES, DIRECTIONS, TOUCHPOINT_KINDS, type TouchpointRecord } from '../contract/index.js';

const { Schema } = mongoose;

const authorSchema = new Schema({ type: { type: String, required: true }, id: String, name: String }, { _id: false });
const attachmentSchema = new Schema(
  { fileId: String, name: String, type: { type: String }, sizeBytes: Number, width: Number, height: Number },
  { _id: false },
);

const touchpointSchema = new Schema<TouchpointRecord>(
  {
    _id: String,
    customerId: { type: String, required: true },
    conversationId: { type: String, default: null },
    seq: { type: Number, required: true },
    publicSeq: { type: Number, required: true },
    public: { type: Boolean, required: true },
    kind: { type: String, enum: TOUCHPOINT_KINDS, required: true },
    direction: { type: String, enum: DIRECTIONS, required: true },
    channel: { type: String, enum: [...CHANNELS, null], default: null },
    sourceId: { type: String, required: true },
    clientId: { type: String, default: null },
    at: { type: Date, required: true },
    recordedAt: { type: Date, required: true },
    author: { type: authorSchema, required: true },
    text: { type: String, default: null },
    terms: { type: [String], default: [] },
    attachments: { type: [attachmentSchema], default: [] },
    details: { type: Schema.Types.Mixed, default: {} },
    delivery: {
      state: { type: String, enum: DELIVERY_STATES, required: true },
      rank: { type: Number, required: true },
      reason: String,
      said: String,
      failedFor: { type: [String], default: undefined },
      sentTo: { type: [String], default: undefined },
      tries: { type: Number, default: 0 },
      dueAt: Date,
      lane: String,
      providerId: String,
    },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'touchpoints' },
);
touchpointSchema.index({ customerId: 1, seq: 1 }, { unique: true }); // reading order; one writer per seq
touchpointSchema.index({ channel: 1, sourceId: 1 }, { unique: true }); // repeated webhooks and double clicks end here
touchpointSchema.index({ customerId: 1, public: 1, publicSeq: 1 }); // the customer's own reading order
touchpointSchema.index({ conversationId: 1, seq: 1 }); // transcripts
touchpointSchema.index({ 'delivery.dueAt': 1 }, { sparse: true }); // the outbox sweep: holds only what is due
touchpointSchema.index({ 'delivery.lane': 1, 'delivery.dueAt': 1 }, { sparse: true }); // what is due next in a lane
touchpointSchema.index({ terms: 1, at: -1, _id: -1 }); // search over messages, newest first
touchpointSchema.index({ at: -1, _id: -1 }); // search for words that very many have: the newest tell soonest
touchpointSchema.index({ 'details.mentions': 1, at: -1 }, { partialFilterExpression: { kind: 'note' } }); // who is named in a note

export const TouchpointModel = mongoose.model<TouchpointRecord>('Touchpoint', touchpointSchema);
