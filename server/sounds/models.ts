import mongoose from 'mongoose';
import { type Locale, SOUND_KINDS, type SoundKind } from '../contract/index.js';

const { Schema } = mongoose;
const Mixed = Schema.Types.Mixed as never;

/** Of one recording: which file, and of what type it is. */
export interface Recorded {
  fileId: string;
  type: string;
}

export interface SoundRecord {
  /** The key of a phrase that every company has, or an id. */
  _id: string;
  kind: SoundKind;
  /** Null for one that every company has: its text is the program's. */
  text: Record<Locale, string> | null;
  files: Partial<Record<Locale, Recorded>>;
}

const soundSchema = new Schema<SoundRecord>(
  {
    _id: { type: String, required: true },
    kind: { type: String, enum: SOUND_KINDS, required: true },
    text: { type: Mixed, default: null },
    files: { type: Mixed, default: {} },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'sounds' },
);
export const SoundModel = mongoose.model<SoundRecord>('Sound', soundSchema);
