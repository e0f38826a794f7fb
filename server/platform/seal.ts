import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Stands before everything sealed, so that another way of sealing can be told from this one. */
const FIRST = 's1.';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealer {
  /**
   * Makes a secret fit to be stored: only who has the same secret key reads it, and only in its own place.
   * @param context where it belongs, as `mailbox:<id>:incoming.signIn.password`; moved elsewhere it cannot be opened
   */
  seal(text: string, context: string): string;
  /** @returns null for what was sealed by another key, or for another place, or was touched; never throws */
  unseal(sealed: string, context: string): string | null;
}

/** AES-256-GCM under a key of its own, derived from the installation's secret key (HKDF, RFC 5869). */
export function makeSealer(secretKey: string): Sealer {
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'payvand: secrets at rest', 32));
  return {
    seal(text, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return FIRST + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    unseal(sealed, context) {
      if (!sealed.startsWith(FIRST)) return null;
      const bytes = Buffer.from(sealed.slice(FIRST.length), 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) return null;
      const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
      const cipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(context)).setAuthTag(tag);
      try {
        return cipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + cipher.final('utf8');
      } catch {
        return null;
      }
    },
  };
}
