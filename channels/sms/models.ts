import mongoose from 'mongoose';

const { Schema } = mongoose;

/** One part of a text of ours, as the carrier deals with it. */
export interface PartRecord {
  /** `<touchpointId>:<part from 0>` */
  _id: string;
  touchpointId: string;
  accountSid: string;
  from: string;
  to: string;
  body: string;
  /** The carrier's id, once it is known that it has it. */
  sid?: string;
  /** When we last asked the carrier to take it, without having heard whether it did. */
  askedAt: Date | null;
  status: string | null;
  rank: number;
  code: number | null;
  /** Everything that the carrier said of it, in the order in which it came. */
  log: { status: string; code: number | null; at: Date }[];
  createdAt: Date;
}

const partSchema = new Schema<PartRecord>(
  {
    _id: { type: String, required: true },
    touchpointId: { type: String, required: true },
    accountSid: { type: String, required: true },
    from: { type: String, required: true },
    to: { type: String, required: true },
    body: { type: String, default: '' },
    sid: String,
    askedAt: { type: Date, default: null },
    status: { type: String, default: null },
    rank: { type: Number, required: true },
    code: { type: Number, default: null },
    log: { type: [new Schema({ status: String, code: Number, at: Date }, { _id: false })] as never, default: [] },
    createdAt: { type: Date, required: true },
  },
  { strict: 'throw', versionKey: false, collection: 'textParts' },
);
partSchema.index({ touchpointId: 1 });
partSchema.index({ sid: 1 }, { unique: true, sparse: true }); // what the carrier has is one part of ours
export const PartModel = mongoose.model('TextPart', partSchema);

/** When a number's next segment may leave; on every node the same. */
export interface PaceRecord {
  /** The number's id. */
  _id: string;
  freeAt: Date;
}
const paceSchema = new Schema<PaceRecord>(
  { _id: { type: String, required: true }, freeAt: { type: Date, required: true } },
  { strict: 'throw', versionKey: false, collection: 'textPaces' },
);
export const PaceModel = mongoose.model('TextPace', paceSchema);

/** Files that came with a text and are still at the carrier. Gone once they are here, or are given up. */
export interface TextFilesRecord {
  /** The text's source id. */
  _id: string;
  conversationId: string;
  numberId: string;
  from: string;
  to: string;
  files: { url: string; type: string }[];
  tries: number;
  /** When they are to be fetched (again), or when the lease of whoever does ends. */
  dueAt: Date;
}
const filesSchema = new Schema<TextFilesRecord>(
  {
    _id: { type: String, required: true },
    conversationId: { type: String, required: true },
    numberId: { type: String, required: true },
    from: { type: String, required: true },
    to: { type: String, required: true },
    files: { type: [new Schema({ url: String, type: { type: String } }, { _id: false })] as never, default: [] },
    tries: { type: Number, required: true },
    dueAt: { type: Date, required: true },
  },
  { strict: 'throw', versionKey: false, collection: 'textFiles' },
);
filesSchema.index({ dueAt: 1 });
export const TextFilesModel = mongoose.model('TextFiles', filesSchema);
