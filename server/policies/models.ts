import mongoose from 'mongoose';
import { type CommonRulesRecord, LOCALES, type SkillRecord } from '../contract/index.js';

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
