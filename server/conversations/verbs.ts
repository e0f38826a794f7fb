import type { Author, CandidateRecord, ConversationRecord, TouchpointDetails } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';
import { over, SYSTEM, told } from './drafts.js';
import { FROM, type makeTransition } from './transition.js';

type Result = Promise<ConversationRecord | null>;

interface VerbNeeds {
  clock: Clock;
  transition: ReturnType<typeof makeTransition>['transition'];
  queueName: (queueId: string) => Promise<string>;
}

const waited = (c: ConversationRecord, now: Date) => (c.queuedAt ? Math.max(0, +now - +c.queuedAt) : 0);
const waits = ({ state }: ConversationRecord) => state === 'queued' || state === 'offered';
const agent = (id: string, name: string): Author => ({ type: 'agent', id, name });

/** Everything that becoming somebody's sets or clears. */
function ownedBy(c: ConversationRecord, agentId: string, now: Date): Partial<ConversationRecord> {
  return {
    state: 'active',
    agentId,
    ...(c.joinedBy && { joinedBy: c.joinedBy.filter((id) => id !== agentId) }),
    offer: null,
    passedBy: [],
    queuedAt: null,
    snoozedUntil: null,
    wrapUpUntil: null,
    closedAt: null,
    closedBy: null,
    assignedAt: now,
    firstAssignedAt: c.firstAssignedAt ?? now,
  };
}

/** What the router does to a conversation. Each is one conditional update; null when the conversation had moved on. */
export function makeRoutingVerbs({ clock, transition, queueName }: VerbNeeds) {
  return {
    offer(
      id: string,
      offer: {
        version: number;
        offerId: string;
        agentId: string;
        agentName: string;
        expiresAt: Date;
        decisionId: string;
        candidates: CandidateRecord[];
      },
    ): Result {
      const { version, offerId, agentId, agentName, expiresAt, decisionId, candidates } = offer;
      return transition(id, {
        from: FROM.offer,
        version,
        set: { state: 'offered', offer: { offerId, agentId, madeAt: clock.now(), expiresAt, decisionId } },
        tells: (c, at) => [
          told(
            c,
            'offer.made',
            { offerId, agentId, agentName, expiresAt: expiresAt.toISOString(), decisionId, candidates },
            { at },
          ),
        ],
      });
    },

    accept(id: string, by: { offerId: string; agentId: string; agentName: string; automatic: boolean }): Result {
      const { offerId, agentId, agentName, automatic } = by;
      const now = clock.now();
      return transition(id, {
        from: FROM.accept,
        where: { state: 'offered', 'offer.offerId': offerId },
        set: (c) => ownedBy(c, agentId, now),
        tells: (c, at) => {
          const details = { offerId, agentId, agentName, waitedMs: waited(c, at), automatic };
          const how: TouchpointDetails['conversation.assigned'] = {
            agentId,
            agentName,
            how: 'offer',
            waitedMs: waited(c, at),
          };
          return [
            told(c, 'offer.accepted', details, { author: agent(agentId, agentName), at }),
            told(c, 'conversation.assigned', how, { at }),
          ];
        },
      });
    },

    assign(
      id: string,
      to: {
        version?: number;
        clientId?: string;
        agentId: string;
        agentName: string;
        how: TouchpointDetails['conversation.assigned']['how'];
        decisionId?: string;
        candidates?: CandidateRecord[];
        /** For a transfer: who handed it over, and what they said about it. */
        transfer?: TouchpointDetails['conversation.transferred'];
        /** Why a sleeping one wakes. */
        resumed?: TouchpointDetails['conversation.resumed']['reason'];
        author?: Author;
      },
    ): Result {
      const {
        version,
        clientId,
        agentId,
        agentName,
        how,
        decisionId,
        candidates,
        transfer,
        resumed,
        author = SYSTEM,
      } = to;
      const now = clock.now();
      return transition(id, {
        from: FROM.assign,
        ...(version !== undefined && { version }),
        clientId,
        set: (c) => ownedBy(c, agentId, now),
        tells: (c, at) => [
          ...(c.state === 'closed' ? [told(c, 'conversation.reopened', { by: 'agent' }, { author, at })] : []),
          ...(c.state === 'snoozed'
            ? [told(c, 'conversation.resumed', { reason: resumed ?? 'agent' }, { author, at })]
            : []),
          ...(transfer ? [told(c, 'conversation.transferred', transfer, { author, at })] : []),
          told(
            c,
            'conversation.assigned',
            { agentId, agentName, how, waitedMs: waited(c, at), ...(decisionId && { decisionId, candidates }) },
            { author, at },
          ),
        ],
      });
    },

    endOffer(
      id: string,
      end: {
        offerId: string;
        how: 'declined' | 'expired' | 'rescinded';
        agentId: string;
        agentName: string;
        reason?: string;
      },
    ): Result {
      const { offerId, how, agentId, agentName, reason } = end;
      const passed = how === 'declined' ? 'declined' : 'missed';
      return transition(id, {
        from: FROM.endOffer,
        where: { state: 'offered', 'offer.offerId': offerId },
        set: { state: 'queued', offer: null },
        // A rescinded offer was not the agent's doing: they come first again as soon as they can.
        ...(how !== 'rescinded' && { push: { passedBy: { agentId, how: passed } } }),
        tells: (c, at) => [
          how === 'rescinded'
            ? told(c, 'offer.rescinded', { offerId, agentId, agentName, reason: reason ?? '' }, { at })
            : told(c, how === 'declined' ? 'offer.declined' : 'offer.expired', { offerId, agentId, agentName }, { at }),
        ],
      });
    },

    /** Back to a queue, ahead of newer ones: the routing key stays. */
    async requeue(
      id: string,
      why: {
        version?: number;
        clientId?: string;
        reason: TouchpointDetails['conversation.requeued']['reason'];
        fromAgentId?: string;
        fromAgentName?: string;
        queueId?: string;
        /** The agent it comes from is tried again only after everyone else. */
        passBy?: boolean;
        transfer?: TouchpointDetails['conversation.transferred'];
        resumed?: TouchpointDetails['conversation.resumed']['reason'];
        author?: Author;
      },
    ): Result {
      const {
        version,
        clientId,
        reason,
        fromAgentId,
        fromAgentName,
        queueId,
        passBy,
        transfer,
        resumed,
        author = SYSTEM,
      } = why;
      const toQueueId = queueId ?? (await ConversationModel.findById(id, { queueId: 1 }).lean())?.queueId ?? '';
      const toQueueName = await queueName(toQueueId);
      const now = clock.now();
      return transition(id, {
        from: FROM.requeue,
        ...(version !== undefined && { version }),
        clientId,
        set: (c) => ({
          state: 'queued',
          agentId: null,
          ...over(c),
          offer: null,
          snoozedUntil: null,
          wrapUpUntil: null,
          closedAt: null,
          closedBy: null,
          // Whoever waits already goes on waiting, in whatever queue.
          queuedAt: waits(c) ? c.queuedAt : now,
          passedBy: passBy && fromAgentId ? [{ agentId: fromAgentId, how: 'left' }] : [],
          ...(queueId && { queueId }),
          // A matter taken up again begins a new wait; one that lost its agent keeps its place.
          ...((c.state === 'closed' || c.state === 'snoozed') && { routingKey: now.getTime() }),
        }),
        tells: (c, at) => {
          const details = { queueId: toQueueId, queueName: toQueueName, reason, fromAgentId, fromAgentName };
          return [
            ...(c.state === 'closed' ? [told(c, 'conversation.reopened', { by: 'customer' }, { at })] : []),
            ...(resumed && c.state === 'snoozed' ? [told(c, 'conversation.resumed', { reason: resumed }, { at })] : []),
            ...(transfer ? [told(c, 'conversation.transferred', transfer, { author, at })] : []),
            told(c, 'conversation.requeued', details, { at }),
          ];
        },
      });
    },
  };
}
