import twilio from 'twilio';
import type { CarrierFailure } from '../../server/contract/index.js';
import { meaningOf } from './codes.js';

/**
 * How a request to the carrier ended. `refused`: it was understood and is in vain; `again`: it was not processed; `unknown`: it may
 * have been processed, for the answer is missing.
 */
export interface CarrierOutcome {
  kind: 'refused' | 'again' | 'unknown';
  reason: CarrierFailure;
  /** The carrier's own code. */
  code: number | null;
}

/** Nobody was there to take it. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

/** Of what the SDK throws only codes are kept: the sentences of the carrier name numbers. */
export function outcomeOf(error: unknown): CarrierOutcome {
  if (!(error instanceof twilio.RestException)) {
    const { code } = error as { code?: unknown };
    const sent = !NEVER_SENT.includes(String(code));
    return { kind: sent ? 'unknown' : 'again', reason: 'sms.unreachable', code: null };
  }
  const { status, code } = error;
  if (status === 429) return { kind: 'again', reason: 'sms.busy', code: code ?? 20_429 };
  if (status >= 500) return { kind: 'unknown', reason: 'sms.unreachable', code: code ?? null };
  if (status === 401 || status === 403) return { kind: 'again', reason: 'sms.signInFailed', code: code ?? null };
  const { reason, again } = meaningOf(code);
  return { kind: again ? 'again' : 'refused', reason, code: code ?? null };
}
