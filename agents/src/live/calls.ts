import type { CallView, LegView } from '../../../server/contract/index.js';

/** The leg by which somebody of us is in a call, or is being rung for it. */
export const legOf = ({ legs }: CallView, agentId: string): LegView | undefined =>
  legs.find((leg) => leg.agentId === agentId && leg.endedAt === null);

/** Of two sights of one call the later. */
export const later = (had: CallView | undefined, given: CallView): CallView =>
  had && had.version > given.version ? had : given;

/** What a changed call makes of the calls that one is in; the same list where it is about none of them, or is old. */
export function withCall(calls: readonly CallView[], changed: CallView, myId: string): readonly CallView[] {
  const place = calls.findIndex(({ id }) => id === changed.id);
  if (place >= 0 && later(calls[place], changed) !== changed) return calls;
  const mine = changed.state !== 'ended' && legOf(changed, myId) !== undefined;
  if (place < 0) return mine ? [...calls, changed] : calls;
  return mine ? calls.with(place, changed) : calls.toSpliced(place, 1);
}
