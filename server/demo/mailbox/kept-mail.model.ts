import mongoose from 'mongoose';

export interface KeptFile {
  name: string;
  sizeBytes: number;
}

export interface KeptMail {
  _id: string;
  /** Ours, the same for every try: a mail that is sent again is kept once. */
  messageId: string;
  at: Date;
  /** Written on the page by somebody who plays the customer; else sent by us. */
  written: boolean;
  from: string;
  /** Where the answer is wanted. */
  replyTo: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** What came with it, told and not kept. */
  files: KeptFile[];
  /** Message-IDs, the newest last. */
  references: string[];
}

const keptMailSchema = new mongoose.Schema<KeptMail>(
  {
    _id: String,
    messageId: { type: String, required: true },
    at: { type: Date, required: true },
    written: { type: Boolean, default: false },
    from: { type: String, default: '' },
    replyTo: { type: String, default: '' },
    to: { type: String, required: true },
    subject: { type: String, default: '' },
    text: { type: String, default: '' },
    html: { type: String, default: '' },
    files: { type: [new mongoose.Schema({ name: String, sizeBytes: Number }, { _id: false })], default: [] },
    references: { type: [String], default: [] },
  },
  { strict: 'throw', versionKey: false, collection: 'demoMails' },
);
keptMailSchema.index({ messageId: 1 }, { unique: true });
keptMailSchema.index({ at: -1, _id: -1 }); // the list, newest first; what is too old
export const KeptMailModel = mongoose.model<KeptMail>('DemoMail', keptMailSchema);
