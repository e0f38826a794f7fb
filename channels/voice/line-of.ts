import type { CallRecord } from '../../server/contract/index.js';
import type { CarrierAccess } from '../../server/numbers/index.js';
import { type Line, linesOf } from './lines.js';
import type { VoiceNeeds } from './needs.js';

/** @returns null where the number of a call, or its account, is gone */
export type LineOf = (call: Pick<CallRecord, 'numberId'>) => Promise<Line | null>;

/** Through which account a call is moved. Each has one line, whose connections to the carrier are kept. */
export function makeLineOf({ numbers, carrierBase, publicUrl }: VoiceNeeds): LineOf {
  /** By account; `by`: what it was made with. */
  const lines = new Map<string, { by: string; line: Line }>();

  function kept(account: CarrierAccess): Line {
    const base = carrierBase();
    const by = JSON.stringify([account, base]);
    const earlier = lines.get(account.id);
    if (earlier?.by === by) return earlier.line;
    const line = linesOf(account, base, publicUrl);
    lines.set(account.id, { by, line });
    return line;
  }

  return async ({ numberId }) => {
    const number = await numbers.byId(numberId);
    const account = number && (await numbers.secretsOf(number));
    return account ? kept(account) : null;
  };
}
