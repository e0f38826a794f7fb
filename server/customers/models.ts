import mongoose from 'mongoose';
import { type CustomerRecord, EVIDENCES, IDENTITY_KINDS, type IdentityRecord } from '../contract/index.js';

const { Schema } = mongoose;

const customerSchema = new Schema<CustomerRecord>(
  {
    _id: String,
    name: { type: String, default: '' },
    terms: { type: [String], default: [] },
    locale: { type: String, required: true },
    attributes: { type: Schema.Types.Mixed as never, default: {} },
    tags: { type: [String], default: [] },
    value: { type: Number, default: undefined },
    consent: {
      type: [new Schema({ channel: String, granted: Boolean, at: Date, source: String }, { _id: false })] as never,
      default: [],
    },
    createdAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    mergedInto: { type: String, default: null },
  },
  { strict: 'throw', versionKey: false, minimize: false, collection: 'customers' },
);
customerSchema.index({ mergedInto: 1, lastSeenAt: -1, _id: -1 }); // the list; who was joined into one
customerSchema.index({ terms: 1 }); // search
export const CustomerModel = mongoose.model<CustomerRecord>('Customer', customerSchema);

const identitySchema = new Schema<IdentityRecord>(
  {
    _id: String,
    customerId: { type: String, required: true },
    kind: { type: String, enum: IDENTITY_KINDS, required: true },
    value: { type: String, required: true },
    evidence: { type: String, enum: EVIDENCES, required: true },
    since: { type: Date, required: true },
    uniqueKey: String,
    undeliverable: { type: new Schema({ since: Date, status: String }, { _id: false }), default: undefined },
    wroteFor: { type: [String], default: undefined }, // absent, not empty: the index holds only what is there
  },
  { strict: 'throw', versionKey: false, collection: 'identities' },
);
identitySchema.index({ customerId: 1 });
identitySchema.index({ kind: 1, value: 1 }); // who else says so
identitySchema.index({ uniqueKey: 1 }, { unique: true, sparse: true }); // proven ones belong to one customer
identitySchema.index({ wroteFor: 1 }, { sparse: true }); // who may be the same person
export const IdentityModel = mongoose.model<IdentityRecord>('Identity', identitySchema);

export interface VisitorTokenRecord {
  /** The token's digest. */
  _id: string;
  customerId: string;
  siteId: string;
  /** The digest of the one it was given in place of; that one ends as soon as this one is shown. */
  replaces?: string;
  createdAt: Date;
  /** Forgotten by itself when not used for so long. */
  lastUsedAt: Date;
}

export const TOKEN_IDLE_SECONDS = 180 * 86_400;

const tokenSchema = new Schema<VisitorTokenRecord>(
  {
    _id: String,
    customerId: { type: String, required: true },
    siteId: { type: String, required: true },
    replaces: String,
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, required: true },
  },
  { strict: 'throw', versionKey: false, collection: 'visitorTokens' },
);
tokenSchema.index({ lastUsedAt: 1 }, { expireAfterSeconds: TOKEN_IDLE_SECONDS });
tokenSchema.index({ customerId: 1 });
export const VisitorTokenModel = mongoose.model<VisitorTokenRecord>('VisitorToken', tokenSchema);
