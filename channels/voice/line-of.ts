import type { CallRecord } from '../../server/contract/index.js';
import { type Line, linesOf } from './lines.js';
import type { VoiceNeeds } from './needs.js';

/** @returns null where the number of a call, or its account, is gone */
export type LineOf = (call: Pick<CallRecord, 'numberId'>) => Promise<Line | null>;

/** Through which account a call is moved. */
export function makeLineOf({ numbers, carrierBase, publicUrl }: VoiceNeeds): LineOf {
  return async ({ numberId }) => {
    const number = await numbers.byId(numberId);
    const account = number && (await numbers.secretsOf(number));
    return account && linesOf(account, carrierBase(), publicUrl);
  };
}
