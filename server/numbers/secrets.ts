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
  /** Every webhook asks: opened once for as long as the record is held. */
  const inClear = new WeakMap<CarrierAccountRecord, ReturnType<typeof openAll>>();

  function openAll({ _id, token, earlierToken, apiKeySecret }: CarrierAccountRecord) {
    const earlier = earlierToken && open(_id, 'token', earlierToken.token);
    return { present: open(_id, 'token', token), earlier, secret: open(_id, 'apiKeySecret', apiKeySecret) };
  }

  return {
    sealed: (id: string, name: SecretName, secret: string): string => seal(secret, place(id, name)),

    /** @returns null when it was sealed by another key */
    opened(account: CarrierAccountRecord): CarrierAccess | null {
      const { _id, sid, earlierToken, apiKeySid, apiKeySecret } = account;
      const clear = inClear.get(account) ?? openAll(account);
      inClear.set(account, clear);
      const { present, secret } = clear;
      if (!present || (apiKeySecret && !secret)) return null;
      const earlier = earlierToken && earlierToken.until > clock.now() ? clear.earlier : null;
      return {
        ...{ id: _id, sid, token: present, tokens: [present, ...(earlier ? [earlier] : [])] },
        apiKey: apiKeySid && secret ? { sid: apiKeySid, secret } : null,
      };
    },
  };
}

export type AccountSecrets = ReturnType<typeof makeAccountSecrets>;
