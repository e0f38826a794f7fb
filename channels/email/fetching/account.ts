import type { MailIncoming } from '../../../server/contract/index.js';

/** How to sign in, secrets in clear; lives in memory only. */
export type SignIn =
  | { kind: 'none' }
  | { kind: 'password'; user: string; password: string }
  | {
      kind: 'oauth2';
      user: string;
      tokenUrl: string;
      clientId: string;
      clientSecret: string;
      refreshToken: string;
    };

/** A folder on an IMAP server, and what opens it. */
export interface ImapAccount {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  /** PEM; see `tlsFor`. */
  certificate?: string | undefined;
  signIn: SignIn;
  folder: string;
  moveTo: string | null;
  /** For whoever waits for the answer: how long a connection and its greeting may take. */
  patienceMs?: number;
}

/** @param incoming a mailbox's settings with their secrets in clear; null where they name no IMAP server */
export function accountOf(incoming: MailIncoming): ImapAccount | null {
  if (incoming.kind !== 'imap') return null;
  const { host, port, security, certificate, folder, moveTo } = incoming;
  return { host, port, security, certificate, folder, moveTo, signIn: signInOf(incoming.signIn) };
}

type Given = Extract<MailIncoming, { kind: 'imap' }>['signIn'];

function signInOf(given: Given): SignIn {
  if (given.kind === 'none') return given;
  if (given.kind === 'password') return { ...given, password: given.password ?? '' };
  return { ...given, clientSecret: given.clientSecret ?? '', refreshToken: given.refreshToken ?? '' };
}
