import mongoose from 'mongoose';

/** Up to which place of a conversation's timeline somebody has looked at what names them. Of those only who are named. */
export interface MentionMark {
  /** `agentId:conversationId`. */
  _id: string;
  seq: number;
}

const markSchema = new mongoose.Schema<MentionMark>(
  { _id: String, seq: { type: Number, required: true } },
  { strict: 'throw', versionKey: false, collection: 'mentionmarks' },
);

export const MentionMarkModel = mongoose.model<MentionMark>('MentionMark', markSchema);
