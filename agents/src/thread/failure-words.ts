import { CARRIER_FAILURES } from '../../../server/contract/names.js';
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
  ...CARRIER_FAILURES,
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
