import { createPrivateKey } from 'node:crypto';
import type { MailboxRecord } from '../contract/index.js';
import { AppError } from '../platform/index.js';
import { type MailboxSecrets, type Parts, sameAccount, turnSecrets } from './secrets.js';

/** Without these nobody signs in, or signs. A client secret is missing where the client is a public one. */
const NEEDED = /password|refreshToken|privateKey/;

/**
 * Given settings as they are stored: what was sent is sealed, what was not is what it was, as far as it is the same account's.
 * @param before what is stored; null for a new mailbox
 * @throws AppError `input.invalid` where a secret is missing, or is none
 */
export function settleSecrets(
  _id: string,
  given: Parts,
  before: MailboxRecord | null,
  { sealed }: MailboxSecrets,
): Parts {
  checkKey(given.dkim?.privateKey);
  const kept = keptSecrets(given, before);
  return turnSecrets(given, (secret, path) => {
    if (secret !== undefined) return sealed(_id, secret, path);
    const text = kept.get(path);
    if (text === undefined && NEEDED.test(path)) throw refused(path, 'must be given for this account');
    return text;
  });
}

/** Sealed secrets of before that still belong where they were. */
export function keptSecrets(given: Parts, before: Parts | null): Map<string, string> {
  const kept = new Map<string, string>();
  if (!before) return kept;
  const same: Record<string, boolean> = {
    incoming: sameAccount(before.incoming, given.incoming),
    outgoing: sameAccount(before.outgoing, given.outgoing),
    dkim: true,
  };
  turnSecrets(before, (secret, path) => {
    if (secret !== undefined && same[path.split('.')[0] as string]) kept.set(path, secret);
    return secret;
  });
  return kept;
}

function checkKey(pem: string | undefined): void {
  if (pem === undefined) return;
  const kind = keyKind(pem);
  if (kind !== 'rsa') throw refused('dkim.privateKey', 'not an RSA key in PEM');
}

function keyKind(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType;
  } catch {
    return undefined;
  }
}

const refused = (path: string, message: string) =>
  new AppError('input.invalid', `Not accepted: ${path}: ${message}`, { issues: [{ path, message }] });
