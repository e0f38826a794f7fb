import { z } from 'zod';
import type { Clock } from '../../server/platform/index.js';
import type { SignIn } from './fetching/account.js';

type OAuth2 = Extract<SignIn, { kind: 'oauth2' }>;

/** RFC 6749, 5.1. Some servers send the lifetime as text; without one a token is used once. */
const TokenAnswer = z.object({
  access_token: z.string().min(1).max(20_000),
  expires_in: z.coerce.number().nonnegative().catch(0),
  refresh_token: z.string().min(1).max(20_000).optional().catch(undefined),
});

const LIMIT_MS = 15_000;
const LARGEST_BYTES = 100_000;
/** Nothing is begun with a token that ends within this time. */
const MARGIN_MS = 60_000;

/** No token. `refused`: the token server said no; else it could not be asked, which is worth another try. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  constructor(
    readonly refused: boolean,
    options?: ErrorOptions,
  ) {
    super(refused ? 'the token server refused' : 'the token server did not answer', options);
  }
}

interface TokenNeeds {
  clock: Clock;
  /** Microsoft gives a new refresh token with each use, and the old one ends after 90 days: who keeps only that one is locked out then. */
  onRenewed: (refreshToken: string) => Promise<void>;
}

/** Access tokens for one account (RFC 6749, 6): asked for when needed, kept until they end. */
export function makeAccessTokens(account: OAuth2, { clock, onRenewed }: TokenNeeds) {
  let refreshToken = account.refreshToken;
  let given = account.refreshToken;
  let kept: { token: string; until: number } | null = null;
  let renewing: Promise<string> | null = null;

  async function renewed(): Promise<string> {
    const since = clock.now().getTime();
    const answer = await ask({ ...account, refreshToken });
    kept = { token: answer.access_token, until: since + answer.expires_in * 1_000 - MARGIN_MS };
    if (answer.refresh_token && answer.refresh_token !== refreshToken) {
      refreshToken = answer.refresh_token;
      await onRenewed(refreshToken);
    }
    return kept.token;
  }

  /** One for all who ask meanwhile: a server that gives a new refresh token with each use may take no old one twice. */
  function renew(): Promise<string> {
    renewing ??= renewed().finally(() => {
      renewing = null;
    });
    return renewing;
  }

  return {
    /** What the settings say now, which may be what they said before the last renewal here. */
    follow(token: string): void {
      if (token === given) return;
      given = token;
      refreshToken = token;
    },
    /** @returns one that was kept, else a new one. @throws TokenError */
    async current(): Promise<{ token: string; isNew: boolean }> {
      if (kept && kept.until > clock.now().getTime()) return { token: kept.token, isNew: false };
      return { token: await renew(), isNew: true };
    },
    /** The mail server no longer takes it. */
    drop(): void {
      kept = null;
    },
  };
}

export type AccessTokens = ReturnType<typeof makeAccessTokens>;

async function ask({ tokenUrl, clientId, clientSecret, refreshToken }: OAuth2) {
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId };
  const body = new URLSearchParams({ ...form, ...(clientSecret && { client_secret: clientSecret }) });
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    body,
    headers: { accept: 'application/json' },
    redirect: 'error', // secrets go where the settings say, nowhere else
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch((cause) => {
    throw new TokenError(false, { cause });
  });
  if (!answer.ok) throw new TokenError(answer.status >= 400 && answer.status < 500 && answer.status !== 429);
  return TokenAnswer.parseAsync(await bounded(answer)).catch((cause) => {
    throw new TokenError(false, { cause });
  });
}

/** The answer as JSON, unless it is larger than any such answer is. */
async function bounded(answer: Response): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.length;
    if (bytes > LARGEST_BYTES) throw new TokenError(false);
    pieces.push(piece);
  }
  return JSON.parse(Buffer.concat(pieces).toString());
}
