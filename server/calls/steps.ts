import type {
  Author,
  CallDetails,
  CallEventRecord,
  CallKind,
  CallOutcome,
  CallRecord,
  TouchpointDraft,
} from '../contract/index.js';

type Belongs = Pick<CallRecord, '_id' | 'customerId' | 'conversationId'>;

/** A step of a call, as it goes onto the timeline. The same `key` again is the same step. */
export function stepDraft<K extends CallKind>(
  { _id: callId, customerId, conversationId }: Belongs,
  kind: K,
  key: string,
  details: Omit<CallDetails[K], 'callId'>,
  { at, author = { type: 'system' } }: { at: Date; author?: Author },
): TouchpointDraft {
  return {
    ...{ customerId, conversationId, kind, channel: 'voice', at, author },
    direction: author.type === 'customer' ? 'in' : 'internal',
    sourceId: `call:${key}`,
    details: { callId, ...details },
  } as TouchpointDraft;
}

/** `client:agent_<id>`, as the carrier writes the address of an agent's browser. */
export const agentAddress = (agentId: string): string => `client:agent_${agentId}`;
export const agentOf = (address: string | null): string | null =>
  /^client:agent_([0-9a-f]{24})$/.exec(address ?? '')?.[1] ?? null;

/** What came of a call once all of its legs have ended. */
export function outcomeOf({ state, left }: Pick<CallRecord, 'state' | 'left'>): CallOutcome {
  if (state.legs.some(({ role, answeredAt }) => role === 'agent' && answeredAt)) return 'talked';
  if (left === 'voicemail' || left === 'callback' || left === 'failed') return left;
  return 'abandoned';
}

/** All that the facts alone say, whatever order they came in. `nameOf`: of an agent. */
export function stepsOf(
  call: CallRecord,
  events: readonly CallEventRecord[],
  nameOf: (id: string) => string,
): TouchpointDraft[] {
  const { state, step } = call;
  const drafts: TouchpointDraft[] = [];
  for (const { sid, role, address, state: came, answeredAt, endedAt } of state.legs) {
    const agentId = agentOf(address);
    if (role === 'agent' && agentId && answeredAt)
      drafts.push(
        stepDraft(call, 'call.bridged', `${sid}:bridged`, { agentId, agentName: nameOf(agentId) }, { at: answeredAt }),
      );
    if (!endedAt) continue;
    const lengthMs = answeredAt ? +endedAt - +answeredAt : 0;
    const ended = { role, state: came, lengthMs, ...(role === 'agent' && agentId && { agentId }) };
    drafts.push(stepDraft(call, 'leg.ended', `${sid}:ended`, ended, { at: endedAt }));
  }
  const agentId = call.ringing?.agentId ?? '';
  const by = { agentId, agentName: nameOf(agentId) };
  for (const { _id, fact, at } of events) {
    if (fact.kind !== 'part') continue;
    const kind = PART_STEPS[fact.what];
    if (kind) drafts.push(stepDraft(call, kind, _id, by, { at }));
  }
  if (state.endedAt && state.legs.every(({ endedAt }) => endedAt)) {
    const lengthMs = state.answeredAt ? +state.endedAt - +state.answeredAt : 0;
    const ended = {
      outcome: outcomeOf(call),
      lengthMs,
      by: state.endedBy,
      reconciled: state.reconciled,
      ...(step && { step }),
    };
    drafts.push(stepDraft(call, 'call.ended', `${call._id}:ended`, ended, { at: state.endedAt }));
  }
  return drafts;
}

const PART_STEPS = {
  join: null,
  leave: null,
  hold: 'hold.on',
  unhold: 'hold.off',
  mute: 'mute.on',
  unmute: 'mute.off',
} as const;
