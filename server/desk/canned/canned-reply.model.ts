import mongoose from 'mongoose';
import { LOCALES, type Locale } from '../../contract/index.js';

export interface CannedReplyRecord {
  _id: string;
  /** What is typed after `/`. */
  shortcut: string;
  title: string;
  text: string;
  /** Null: fits any language. */
  locale: Locale | null;
  /** Empty: every queue. */
  queueIds: string[];
}

const cannedReplySchema = new mongoose.Schema<CannedReplyRecord>(
  {
    _id: { type: String, required: true },
    shortcut: { type: String, required: true },
    title: { type: String, required: true },
    text: { type: String, required: true },
    locale: { type: String, enum: [...LOCALES, null], default: null },
    queueIds: { type: [String], required: true },
  },
  { strict: 'throw', versionKey: false, collection: 'cannedreplies' },
);
cannedReplySchema.index({ shortcut: 1, locale: 1 }, { unique: true }); // one shortcut, one text per language

export const CannedReplyModel = mongoose.model('CannedReply', cannedReplySchema);
