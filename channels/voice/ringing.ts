import { agentAddress } from '../../server/calls/index.js';
import type { CallRecord } from '../../server/contract/index.js';
import type { LineOf } from './line-of.js';
import type { Ringing, Wanted } from './lines.js';
import type { VoiceNeeds } from './needs.js';

export type RingInto = ReturnType<typeof makeRingInto>;

/** Rings somebody into a call; the leg is known from the moment the carrier has taken it. */
export function makeRingInto({ clock, calls }: Pick<VoiceNeeds, 'clock' | 'calls'>, lineOf: LineOf) {
  /** @returns the new leg's sid. @throws the SDK's error */
  return async function ringInto(call: CallRecord, wanted: Wanted, how: Ringing): Promise<string> {
    const line = await lineOf(call);
    if (!line) throw new Error('the number of a call, or its account, is gone');
    const sid = await line.ring(call, wanted, how);
    const address = 'number' in wanted ? wanted.number : agentAddress(wanted.agentId);
    const fact = { kind: 'leg', sid, role: how.role, state: 'queued', address } as const;
    await calls.tell(call._id, { _id: `call:${sid}:queued`, source: 'call', sequence: -1, at: clock.now(), fact });
    return sid;
  };
}
