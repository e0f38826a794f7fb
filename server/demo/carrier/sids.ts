import { randomBytes } from 'node:crypto';

/** A new id in the provider's shape: what it is in two letters, then 32 hex characters. Never comes again, not after a restart either. */
export const newSid = (prefix: string): string => prefix + randomBytes(16).toString('hex');
