import mongoose from 'mongoose';
import { LOCALES, type SiteRecord } from '../contract/index.js';

const { Schema } = mongoose;
const localised = () => new Schema({ en: String, fa: String }, { _id: false, strict: 'throw' });
const topicSchema = new Schema(
  {
    queueId: { type: String, required: true },
    label: { type: localised(), required: true },
    needs: { type: [new Schema({ skillId: String, level: Number }, { _id: false })], default: undefined },
  },
  { _id: false, strict: 'throw' },
);

const siteSchema = new Schema<SiteRecord>(
  {
    _id: { type: String, required: true },
    key: { type: String, required: true },
    name: { type: String, required: true },
    origins: { type: [String], required: true },
    locale: { type: String, enum: [...LOCALES, null], default: null },
    color: { type: String, required: true },
    position: { type: String, enum: ['end', 'start'], required: true },
    title: { type: localised(), required: true },
    greeting: { type: localised(), required: true },
    topics: { type: [topicSchema], required: true },
    askName: { type: Boolean, required: true },
    askEmail: { type: String, enum: ['no', 'optional', 'required'], required: true },
    identitySecret: { type: String, default: null },
  },
  { strict: 'throw', versionKey: false, collection: 'sites' },
);
siteSchema.index({ key: 1 }, { unique: true }); // the embed snippet names it

export const SiteModel = mongoose.model('Site', siteSchema);
