import { createHash, randomBytes } from 'node:crypto';
import mongoose from 'mongoose';

/** 24 hex characters that sort roughly by time of making. */
export const newId = (): string => new mongoose.mongo.ObjectId().toHexString();

/** The first that is made in the second of this moment, by whoever's clock says so. */
export const firstIdOf = (moment: Date): string =>
  mongoose.mongo.ObjectId.createFromTime(Math.floor(+moment / 1_000)).toHexString();

/** When it was made, to the second. */
export const madeAt = (id: string): Date => new mongoose.mongo.ObjectId(id).getTimestamp();

/** 256 random bits, URL-safe: for session cookies, visitor tokens, tickets, keys. Store only its hash. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of a secret. The secrets are random, so a plain digest is enough: there is nothing to guess. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
