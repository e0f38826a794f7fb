import type { MailProblem } from '../../../server/contract/index.js';
import { certificateProblem } from '../certificate.js';

/** What nodemailer puts on its errors. */
interface Failure {
  code?: string;
  /** As the operating system, TLS or the token server has it. */
  originalCode?: string;
  responseCode?: number;
  command?: string;
}

const BY_CODE: Record<string, MailProblem> = {
  EDNS: 'hostUnknown',
  ENOTFOUND: 'hostUnknown',
  EAI_AGAIN: 'hostUnknown',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'timedOut',
  ENETUNREACH: 'timedOut',
  // A server for TLS waits in silence for a client that waits for its greeting.
  GREETING_TIMEOUT: 'notMail',
  EPROTOCOL: 'notMail',
  ETIMEDOUT: 'timedOut',
  EOAUTH2: 'tokenFailed',
  EAUTH: 'signInFailed',
  ENOAUTH: 'signInFailed',
  ETLS: 'tlsFailed',
};
const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$)/;

/** Why a connection to an SMTP server did not come about, in the words that the settings page knows. */
export function smtpProblem(error: unknown): MailProblem {
  const { code = '', originalCode = '', responseCode, command } = error as Failure;
  // It answered, but not with leave to begin.
  if (code === 'ETLS' && command === 'STARTTLS' && responseCode) return 'noStarttls';
  const certificate = certificateProblem(originalCode) ?? certificateProblem(code);
  if (certificate) return certificate;
  if (TLS_CODE.test(originalCode) || TLS_CODE.test(code)) return 'tlsFailed';
  return BY_CODE[originalCode] ?? BY_CODE[code] ?? 'broken';
}
