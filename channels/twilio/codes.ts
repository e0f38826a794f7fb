import type { CarrierFailure } from '../../server/contract/index.js';

interface Meaning {
  reason: CarrierFailure;
  /** Another try, later, can help. */
  again: boolean;
}
const final = (reason: CarrierFailure): Meaning => ({ reason, again: false });
const passing = (reason: CarrierFailure): Meaning => ({ reason, again: true });

/** The carrier's error codes, as far as they say more than their HTTP status. Source: twilio.com/docs/api/errors. */
const CODES: Readonly<Record<number, Meaning>> = {
  20003: passing('sms.signInFailed'),
  20429: passing('sms.busy'),
  20500: passing('sms.unreachable'),
  21211: final('sms.noSuchNumber'),
  21265: final('sms.noSuchNumber'),
  21408: final('sms.regionOff'),
  21602: final('sms.empty'),
  21606: final('sms.senderWrong'),
  21610: final('sms.optedOut'),
  21611: passing('sms.queueFull'),
  21612: final('sms.noSuchNumber'),
  21614: final('sms.noSuchNumber'),
  21617: final('sms.tooLong'),
  21635: final('sms.landline'),
  30001: passing('sms.queueFull'),
  30003: passing('sms.phoneOff'),
  30004: final('sms.blocked'),
  30005: final('sms.noSuchNumber'),
  30006: final('sms.landline'),
  30007: final('sms.filtered'),
  30008: passing('sms.unknown'),
  30034: final('sms.notRegistered'),
  30036: passing('sms.tooLate'),
  63038: passing('sms.dailyLimit'),
};

/** @returns what a code of the carrier means; for one that is not in the table, that it was refused */
export const meaningOf = (code: number | null | undefined): Meaning =>
  CODES[code ?? 0] ?? { reason: 'sms.refused', again: false };
