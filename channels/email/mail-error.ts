import { ChannelError } from '../channel.js';

/** The mail itself cannot be sent, wherever it would be tried. */
const FAULTS_OF_THE_MAIL = ['EENVELOPE', 'EMESSAGE', 'EMAXRECIPIENTS', 'EFILEACCESS', 'EURLACCESS'];
/** Signing in, or encrypting, failed: perhaps with a 5xx, but no verdict on the mail, and cured by mending the settings. */
const FAULTS_OF_SIGN_IN = ['EAUTH', 'ENOAUTH', 'EOAUTH2'];
const FAULTS_OF_OURS = [...FAULTS_OF_SIGN_IN, 'ETLS'];
const SAID_LENGTH = 500;

/** Why a mail did not leave; the console has words for each. */
export type MailFailure =
  | 'mail.recipientUnknown'
  | 'mail.tooLarge'
  | 'mail.refused'
  | 'mail.busy'
  | 'mail.signInFailed'
  | 'mail.tlsFailed'
  | 'mail.unreachable';

interface ServerError {
  code?: string;
  /** As the operating system, or TLS, has it. */
  originalCode?: string;
  responseCode?: number;
  /** The whole answer of the server, its code first. */
  response?: string;
  command?: string;
}

/**
 * 5xx is a mail server's last word; 4xx, and whatever happens to a connection, is worth another try. Of the cause only codes
 * are kept: servers like to repeat the address in their answers, and addresses do not belong in the log. Their sentence is for
 * the agents who wrote the mail.
 */
export function asChannelError(error: unknown): ChannelError {
  const { code = 'unknown', responseCode, response } = error as ServerError;
  const cause = new Error(`mail error ${code}${responseCode ? ` after ${responseCode}` : ''}`);
  const said = typeof response === 'string' ? response.replace(/\s+/g, ' ').trim().slice(0, SAID_LENGTH) : '';
  return new ChannelError(isFinal(code, responseCode) ? 'refused' : 'unreachable', {
    cause,
    detail: failureOf(error as ServerError),
    ...(said && { said }),
  });
}

function isFinal(code: string, responseCode: number | undefined): boolean {
  if (FAULTS_OF_OURS.includes(code)) return false;
  return responseCode ? responseCode >= 500 : FAULTS_OF_THE_MAIL.includes(code);
}

/** What TLS says of a connection, or of a certificate: `ERR_TLS_…`, `ERR_SSL_…`, `CERT_…`, `DEPTH_ZERO_SELF_SIGNED_CERT` and the like. */
const TLS_CODE = /^ERR_(?:TLS|SSL)_|CERT|UNABLE_TO_(?:GET|VERIFY)|^EPROTO$/;

/** By the enhanced status (RFC 3463) where there is one, else by the code and what was asked. */
function failureOf({ code = '', originalCode = '', responseCode, response = '', command }: ServerError): MailFailure {
  if (FAULTS_OF_SIGN_IN.includes(code)) return 'mail.signInFailed';
  if (code === 'ETLS' || TLS_CODE.test(originalCode)) return 'mail.tlsFailed';
  if (!responseCode) return FAULTS_OF_THE_MAIL.includes(code) ? 'mail.refused' : 'mail.unreachable';
  if (responseCode < 500) return 'mail.busy';
  const status = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
  const kind = status && `${status[1]}.${status[2]}`;
  if (kind === '2.3' || kind === '3.4' || (!kind && responseCode === 552)) return 'mail.tooLarge';
  if (kind) return kind.startsWith('1.') && kind !== '1.7' && kind !== '1.8' ? 'mail.recipientUnknown' : 'mail.refused';
  return command === 'RCPT TO' && (responseCode === 550 || responseCode === 551)
    ? 'mail.recipientUnknown'
    : 'mail.refused';
}
