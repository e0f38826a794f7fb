import type { AccessTokens } from '../access-token.js';
import type { ImapAccount } from './account.js';
import { type Connection, type Credentials, openConnection } from './connection.js';

/**
 * Opens a mailbox's connection with its password or token. A token that was kept and is no longer taken is asked for anew, once.
 * @param tokens for OAuth2 only
 * @throws TokenError, and what the connection throws
 */
export async function signInAndOpen(
  account: ImapAccount,
  tokens: AccessTokens | null,
  stopped: AbortSignal,
): Promise<Connection> {
  const { signIn } = account;
  const open = (credentials: Credentials) => openConnection(account, credentials, stopped);
  if (signIn.kind === 'none') return open(null);
  if (signIn.kind === 'password') return open({ user: signIn.user, pass: signIn.password });
  if (!tokens) throw new Error('an account with OAuth2 needs tokens');
  const { token, isNew } = await tokens.current();
  try {
    return await open({ user: signIn.user, accessToken: token });
  } catch (error) {
    if (!(error as { authenticationFailed?: boolean }).authenticationFailed) throw error;
    tokens.drop();
    if (isNew) throw error;
    return open({ user: signIn.user, accessToken: (await tokens.current()).token });
  }
}
