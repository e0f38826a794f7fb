import mongoose from 'mongoose';
import { FOLLOW_UP_STATES, type FollowUpRecord } from '../contract/index.js';

const { Schema } = mongoose;

const followUpSchema = new Schema<FollowUpRecord>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    customerId: { type: String, required: true },
    conversationId: { type: String, default: null },
    sourceId: { type: String, required: true },
    text: { type: String, required: true },
    dueAt: { type: Date, required: true },
    assigneeId: { type: String, required: true },
    createdBy: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
    state: { type: String, enum: FOLLOW_UP_STATES, required: true },
    settledAt: { type: Date, default: null },
    remindedAt: { type: Date, default: null },
    unlogged: { type: [Schema.Types.Mixed], required: true } as never,
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'followups' },
);
followUpSchema.index({ sourceId: 1 }, { unique: true }); // the same request twice is one follow-up
followUpSchema.index({ assigneeId: 1, state: 1, dueAt: 1, _id: 1 }); // one person's list
followUpSchema.index({ state: 1, dueAt: 1, _id: 1 }); // everybody's list
followUpSchema.index({ customerId: 1, state: 1, dueAt: 1, _id: 1 }); // beside the customer
followUpSchema.index({ state: 1, remindedAt: 1, dueAt: 1 }); // who is to be reminded now
followUpSchema.index({ 'unlogged.sourceId': 1 }, { sparse: true }); // what a crash left untold

export const FollowUpModel = mongoose.model('FollowUp', followUpSchema);
