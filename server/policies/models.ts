import mongoose from 'mongoose';
import {
  type CommonRulesRecord,
  LOCALES,
  type PolicyDraftRecord,
  type PolicyVersionRecord,
  type SkillRecord,
  VERSION_CAUSES,
} from '../contract/index.js';

const { Schema } = mongoose;

const skillSchema = new Schema<SkillRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    nameFa: { type: String, default: null },
    language: { type: String, enum: [...LOCALES, null], default: null },
  },
  { strict: 'throw', versionKey: false, collection: 'skills' },
);
skillSchema.index({ name: 1 }, { unique: true }); // two of one name could not be told apart
export const SkillModel = mongoose.model('Skill', skillSchema);

const commonSchema = new Schema<CommonRulesRecord>(
  {
    _id: { type: String, required: true } as never,
    interrupts: { type: Schema.Types.Mixed as never, required: true }, // as the request schema has checked it
    restSeconds: { type: Number, required: true },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'commonRules' },
);
export const CommonRulesModel = mongoose.model('CommonRules', commonSchema);

const person = new Schema({ id: String, name: String }, { _id: false, strict: 'throw' });

const versionSchema = new Schema<PolicyVersionRecord>(
  {
    _id: { type: Number, required: true },
    at: { type: Date, required: true },
    by: { type: person, default: null },
    note: { type: String, default: '' },
    cause: { type: String, enum: VERSION_CAUSES, required: true },
    state: { type: String, enum: ['publishing', 'live'], required: true },
    hash: { type: String, required: true },
    content: { type: Schema.Types.Mixed as never, required: true },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'policyVersions' },
);
export const PolicyVersionModel = mongoose.model('PolicyVersion', versionSchema);

const draftSchema = new Schema<PolicyDraftRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    baseVersion: { type: Number, required: true },
    content: { type: Schema.Types.Mixed as never, required: true },
    by: { type: person, required: true },
    at: { type: Date, required: true },
    version: { type: Number, required: true },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'policyDrafts' },
);
export const PolicyDraftModel = mongoose.model('PolicyDraft', draftSchema);
