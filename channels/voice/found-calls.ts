import type { CallRecord } from '../../server/contract/index.js';
import type { CarrierAccess } from '../../server/numbers/index.js';
import { parsePhone } from '../../server/platform/index.js';
import { makeCallers } from './callers.js';
import { linesOf } from './lines.js';
import type { VoiceNeeds } from './needs.js';

/**
 * Calls that the carrier answered by itself because we could not: nobody told us of them, but somebody may have left a message. Who
 * called, and whom, the carrier says when it is asked.
 */
export function makeFoundCalls(needs: VoiceNeeds) {
  const { calls, carrierBase, numbers, publicUrl, region } = needs;
  const callerOf = makeCallers(needs);

  /** @returns null where it is no call to a number of ours */
  return async function findCall(sid: string, account: CarrierAccess): Promise<CallRecord | null> {
    const found = await linesOf(account, carrierBase(), publicUrl).look(sid);
    const number = found && (await numbers.byNumber(found.to));
    if (!found || !number) return null;
    const { to } = found;
    const from = parsePhone(found.from, region) ?? '';
    const customer = await callerOf({ sid, from }, number.locale);
    const { locale } = customer;
    const about = { sid, numberId: number._id, from, to, customer, locale, records: 'never', step: null } as const;
    const call = calls.coming(about);
    await calls.begin(call);
    await calls.received(call);
    return calls.fold(call._id);
  };
}
