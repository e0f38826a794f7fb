import mongoose from 'mongoose';
import { ROLES, type Role } from '../contract/index.js';

export interface ApiKeyRecord {
  _id: string;
  name: string;
  role: Role;
  secretHash: string;
  /** The first characters of the key, to tell keys apart. */
  prefix: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const apiKeySchema = new mongoose.Schema<ApiKeyRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    role: { type: String, enum: ROLES, required: true },
    secretHash: { type: String, required: true },
    prefix: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, default: null },
  },
  { strict: 'throw', versionKey: false, collection: 'apikeys' },
);
apiKeySchema.index({ secretHash: 1 }, { unique: true }); // every call with a key asks

export const ApiKeyModel = mongoose.model('ApiKey', apiKeySchema);
