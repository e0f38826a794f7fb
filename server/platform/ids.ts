import { createHash, randomBytes } from 'node:crypto';
import mongoose from 'mongoose';

/** 24 hex characters that sort roughly by time of making. */
export const newId = (): string => new mongoose.mongo.ObjectId().toHexString();

/** 256 random bits, URL-safe: for session cookies, visitor tokens, tickets, keys. Store only its hash. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of a secret. The secrets are random, so a plain digest is enough: there is nothing to guess. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
