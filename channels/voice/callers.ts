import { callIdOf } from '../../server/calls/index.js';
import type { Locale } from '../../server/contract/index.js';
import { parsePhone } from '../../server/platform/index.js';
import type { VoiceNeeds } from './needs.js';

/** Who calls: by the number they show, or somebody of whom nothing is known. */
export function makeCallers({ customers, region }: Pick<VoiceNeeds, 'customers' | 'region'>) {
  /** @param locale of those of whom nothing is known */
  return function callerOf({ sid, from }: { sid: string; from: string }, locale: Locale) {
    const number = parsePhone(from, region);
    if (number) return customers.callerAt({ number, locale, vouched: true });
    return customers.createCustomer({ id: callIdOf(`${sid}:customer`), name: '', locale });
  };
}
