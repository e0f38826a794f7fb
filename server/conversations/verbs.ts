import type { Author, ConversationRecord, NamedNeed, OpenOffer, TouchpointDetails } from '../contract/index.js';
import type { Clock } from '../platform/index.js';
import { ConversationModel } from './conversation.model.js';
import { over, SYSTEM, told } from './drafts.js';
import { type Giving, giving, type Offering, offering, ownedBy, waited } from './giving.js';
import { plainNeeds } from './supervision.js';
import { FROM, type makeTransition } from './transition.js';

type Result = Promise<ConversationRecord | null>;

type Results = Promise<(ConversationRecord | null)[]>;

interface VerbNeeds {
  clock: Clock;
  transition: ReturnType<typeof makeTransition>['transition'];
  transitionMany: ReturnType<typeof makeTransition>['transitionMany'];
  queueName: (queueId: string) => Promise<string>;
}

const waits = ({ state }: ConversationRecord) => state === 'queued' || state === 'offered';
const agent = (id: string, name: string): Author => ({ type: 'agent', id, name });

/** What the router does to a conversation. Each is one conditional update; null when the conversation had moved on. */
export function makeRoutingVerbs({ clock, transition, transitionMany, queueName }: VerbNeeds) {
  return {
    /** Of many conversations at once, each by itself: what had moved on comes back as null. */
    offer: (given: readonly Offering[]): Results =>
      transitionMany(given.map((one) => ({ id: one.id, change: offering(one, clock.now()) }))),

    /** Given without asking, as `offer`. */
    give: (given: readonly Giving[]): Results =>
      transitionMany(given.map((one) => ({ id: one.id, change: giving(one, clock.now()) }))),

    /** Whatever was chosen for it until now, and is not known of it yet, comes too late. @returns null when it does not wait */
    forgetChoice: (id: string) => transition(id, { from: FROM.forgetChoice, set: {}, tells: () => [] }),

    accept(
      id: string,
      by: {
        offerId: string;
        agentId: string;
        agentName: string;
        automatic: boolean;
        /** For the record of those who were asked beside. */
        nameOf: (agentId: string) => string;
      },
    ): Result {
      const { offerId, agentId, agentName, automatic, nameOf } = by;
      const named = (offer: OpenOffer) => ({
        offerId: offer.offerId,
        agentId: offer.agentId,
        agentName: nameOf(offer.agentId),
      });
      const now = clock.now();
      return transition(id, {
        from: FROM.accept,
        restsOnVersion: true,
        where: { state: 'offered', 'offers.offerId': offerId },
        set: (c) => ownedBy(c, agentId, now),
        tells: (c, at) => {
          const details = { offerId, agentId, agentName, waitedMs: waited(c, at), automatic };
          const how: TouchpointDetails['conversation.assigned'] = {
            agentId,
            agentName,
            how: 'offer',
            waitedMs: waited(c, at),
          };
          const others = c.offers.filter((offer) => offer.offerId !== offerId);
          return [
            ...others.map((offer) => told(c, 'offer.rescinded', { ...named(offer), reason: 'colleague' }, { at })),
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
        /** For a transfer: who handed it over, and what they said about it. */
        transfer?: TouchpointDetails['conversation.transferred'];
        /** Why a sleeping one wakes. */
        resumed?: TouchpointDetails['conversation.resumed']['reason'];
        author?: Author;
      },
    ): Result {
      const { version, clientId, agentId, agentName, how, transfer, resumed, author = SYSTEM } = to;
      const now = clock.now();
      return transition(id, {
        from: FROM.assign,
        ...(version !== undefined && { version }),
        clientId,
        set: (c) => ownedBy(c, agentId, now),
        tells: (c, at) => [
          ...(c.state === 'closed'
            ? [
                told(
                  c,
                  'conversation.reopened',
                  { by: resumed === 'customerWrote' ? 'customer' : 'agent' },
                  { author, at },
                ),
              ]
            : []),
          ...(c.state === 'snoozed'
            ? [told(c, 'conversation.resumed', { reason: resumed ?? 'agent' }, { author, at })]
            : []),
          ...(transfer ? [told(c, 'conversation.transferred', transfer, { author, at })] : []),
          told(c, 'conversation.assigned', { agentId, agentName, how, waitedMs: waited(c, at) }, { author, at }),
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
        where: { state: 'offered', 'offers.offerId': offerId },
        // It waits again when nobody is asked any more.
        set: ({ offers }) => {
          const left = offers.filter((one) => one.offerId !== offerId);
          return { state: left.length > 0 ? 'offered' : 'queued', offers: left };
        },
        // A rescinded offer was not the agent's doing: they come first again as soon as they can.
        ...(how !== 'rescinded' && { push: { passedBy: { agentId, how: passed, at: clock.now() } } }),
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
        /** The agent it comes from is tried again only after everyone else; without it they are their customer's last agent. */
        passBy?: boolean;
        /** It lay with somebody: it stands where its customer began to wait for an answer, not where it stood when it came. */
        sinceAsked?: boolean;
        transfer?: TouchpointDetails['conversation.transferred'];
        /** What is asked of its agent from now on, where that changes with the transfer. */
        needs?: readonly NamedNeed[];
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
        sinceAsked,
        transfer,
        needs,
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
          offers: [],
          snoozedUntil: null,
          wrapUpUntil: null,
          closedAt: null,
          closedBy: null,
          // Whoever waits already goes on waiting, in whatever queue.
          queuedAt: waits(c) ? c.queuedAt : now,
          passedBy: passBy && fromAgentId ? [{ agentId: fromAgentId, how: 'left', at: now }] : [],
          alsoQueueIds: [],
          ...(queueId && { queueId }),
          ...(needs && { needs: plainNeeds(needs) }),
          ...(c.agentId && !passBy && { lastAgentId: c.agentId }),
          ...(sinceAsked && { routingKey: +(c.customerWaitsSince ?? now) }),
          // A matter taken up again begins a new wait; one that lost its agent keeps its place.
          ...((c.state === 'closed' || c.state === 'snoozed') && !c.keepsPlace && { routingKey: now.getTime() }),
          ...(c.keepsPlace && { keepsPlace: false }),
        }),
        tells: (c, at) => {
          const details = { queueId: toQueueId, queueName: toQueueName, reason, fromAgentId, fromAgentName };
          return [
            ...(c.state === 'closed' ? [told(c, 'conversation.reopened', { by: 'customer' }, { at })] : []),
            ...(resumed && c.state === 'snoozed' ? [told(c, 'conversation.resumed', { reason: resumed }, { at })] : []),
            ...(transfer ? [told(c, 'conversation.transferred', transfer, { author, at })] : []),
            ...(needs ? [told(c, 'conversation.needsSet', { needs: [...needs] }, { author, at })] : []),
            told(c, 'conversation.requeued', details, { at, ...(reason === 'handedBack' && { author }) }),
          ];
        },
      });
    },
  };
}
