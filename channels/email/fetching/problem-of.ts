import type { MailProblem } from '../../../server/contract/index.js';
import { TokenError } from '../access-token.js';
import { certificateProblem } from '../certificate.js';

/** What imapflow, a socket, TLS and our own parts put on their errors. */
interface Failure {
  message?: string;
  code?: string;
  authenticationFailed?: boolean;
  serverResponseCode?: string;
  tlsFailed?: boolean;
  mailboxMissing?: boolean;
}

/** RFC 5530: the sign-in could not be tried; that is no word on the password. */
const NOT_THE_PASSWORD = ['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG'];

const BY_CODE: Record<string, MailProblem> = {
  ENOTFOUND: 'hostUnknown',
  EAI_AGAIN: 'hostUnknown',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'timedOut',
  ENETUNREACH: 'timedOut',
  ETIMEDOUT: 'timedOut',
  ETIMEOUT: 'timedOut',
  CONNECT_TIMEOUT: 'timedOut',
  // A server for TLS waits in silence for a client that waits for its greeting.
  GREETING_TIMEOUT: 'notMail',
  UPGRADE_TIMEOUT: 'tlsFailed',
  EPROTO: 'tlsFailed',
  InvalidResponse: 'notMail',
  LineTooLarge: 'notMail',
};
const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH|STARTTLS_)/;

/** What the mail server gave could not be kept here. */
export class NotStored extends Error {
  override readonly name = 'NotStored';
}

/** Why a connection to an IMAP server did not come about or ended, in the words that the settings page knows. */
export function problemOf(error: unknown): MailProblem {
  const failure = error as Failure;
  const { code = '', message = '' } = failure;
  if (error instanceof TokenError) return error.refused ? 'tokenRefused' : 'tokenFailed';
  if (error instanceof NotStored) return 'notStored';
  if (failure.authenticationFailed)
    return NOT_THE_PASSWORD.includes(failure.serverResponseCode ?? '') ? 'broken' : 'signInFailed';
  if (failure.mailboxMissing) return 'folderMissing';
  if (message === 'Server does not support STARTTLS') return 'noStarttls';
  const certificate = certificateProblem(code);
  if (certificate) return certificate;
  if (failure.tlsFailed || TLS_CODE.test(code)) return 'tlsFailed';
  return BY_CODE[code] ?? (code.startsWith('ParserError') ? 'notMail' : 'broken');
}

/** Whether nothing but other settings helps: a further try would only bring the account nearer to being locked. */
export function isFinal(error: unknown): boolean {
  return error instanceof TokenError ? error.refused : problemOf(error) === 'signInFailed';
}
