import mongoose from 'mongoose';
import type { Cursor } from './plan.js';

const { Schema } = mongoose;
const part = (shape: Record<string, unknown>) => new Schema(shape as never, { _id: false });

/** What the nodes know together of fetching one mailbox. */
export interface FetchRecord {
  /** Of the mailbox. */
  _id: string;
  /** Since when it is fetched: what came to the server earlier stays out. */
  since: Date;
  cursor: Cursor | null;
  /** Who fetches, how often that has changed, and until when it holds. */
  holder: string | null;
  epoch: number;
  until: Date;
  /** Of the settings whose sign-in was refused, and until when they are not tried again. */
  refused: { revision: number; until: Date } | null;
}

const fetchSchema = new Schema<FetchRecord>(
  {
    _id: String,
    since: { type: Date, required: true },
    cursor: {
      type: part({ account: String, folder: String, uidValidity: String, lastUid: Number, rescanBelow: Number }),
      default: null,
    },
    holder: { type: String, default: null },
    epoch: { type: Number, required: true },
    until: { type: Date, required: true },
    refused: { type: part({ revision: Number, until: Date }), default: null },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'mailFetches' },
);
export const FetchModel = mongoose.model<FetchRecord>('MailFetch', fetchSchema);
