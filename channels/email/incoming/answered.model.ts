import mongoose from 'mongoose';

const { Schema } = mongoose;

interface AnsweredRecord {
  /** `<mailbox>:<address>` */
  _id: string;
  /** When it was last answered by machine, latest first; and in which conversations. */
  at: Date[];
  in: string[];
  /** Forgotten by itself once nothing of it counts any more. */
  expiresAt: Date;
}

const answeredSchema = new Schema<AnsweredRecord>(
  {
    _id: String,
    at: { type: [Date], default: [] },
    in: { type: [String], default: [] },
    expiresAt: { type: Date, required: true },
  },
  { strict: 'throw', versionKey: false, collection: 'mailAnswered' },
);
answeredSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const AnsweredModel = mongoose.model<AnsweredRecord>('MailAnswered', answeredSchema);
