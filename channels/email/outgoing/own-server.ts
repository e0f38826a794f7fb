import type { MailOutgoing } from '../../../server/contract/index.js';
import type { Clock } from '../../../server/platform/index.js';
import { type AccessTokens, makeAccessTokens } from '../access-token.js';
import { tlsFor } from '../certificate.js';

/** A mail server that a mailbox has of its own. */
export type OwnServer = Extract<MailOutgoing, { kind: 'smtp' }>;

/** Null where the sign-in needs none. */
export function tokensFor(
  { signIn }: OwnServer,
  clock: Clock,
  keep: (refreshToken: string) => Promise<unknown>,
): AccessTokens | null {
  if (signIn.kind !== 'oauth2') return null;
  const { clientSecret = '', refreshToken = '' } = signIn;
  const onRenewed = async (token: string) => void (await keep(token));
  return makeAccessTokens({ ...signIn, clientSecret, refreshToken }, { clock, onRenewed });
}

/** A mail server, as nodemailer takes it. */
export function serverOf({ host, port, security, certificate, signIn }: OwnServer, tokens: AccessTokens | null) {
  const auth = authOf(signIn, tokens);
  return {
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
    ...tlsFor(certificate),
    ...(auth && { auth }),
  };
}

function authOf(signIn: OwnServer['signIn'], tokens: AccessTokens | null) {
  if (signIn.kind === 'password') return { user: signIn.user, pass: signIn.password ?? '' };
  if (signIn.kind === 'none' || !tokens) return null;
  return { type: 'OAuth2' as const, user: signIn.user, provisionCallback: givenBy(tokens) };
}

/** In the past: we are asked for each connection, and know better how long a token holds. */
const ASK_AGAIN = 1;

/** By itself nodemailer asks for one token a connection, and forgets that a refresh token came with it. */
function givenBy(tokens: AccessTokens) {
  return (_user: string, renew: boolean, done: (error: Error | null, token?: string, until?: number) => void) => {
    if (renew) tokens.drop();
    tokens.current().then(
      ({ token }) => done(null, token, ASK_AGAIN),
      (error: Error) => done(Object.assign(error, { code: 'EOAUTH2' })),
    );
  };
}
