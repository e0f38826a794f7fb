import type { CompanyNumber, NumberSettings } from '../records.js';
import { newSid } from '../sids.js';
import type { World } from '../world.js';

export interface Rented extends Partial<NumberSettings> {
  accountSid: string;
  /** E.164 */
  number: string;
  advancedOptOut?: boolean;
}

/** Gives a number to an account; one that it has already keeps its id and gets the new settings. */
export function rentNumber(world: World, { number, accountSid, ...settings }: Rented): CompanyNumber {
  const now = world.time.now();
  const had = world.numbers.get(number);
  const rented: CompanyNumber = {
    ...{ sid: newSid('PN'), createdAt: now, advancedOptOut: false, friendlyName: number },
    ...{ smsUrl: '', smsMethod: 'POST', smsFallbackUrl: '', smsFallbackMethod: 'POST' },
    ...{ voiceUrl: '', voiceMethod: 'POST', voiceFallbackUrl: '', voiceFallbackMethod: 'POST' },
    ...{ statusCallback: '', statusCallbackMethod: 'POST' },
    ...(had?.accountSid === accountSid && had),
    ...settings,
    ...{ number, accountSid, updatedAt: now },
  };
  world.numbers.set(number, rented);
  return rented;
}
