import mongoose from 'mongoose';

export interface SessionRecord {
  _id: string;
  /** Of the cookie's secret; the secret itself is nowhere. */
  tokenHash: string;
  userId: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  ip: string;
  userAgent: string;
}

const sessionSchema = new mongoose.Schema<SessionRecord>(
  {
    _id: { type: String, required: true },
    tokenHash: { type: String, required: true },
    userId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    ip: { type: String, default: '' },
    userAgent: { type: String, default: '' },
  },
  { strict: 'throw', versionKey: false, collection: 'sessions' },
);
sessionSchema.index({ tokenHash: 1 }, { unique: true }); // every request asks
sessionSchema.index({ userId: 1 }); // ending all of one person's
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 }); // forgotten by the store itself

export const SessionModel = mongoose.model('Session', sessionSchema);
