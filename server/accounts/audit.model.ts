import mongoose from 'mongoose';

export interface AuditRecord {
  _id: string;
  at: Date;
  actorId: string | null;
  actorName: string;
  /** noun.pastVerb, e.g. `queue.deleted`. */
  action: string;
  /** The id of what was changed, or null. */
  target: string | null;
  details: Record<string, unknown>;
}

const auditSchema = new mongoose.Schema<AuditRecord>(
  {
    _id: { type: String, required: true }, // sorts by time, so the list needs no further index
    at: { type: Date, required: true },
    actorId: { type: String, default: null },
    actorName: { type: String, required: true },
    action: { type: String, required: true },
    target: { type: String, default: null },
    details: { type: mongoose.Schema.Types.Mixed, required: true },
  },
  { strict: 'throw', versionKey: false, collection: 'audit', minimize: false },
);

export const AuditModel = mongoose.model('Audit', auditSchema);
