import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { z } from 'zod';
import { AppError } from '../../../platform/index.js';
import type { World } from '../world.js';

/** What a page must prove that wants to be rung. */
const Grants = z.object({
  identity: z.string().regex(/^\w{1,121}$/),
  voice: z.object({ incoming: z.object({ allow: z.literal(true) }) }),
});

export interface LineRight {
  identity: string;
  expiresAt: Date;
}

/**
 * Reads an access token as the provider does: signed by the secret of one of an account's keys, for that account, and still good.
 * @throws AppError `token.invalid`
 */
export async function readToken({ accounts, time }: Pick<World, 'accounts' | 'time'>, token: string) {
  try {
    const { iss: issuer = '', sub: subject = '' } = decodeJwt(token);
    if (decodeProtectedHeader(token).cty !== 'twilio-fpa;v=1') throw new Error('Another kind of token');
    const key = accounts.get(subject)?.keys.find(({ sid }) => sid === issuer);
    if (!key) throw new Error('Nobody has this key');
    const { payload } = await jwtVerify(token, new TextEncoder().encode(key.secret), {
      ...{ algorithms: ['HS256'], issuer, subject, currentDate: time.now(), requiredClaims: ['exp', 'grants'] },
    });
    const { identity } = Grants.parse(payload.grants);
    return { identity, expiresAt: new Date(payload.exp! * 1_000) } satisfies LineRight;
  } catch {
    throw new AppError('token.invalid', 'This token does not open a line.');
  }
}
