import mongoose from 'mongoose';
import { type CarrierAccountRecord, LOCALES, type NumberRecord } from '../contract/index.js';

const { Schema } = mongoose;
// Their request schemas have checked them.
const checked = { type: Schema.Types.Mixed as never, required: true };

const accountSchema = new Schema<CarrierAccountRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    sid: { type: String, required: true },
    token: { type: String, required: true },
    earlierToken: { type: new Schema({ token: String, until: Date }, { _id: false, strict: 'throw' }), default: null },
    apiKeySid: { type: String, default: null },
    apiKeySecret: { type: String, default: null },
    revision: { type: Number, required: true },
  },
  { strict: 'throw', versionKey: false, collection: 'carrierAccounts' },
);
accountSchema.index({ sid: 1 }, { unique: true }); // whose token signed what comes
export const CarrierAccountModel = mongoose.model('CarrierAccount', accountSchema);

const numberSchema = new Schema<NumberRecord>(
  {
    _id: { type: String, required: true },
    number: { type: String, required: true },
    name: { type: String, required: true },
    carrierAccountId: { type: String, required: true },
    messagingServiceSid: { type: String, default: null },
    locale: { type: String, enum: LOCALES, required: true },
    active: { type: Boolean, required: true },
    sms: checked,
    voice: checked,
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'numbers' },
);
numberSchema.index({ number: 1 }, { unique: true }); // what comes to it goes one way
export const NumberModel = mongoose.model('Number', numberSchema);
