import mongoose from 'mongoose';
import type { OwnDraftInput, OwnDraftKind } from '../../contract/index.js';

const { Schema } = mongoose;

/** What nobody goes on with is of no use any more, and may say things of a customer. */
const KEPT_DAYS = 60;
export const KEPT_MS = KEPT_DAYS * 86_400_000;

export type OwnDraftContent = Omit<OwnDraftInput, 'base' | 'rev'>;

/** What somebody writes and has not sent, one for each place they write at. */
export interface OwnDraftRecord {
  /** `agentId:kind:aboutId`. */
  _id: string;
  agentId: string;
  kind: OwnDraftKind;
  /** The conversation's; of a letter or a text, the customer's. */
  aboutId: string;
  rev: string;
  at: Date;
  content: OwnDraftContent;
}

const ownDraftSchema = new Schema<OwnDraftRecord>(
  {
    _id: String,
    agentId: { type: String, required: true },
    kind: { type: String, required: true },
    aboutId: { type: String, required: true },
    rev: { type: String, required: true },
    at: { type: Date, required: true },
    content: { type: Schema.Types.Mixed, required: true },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'owndrafts' },
);
ownDraftSchema.index({ agentId: 1, at: -1 }); // all of one person's
ownDraftSchema.index({ at: 1 }, { expireAfterSeconds: KEPT_DAYS * 86_400 }); // left alone for long

export const OwnDraftModel = mongoose.model<OwnDraftRecord>('OwnDraft', ownDraftSchema);
