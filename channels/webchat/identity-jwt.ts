import { decodeJwt, errors, jwtVerify } from 'jose';
import { MOST_VALUE, type SiteRecord } from '../../server/contract/index.js';
import { AppError } from '../../server/platform/index.js';

const MAX_AGE_SECONDS = 3_600;

export interface SignedIdentity {
  externalId: string;
  name: string | null;
  email: string | null;
  /** What the customer is worth to the company, 0 to 5; null where nothing good was said. */
  value: number | null;
}

/**
 * Reads who the host page says this is. HS256 only, signed with the site's secret, audience the site's key, `exp` required and at
 * most an hour ahead (RFC 7519). Name and email are the host's word, and count as signed.
 * @throws AppError identity.invalid
 */
export async function readIdentity(jwt: string, site: SiteRecord, now: Date): Promise<SignedIdentity> {
  if (!site.identitySecret) throw new AppError('identity.invalid', 'This site signs no identities.');
  const key = new TextEncoder().encode(site.identitySecret);
  try {
    const { payload } = await jwtVerify(jwt, key, {
      algorithms: ['HS256'],
      audience: site.key,
      requiredClaims: ['exp', 'sub'],
      currentDate: now,
    });
    const ahead = (payload.exp ?? 0) - now.getTime() / 1_000;
    if (ahead > MAX_AGE_SECONDS || !payload.sub || payload.sub.length > 200)
      throw new errors.JWTInvalid('out of bounds');
    return {
      externalId: payload.sub,
      name: text(payload.name),
      email: text(payload.email),
      value: worth(payload.value),
    };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    throw new AppError('identity.invalid', 'The signed identity is not good.', { reason: reasonOf(jwt, error) });
  }
}

const text = (claim: unknown): string | null => (typeof claim === 'string' && claim.length <= 254 ? claim : null);

const worth = (claim: unknown): number | null =>
  Number.isInteger(claim) && (claim as number) >= 0 && (claim as number) <= MOST_VALUE ? (claim as number) : null;

/** For the developer of the host page, without telling anything that the token does not say itself. */
function reasonOf(jwt: string, error: InstanceType<typeof errors.JOSEError>): string {
  try {
    decodeJwt(jwt);
    return error.code;
  } catch {
    return 'ERR_JWT_UNREADABLE';
  }
}
