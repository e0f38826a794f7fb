import { createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** A key to sign mails with, as PEM. RSA, since not every receiver can check another kind. */
export async function newDkimKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The DNS record of its public half (RFC 6376, 3.6.1). */
export function dkimRecord(privateKey: string): string {
  const key = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return `v=DKIM1; k=rsa; p=${key.toString('base64')}`;
}
