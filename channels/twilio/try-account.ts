import twilio from 'twilio';
import type { CarrierProblem, CarrierTestView } from '../../server/contract/index.js';
import type { CarrierAccess } from '../../server/numbers/index.js';
import { carrierClient } from './client.js';

const SHOWN = 50;

/** Signs in to the carrier, and says which numbers are there and whether they lead to us. Changes nothing. */
export async function tryAccount(
  account: CarrierAccess,
  base: string | null,
  publicUrl: string,
): Promise<CarrierTestView> {
  try {
    const client = carrierClient(account, base);
    const { status } = await client.api.v2010.accounts(account.sid).fetch();
    if (status !== 'active') return { outcome: 'suspended', numbers: [] };
    if (account.apiKey && !(await isTokenGood(account, base))) return { outcome: 'tokenWrong', numbers: [] };
    const found = await client.incomingPhoneNumbers.list({ limit: SHOWN });
    const numbers = found.map(({ phoneNumber, smsUrl, voiceUrl }) => ({
      number: phoneNumber,
      texts: smsUrl === `${publicUrl}/hooks/sms/in`,
      calls: voiceUrl === `${publicUrl}/hooks/voice/in`,
    }));
    return { outcome: 'ok', numbers };
  } catch (error) {
    return { outcome: problemOf(error), numbers: [] };
  }
}

/** The key signs us in; it is the token that checks what comes. */
async function isTokenGood(account: CarrierAccess, base: string | null): Promise<boolean> {
  try {
    await carrierClient({ ...account, apiKey: null }, base)
      .api.v2010.accounts(account.sid)
      .fetch();
    return true;
  } catch (error) {
    if (problemOf(error) === 'signInFailed') return false;
    throw error;
  }
}

function problemOf(error: unknown): CarrierProblem {
  if (error instanceof twilio.RestException) return [401, 403, 404].includes(error.status) ? 'signInFailed' : 'broken';
  const { code } = error as { code?: unknown };
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return 'timedOut';
  return typeof code === 'string' ? 'unreachable' : 'broken';
}
