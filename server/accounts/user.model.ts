import mongoose from 'mongoose';
import { CHANNELS, LOCALES, type PreferencesView, ROLES, type UserRecord } from '../contract/index.js';

const preferencesSchema = new mongoose.Schema<PreferencesView>(
  {
    locale: { type: String, enum: LOCALES, required: true },
    theme: { type: String, enum: ['light', 'dark', 'auto'], required: true },
    sendWith: { type: String, enum: ['enter', 'ctrlEnter'], required: true },
    shortcuts: { type: Boolean, required: true },
    sound: { type: Boolean, required: true },
  },
  { _id: false, strict: 'throw' },
);

const capacitySchema = new mongoose.Schema(
  Object.fromEntries(CHANNELS.map((channel) => [channel, { type: Number, required: true }])),
  { _id: false, strict: 'throw' },
);

const userSchema = new mongoose.Schema<UserRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    email: { type: String, required: true },
    role: { type: String, enum: ROLES, required: true },
    passwordHash: { type: String, required: true },
    active: { type: Boolean, required: true },
    capacity: { type: capacitySchema, required: true },
    // By ids of skills, which the request schema has checked.
    skills: { type: mongoose.Schema.Types.Mixed as never, default: {} },
    preferences: { type: preferencesSchema, required: true },
    createdAt: { type: Date, required: true },
    lastSignInAt: { type: Date, default: null },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'users' },
);
userSchema.index({ email: 1 }, { unique: true }); // signing in, and nobody twice

export const UserModel = mongoose.model('User', userSchema);
