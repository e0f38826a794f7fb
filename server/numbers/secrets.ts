import type { CarrierAccountRecord } from '../contract/index.js';
import type { Clock, Sealer } from '../platform/index.js';

/** A carrier account with its secrets in clear: for as long as it takes to sign in, or to check a signature. */
export interface CarrierAccess {
  id: string;
  sid: string;
  token: string;
  /** Tokens that what the carrier sends may be signed by: the present one, and for a while the one before. */
  tokens: string[];
  apiKey: { sid: string; secret: string } | null;
}

/** As much of an account as it takes to let a page be rung through it. */
export interface LineAccount {
  sid: string;
  apiKey: { sid: string; secret: string };
}

export type SecretName = 'token' | 'apiKeySecret';
const place = (id: string, name: SecretName) => `carrierAccount:${id}:${name}`;

/** Seals and opens what carrier accounts keep secret. */
export function makeAccountSecrets({ seal, unseal }: Sealer, clock: Clock) {
  const open = (id: string, name: SecretName, sealed: string | null) => sealed && unseal(sealed, place(id, name));

  return {
    sealed: (id: string, name: SecretName, secret: string): string => seal(secret, place(id, name)),

    /** @returns null when it was sealed by another key */
    opened({ _id, sid, token, earlierToken, apiKeySid, apiKeySecret }: CarrierAccountRecord): CarrierAccess | null {
      const present = open(_id, 'token', token);
      const secret = open(_id, 'apiKeySecret', apiKeySecret);
      if (!present || (apiKeySecret && !secret)) return null;
      const earlier = earlierToken && earlierToken.until > clock.now() ? open(_id, 'token', earlierToken.token) : null;
      return {
        ...{ id: _id, sid, token: present, tokens: [present, ...(earlier ? [earlier] : [])] },
        apiKey: apiKeySid && secret ? { sid: apiKeySid, secret } : null,
      };
    },
  };
}

export type AccountSecrets = ReturnType<typeof makeAccountSecrets>;
