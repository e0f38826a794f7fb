import mongoose from 'mongoose';
import { DIRECTIONS, type MailRecord } from '../contract/index.js';

const { Schema } = mongoose;
const part = (shape: Record<string, unknown>) => new Schema(shape as never, { _id: false });

const bodySchema = part({
  text: String,
  visible: String,
  html: { type: String, default: null },
  quotedHtml: { type: String, default: null },
  headers: { type: [part({ name: String, value: String })], default: [] },
  inline: { type: [part({ cid: String, fileId: String, name: String })], default: [] },
});

const mailSchema = new Schema<MailRecord>(
  {
    _id: String,
    mailboxId: { type: String, required: true },
    direction: { type: String, enum: DIRECTIONS, required: true },
    key: { type: String, required: true },
    messageIds: { type: [String], default: [] },
    positions: { type: [String], default: undefined }, // absent, not empty: an empty list counts as a value in the index
    envelope: { type: part({ from: { type: String, default: null }, to: [String] }), required: true },
    rawFileId: { type: String, default: null },
    state: { type: String, enum: ['stored', 'taken', 'dropped', 'failed'], required: true },
    why: String,
    tries: { type: Number, default: 0 },
    dueAt: Date,
    conversationId: { type: String, default: null },
    customerId: { type: String, default: null },
    touchpointId: { type: String, default: null },
    body: { type: bodySchema, default: null },
    receivedAt: { type: Date, required: true },
    placed: {
      type: part({ to: String, by: part({ id: String, name: String }), at: Date, from: String }),
      default: undefined,
    },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'mails' },
);
mailSchema.index({ key: 1 }, { unique: true }); // the same mail twice is one
mailSchema.index({ positions: 1 }, { unique: true, sparse: true }); // and the same place on a mail server is
mailSchema.index({ mailboxId: 1, messageIds: 1 }); // what a mail answers
mailSchema.index({ dueAt: 1 }, { sparse: true }); // the sweep: holds only what is due
mailSchema.index({ conversationId: 1, receivedAt: -1 }); // what an answer answers
export const MailModel = mongoose.model<MailRecord>('Mail', mailSchema);
