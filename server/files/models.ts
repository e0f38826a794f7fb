import mongoose from 'mongoose';

const { Schema } = mongoose;

export interface FileRecord {
  _id: string;
  /** Of the bytes; where they lie on disk. Several records may share them. */
  sha256: string;
  name: string;
  type: string;
  sizeBytes: number;
  width?: number;
  height?: number;
  /** Who put it there, and so who may send it on: `customer:ID` or `agent:ID`; `mail:ID` for what came with, or is, a mail. */
  owner: string;
  createdAt: Date;
  /** Absent once a message carries it; until then it goes when this time has come. */
  unusedUntil?: Date;
}

const fileSchema = new Schema<FileRecord>(
  {
    _id: String,
    sha256: { type: String, required: true },
    name: { type: String, required: true },
    type: { type: String, required: true },
    sizeBytes: { type: Number, required: true },
    width: Number,
    height: Number,
    owner: { type: String, required: true },
    createdAt: { type: Date, required: true },
    unusedUntil: Date,
  },
  { strict: 'throw', versionKey: false, collection: 'files' },
);
fileSchema.index({ sha256: 1 }); // whether bytes are still used
fileSchema.index({ unusedUntil: 1 }, { sparse: true }); // what was uploaded and never sent
export const FileModel = mongoose.model<FileRecord>('File', fileSchema);

export interface TicketRecord {
  /** The ticket's digest. */
  _id: string;
  owner: string;
  name: string;
  /** What its holder said it would be: no more is taken. */
  sizeBytes: number;
  expiresAt: Date;
}

const ticketSchema = new Schema<TicketRecord>(
  { _id: String, owner: String, name: String, sizeBytes: Number, expiresAt: Date },
  { strict: 'throw', versionKey: false, collection: 'uploadTickets' },
);
ticketSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const TicketModel = mongoose.model<TicketRecord>('UploadTicket', ticketSchema);
