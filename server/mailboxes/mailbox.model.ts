import mongoose from 'mongoose';
import { LOCALES, type MailboxRecord } from '../contract/index.js';

const { Schema } = mongoose;
const { Mixed } = Schema.Types;
const inBoth = { type: new Schema({ en: String, fa: String }, { _id: false, strict: 'throw' }), required: true };
// Several shapes each, which the request schemas have checked.
const checked = { type: Mixed as never, required: true };

const mailboxSchema = new Schema<MailboxRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    address: { type: String, required: true },
    aliases: { type: [String], required: true },
    senderName: inBoth,
    locale: { type: String, enum: LOCALES, required: true },
    queueId: { type: String, required: true },
    rules: checked,
    incoming: checked,
    outgoing: checked,
    dkim: { type: Mixed as never, default: null },
    authservId: { type: String, default: null },
    signature: inBoth,
    acknowledgement: inBoth,
    outOfHours: inBoth,
    reopenDays: { type: Number, required: true },
    active: { type: Boolean, required: true },
    claims: { type: [String], required: true },
    revision: { type: Number, required: true },
    status: {
      type: new Schema({ incoming: String, problem: String, since: Date }, { _id: false, strict: 'throw' }),
      required: true,
    },
    troubles: { type: Mixed as never, default: undefined },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'mailboxes' },
);
mailboxSchema.index({ claims: 1 }, { unique: true }); // a mail to an address goes to one mailbox

export const MailboxModel = mongoose.model('Mailbox', mailboxSchema);
