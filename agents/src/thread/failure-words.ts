import type { Translate } from '../base/use-texts.js';

const KNOWN = [
  'mail.hard',
  'mail.soft',
  'mail.policy',
  'mail.recipientUnknown',
  'mail.tooLarge',
  'mail.refused',
  'mail.busy',
  'mail.signInFailed',
  'mail.tlsFailed',
  'mail.unreachable',
  'mail.noServer',
  'mail.noMailbox',
  'mail.fileMissing',
  ...([
    'sms.optedOut',
    'sms.noSuchNumber',
    'sms.landline',
    'sms.regionOff',
    'sms.blocked',
    'sms.filtered',
    'sms.notRegistered',
    'sms.senderWrong',
    'sms.tooLong',
    'sms.empty',
    'sms.phoneOff',
    'sms.queueFull',
    'sms.tooLate',
    'sms.dailyLimit',
    'sms.unknown',
    'sms.signInFailed',
    'sms.busy',
    'sms.unreachable',
    'sms.refused',
  ] as const),
  'refused',
  'unreachable',
  'internal',
  'consentWithdrawn',
  'noChannel',
] as const;

/** Why a message did not arrive, in plain words; a code that nobody foresaw stands as it is. */
export function failureWords(reason: string, t: Translate): string {
  const known = KNOWN.find((code) => code === reason);
  return known ? t(`delivery.why.${known}`) : reason;
}
