import type {
  CarrierAccountRecord,
  CarrierAccountView,
  DeskNumber,
  NumberRecord,
  NumberView,
} from '../contract/index.js';

/** @param now an earlier token that counts no longer is not told of */
export function presentAccount(account: CarrierAccountRecord, readable: boolean, now: Date): CarrierAccountView {
  const { _id, name, sid, apiKeySid, apiKeySecret, earlierToken } = account;
  return {
    ...{ id: _id, name, sid, apiKeySid },
    secrets: ['token', ...(apiKeySecret ? (['apiKeySecret'] as const) : [])],
    earlierTokenUntil: earlierToken && earlierToken.until > now ? earlierToken.until.toISOString() : null,
    secretUnreadable: !readable,
  };
}

export function presentNumber(record: NumberRecord, publicUrl: string): NumberView {
  const { _id, number, name, carrierAccountId, messagingServiceSid, locale, active, sms, voice } = record;
  return {
    ...{ id: _id, number, name, carrierAccountId, messagingServiceSid, locale, active, sms, voice },
    hooks: { sms: `${publicUrl}/hooks/sms/in`, voice: `${publicUrl}/hooks/voice/in` },
  };
}

export const presentAtDesk = ({ _id, number, name, sms, voice }: NumberRecord): DeskNumber => ({
  ...{ id: _id, number, name },
  ...{ sms: sms.on, voice: voice.on, queueId: sms.queueId ?? voice.queueId },
});
