import { createTransport } from 'nodemailer';
import type { MailIncoming, MailOutgoing, MailProblem } from '../../../server/contract/index.js';
import type { Clock } from '../../../server/platform/index.js';
import { makeAccessTokens } from '../access-token.js';
import { accountOf } from '../fetching/account.js';
import { problemOf } from '../fetching/problem-of.js';
import { signInAndOpen } from '../fetching/sign-in.js';
import { serverOf, tokensFor } from '../outgoing/own-server.js';
import { checkerOf } from './checker-of.js';
import { smtpProblem } from './smtp-problem.js';

export { shownCertificate } from './shown-certificate.js';

const LIMIT_MS = 15_000;
/** Less than the whole: a server that never greets is told from one that is not there. */
const GREETING_MS = 8_000;

/** @param keep takes a refresh token that came in the place of the one that was tried */
type Keep = (refreshToken: string) => Promise<void>;

export interface TriedIncoming {
  /** Null when all of it went well, or where there is no server to ask. */
  problem: MailProblem | null;
  /** Whose check of senders stands first in its newest mails; null where that cannot be said. */
  checker: string | null;
}

/** Connects, signs in, opens the folder, looks at the newest mails, and goes. */
export async function tryIncoming(incoming: MailIncoming, clock: Clock, keep: Keep): Promise<TriedIncoming> {
  const account = accountOf(incoming);
  if (!account) return { problem: null, checker: null };
  const { signIn } = account;
  const tokens = signIn.kind === 'oauth2' ? makeAccessTokens(signIn, { clock, onRenewed: keep }) : null;
  const stopped = AbortSignal.timeout(LIMIT_MS);
  try {
    // Opening one for mails that were taken would make it: a try changes nothing.
    const connection = await signInAndOpen({ ...account, moveTo: null, patienceMs: GREETING_MS }, tokens, stopped);
    const late = new Promise<null>((resolve) => stopped.addEventListener('abort', () => resolve(null)));
    const checker = await Promise.race([checkerOf(connection).catch(() => null), late]);
    void connection.close();
    return { problem: null, checker };
  } catch (error) {
    return { problem: stopped.aborted ? 'timedOut' : problemOf(error), checker: null };
  }
}

/** Connects and signs in, sends nothing. @returns null when all of it went well, or where there is no server to ask */
export async function tryOutgoing(outgoing: MailOutgoing, clock: Clock, keep: Keep): Promise<MailProblem | null> {
  if (outgoing.kind !== 'smtp') return null;
  const limits = { connectionTimeout: LIMIT_MS, greetingTimeout: GREETING_MS, socketTimeout: LIMIT_MS };
  const mailer = createTransport({ ...serverOf(outgoing, tokensFor(outgoing, clock, keep)), ...limits });
  const late = AbortSignal.timeout(LIMIT_MS);
  const tooLate = new Promise<MailProblem>((resolve) => late.addEventListener('abort', () => resolve('timedOut')));
  const tried = mailer.verify().then(() => null, smtpProblem);
  try {
    return await Promise.race([tried, tooLate]);
  } finally {
    mailer.close();
  }
}
