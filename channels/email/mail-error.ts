import { ChannelError } from '../channel.js';

/** The mail itself cannot be sent, wherever it would be tried. */
const FAULTS_OF_THE_MAIL = ['EENVELOPE', 'EMESSAGE', 'EMAXRECIPIENTS', 'EFILEACCESS', 'EURLACCESS'];
/** Our own sign-in failed: 535, but no verdict on the mail, and cured by mending the settings. */
const FAULTS_OF_OURS = ['EAUTH', 'ENOAUTH', 'EOAUTH2'];

/**
 * 5xx is a mail server's last word; 4xx, and whatever happens to a connection, is worth another try. Of the cause only codes
 * are kept: servers like to repeat the address in their answers, and addresses do not belong in the log.
 */
export function asChannelError(error: unknown): ChannelError {
  const { code = 'unknown', responseCode } = error as { code?: string; responseCode?: number };
  const cause = new Error(`mail error ${code}${responseCode ? ` after ${responseCode}` : ''}`);
  return new ChannelError(isFinal(code, responseCode) ? 'refused' : 'unreachable', { cause });
}

function isFinal(code: string, responseCode: number | undefined): boolean {
  if (FAULTS_OF_OURS.includes(code)) return false;
  return responseCode ? responseCode >= 500 : FAULTS_OF_THE_MAIL.includes(code);
}
