import type { CallView, LegView, Supervision } from '../../../server/contract/index.js';
import { legOf } from '../live/calls.js';

/**
 * Where a call stands for one of those in it. `ringing`: their own page is rung; `calling`: the customer is; `consulting`: they
 * speak with somebody while the customer hears music; a way of supervising is one too.
 */
export type Phase = 'ringing' | 'calling' | 'connecting' | 'talking' | 'held' | 'consulting' | 'ending' | Supervision;

export const customerLeg = ({ legs }: CallView): LegView | undefined =>
  legs.findLast(({ role }) => role === 'customer');

/** Who else of us or from outside is in it, or is being called into it. Whoever only listens does so unseen. */
export const companions = ({ legs }: CallView, myId: string): LegView[] =>
  legs.filter(
    ({ role, agentId, how, endedAt }) =>
      role !== 'customer' && agentId !== myId && endedAt === null && how !== 'monitor',
  );

/** Who was called into it and did not come, the last one last. An agent who was in it before is not missing, but gone. */
export const absent = ({ legs }: CallView): LegView[] =>
  legs.filter(
    ({ role, agentId, answeredAt, endedAt }, n) =>
      (role === 'party' || role === 'agent') &&
      endedAt !== null &&
      answeredAt === null &&
      !(agentId && legs.slice(0, n).some((leg) => leg.agentId === agentId && leg.answeredAt !== null)),
  );

/** With whom it is spoken over while the customer is on hold. */
export function consulted(call: CallView, myId: string): LegView | undefined {
  if (!customerLeg(call)?.held) return undefined;
  return companions(call, myId).findLast(({ role }) => role !== 'supervisor');
}

export function phaseOf(call: CallView, myId: string): Phase {
  const mine = legOf(call, myId);
  const customer = customerLeg(call);
  if (mine?.state !== 'inProgress') return 'ringing';
  if (mine.role === 'supervisor' && mine.how) return mine.how;
  if (customer?.endedAt) return 'ending';
  if (customer?.held) return consulted(call, myId)?.inConference ? 'consulting' : 'held';
  if (customer?.state !== 'inProgress') return call.direction === 'out' ? 'calling' : 'connecting';
  return customer.inConference && mine.inConference ? 'talking' : 'connecting';
}
