import type { ConversationRecord, DecisionRecord, TouchpointRecord } from '../../server/contract/index.js';

/** One conversation's story told over, and everything in it that must not be. */
export interface Story {
  faults: string[];
  /** When it waited: from, to, and whether some agent had passed it by. */
  waits: { from: number; to: number; passed: boolean }[];
}

/** Follows one conversation from touchpoint to touchpoint. `atOnce`: how many may be asked together in each queue. */
export function follow(
  { _id, state }: ConversationRecord,
  touchpoints: readonly TouchpointRecord[],
  atOnce: ReadonlyMap<string, number>,
): Story {
  const faults: string[] = [];
  const waits: Story['waits'] = [];
  const asked = new Map<string, string>();
  let owner: string | null = null;
  let closed = false;
  let since: number | null = null;
  let passed = false;
  let queueId = '';
  let told = { version: 0, part: -1 };
  const fault = (says: string) => faults.push(`${_id}: ${says}`);

  touchpoints.forEach((touchpoint, i) => {
    const { seq, sourceId, at } = touchpoint;
    if (seq !== i + 1) fault(`at place ${i + 1} stands ${seq}`);
    const [, version, part] = /^[0-9a-f]{24}:(\d+):(\d+)$/.exec(sourceId) ?? [];
    if (version && part) {
      const next = { version: Number(version), part: Number(part) };
      if (next.version < told.version || (next.version === told.version && next.part <= told.part))
        fault(`change ${sourceId} is told after ${told.version}:${told.part}`);
      // A choice was taken back that a router had left half done: no record stays of it, nor of when the line went on without this one.
      if (told.part >= 0 && next.version > told.version + 1) passed = true;
      told = next;
    }
    const one = touchpoint as { kind: string; details: Record<string, string> };
    const { agentId = '', offerId = '' } = one.details;
    const waitEnds = () => {
      if (since !== null) waits.push({ from: since, to: +at, passed });
      since = null;
    };
    switch (one.kind) {
      case 'conversation.queued':
      case 'conversation.requeued':
        queueId = one.details.queueId ?? queueId;
        owner = null;
        asked.clear();
        since ??= +at;
        passed = one.kind === 'conversation.requeued';
        break;
      case 'offer.made':
        if (closed) fault('is offered after its end');
        if (owner) fault(`is offered while ${owner} has it`);
        asked.set(offerId, agentId);
        if (asked.size > (atOnce.get(queueId) ?? 1)) fault(`rings at ${[...asked.values()].join(' and ')}`);
        waitEnds();
        break;
      case 'offer.declined':
      case 'offer.expired':
      case 'offer.rescinded':
        if (!asked.delete(offerId)) fault(`${one.kind} of an offer that is not open`);
        if (one.kind !== 'offer.rescinded') passed = true;
        if (asked.size === 0 && !owner) since ??= +at;
        break;
      case 'offer.accepted':
        if (asked.get(offerId) !== agentId) fault('an offer is accepted that is not open');
        asked.clear();
        break;
      case 'conversation.assigned':
        if (closed) fault('is given after its end');
        if (owner && (one.details.how === 'automatic' || one.details.how === 'offer'))
          fault(`is given to ${agentId} by routing while ${owner} has it`);
        owner = agentId;
        asked.clear();
        waitEnds();
        break;
      case 'conversation.closed':
        if (closed) fault('ends twice');
        closed = true;
        owner = null;
        waitEnds();
        break;
    }
  });
  if (state !== 'closed') fault(`is ${state} at the end`);
  if (!closed) fault('never ended on its timeline');
  return { faults, waits };
}

/**
 * Whether who came first went first, in a line where all need the same. A choice is unjust when somebody with a smaller key had
 * been waiting in that line all the while for longer than `lateMs`, within which every router knows it.
 */
export function outOfOrder(
  decisions: readonly DecisionRecord[],
  waitsOf: (conversationId: string) => Story['waits'],
  lateMs: number,
): string[] {
  const made = decisions.filter(({ outcome }) => outcome !== 'waits').sort((a, b) => +a.at - +b.at);
  const faults: string[] = [];
  for (const [i, decision] of made.entries()) {
    const wait = waitsOf(decision.conversationId).find(({ from, to }) => from <= +decision.at && to >= +decision.at);
    if (!wait || wait.passed) continue;
    const chosen = made.find((one) => one.conversationId === decision.conversationId && +one.at >= wait.from);
    const firstAt = +(chosen ?? decision).at;
    for (let j = i - 1; j >= 0 && +made[j]!.at > wait.from + lateMs; j -= 1) {
      const earlier = made[j]!;
      // Both were chosen, in their order, by a router that died before it told all of it.
      if (+earlier.at >= firstAt) continue;
      if (keyOf(earlier) <= keyOf(decision)) continue;
      faults.push(`${decision.conversationId} stood before ${earlier.conversationId}, which was chosen first`);
      break;
    }
  }
  return faults;
}

const keyOf = ({ order }: DecisionRecord): number => order?.key ?? 0;
