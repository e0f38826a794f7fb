import type {
  AttachmentRecord,
  Author,
  CallDetails,
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
  { at, author = { type: 'system' }, attachments }: { at: Date; author?: Author; attachments?: AttachmentRecord[] },
): TouchpointDraft {
  return {
    ...{ customerId, conversationId, kind, channel: 'voice', at, author },
    direction: author.type === 'customer' ? 'in' : 'internal',
    sourceId: `call:${key}`,
    details: { callId, ...details },
    ...(attachments && { attachments }),
  } as TouchpointDraft;
}

/** `client:agent_<id>`, as the carrier writes the address of an agent's browser. */
export const agentAddress = (agentId: string): string => `client:agent_${agentId}`;
export const agentOf = (address: string | null): string | null =>
  /^client:agent_([0-9a-f]{24})(?:\?|$)/.exec(address ?? '')?.[1] ?? null;

/** What came of a call once all of its legs have ended. */
export function outcomeOf({ direction, state, left }: Pick<CallRecord, 'direction' | 'state' | 'left'>): CallOutcome {
  if (direction === 'out') return outcomeOfOurs(state);
  if (state.legs.some(({ role, answeredAt }) => role === 'agent' && answeredAt)) return 'talked';
  if (left === 'voicemail' || left === 'callback' || left === 'text' || left === 'failed') return left;
  return 'abandoned';
}

function outcomeOfOurs({ legs }: CallRecord['state']): CallOutcome {
  const customer = legs.find(({ role }) => role === 'customer');
  if (customer?.answeredAt) return 'talked';
  return customer?.state === 'busy' || customer?.state === 'noAnswer' ? customer.state : 'failed';
}

/** When an agent and the customer were both there; null before. */
function bridgedAt({ direction, state }: CallRecord, answeredAt: Date): Date | null {
  if (direction === 'in') return answeredAt;
  const customer = state.legs.find(({ role }) => role === 'customer');
  return customer?.answeredAt ? new Date(Math.max(+customer.answeredAt, +answeredAt)) : null;
}

/** Out of the line; who never was in it goes on without a word. */
export function leftSteps(call: CallRecord): TouchpointDraft[] {
  const { _id, queuedAt, left: reason, leftAt, state } = call;
  if (!queuedAt || !reason || !leftAt) return [];
  // A message may be found long after the call, and their going be heard of before they were in the line.
  const at = new Date(Math.min(+leftAt, +(state.endedAt ?? leftAt)));
  const waitedMs = Math.max(0, +at - +queuedAt);
  return [stepDraft(call, 'queue.left', `${_id}:left`, { reason, waitedMs }, { at })];
}

/** All that the facts alone say, whatever order they came in. `nameOf`: of an agent. */
export function stepsOf(call: CallRecord, nameOf: (id: string) => string): TouchpointDraft[] {
  const { state, step } = call;
  const drafts = leftSteps(call);
  for (const { sid, role, address, state: came, answeredAt, endedAt } of state.legs) {
    const agentId = agentOf(address);
    const at = role === 'agent' && agentId && answeredAt && bridgedAt(call, answeredAt);
    if (at)
      drafts.push(stepDraft(call, 'call.bridged', `${sid}:bridged`, { agentId, agentName: nameOf(agentId) }, { at }));
    if (!endedAt) continue;
    const lengthMs = answeredAt ? +endedAt - +answeredAt : 0;
    const ended = { role, state: came, lengthMs, ...(role === 'agent' && agentId && { agentId }) };
    drafts.push(stepDraft(call, 'leg.ended', `${sid}:ended`, ended, { at: endedAt }));
  }
  drafts.push(...supervisionSteps(call, nameOf));
  if (state.endedAt && state.legs.every(({ endedAt }) => endedAt)) {
    const lengthMs = state.answeredAt ? +state.endedAt - +state.answeredAt : 0;
    const ended = {
      outcome: outcomeOf(call),
      lengthMs,
      by: call.hungUpBy ? 'agent' : endedBy(call),
      reconciled: state.reconciled,
      ...(step && { step }),
    };
    drafts.push(stepDraft(call, 'call.ended', `${call._id}:ended`, ended, { at: state.endedAt }));
  }
  return drafts;
}

/** Whoever handed their talk on, or had it taken from them, shortly before the end has not ended it: somebody had it still. */
function endedBy({ state: { endedBy, endedAt, legs }, ringing }: CallRecord): CallRecord['state']['endedBy'] {
  if (endedBy !== 'agent' || !ringing || !endedAt) return endedBy;
  const holds = legs.find(({ address, answeredAt }) => answeredAt && agentOf(address) === ringing.agentId);
  const stayed = holds?.endedAt && +holds.endedAt >= +endedAt;
  const others = legs.some((leg) => leg !== holds && leg.role === 'agent' && leg.answeredAt);
  return stayed && others ? 'customer' : endedBy;
}

/** Each way of listening in, from when it was heard of the leg until the next, or its end. */
function supervisionSteps(call: CallRecord, nameOf: (id: string) => string): TouchpointDraft[] {
  return call.supervisions.flatMap(({ sid, agentId, how, at }, n) => {
    const leg = call.state.legs.find((one) => one.sid === sid);
    if (!leg || (!leg.answeredAt && leg.state !== 'inProgress')) return [];
    const details = { agentId, agentName: nameOf(agentId), how };
    const author = { type: 'agent', id: agentId, name: details.agentName } as const;
    const until = call.supervisions.slice(n + 1).find((one) => one.sid === sid)?.at ?? leg.endedAt;
    const from = new Date(Math.max(+at, +(leg.answeredAt ?? at)));
    return [
      stepDraft(call, 'supervisor.on', `${sid}:${n}:on`, details, { at: from, author }),
      ...(until ? [stepDraft(call, 'supervisor.off', `${sid}:${n}:off`, details, { at: until, author })] : []),
    ];
  });
}
