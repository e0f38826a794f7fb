import type { ConversationRecord, DomainEvents, OfferView, QueueRecord } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Clock } from '../platform/index.js';
import type { Desks } from './desks.js';
import { DecisionModel } from './models.js';
import { presentOffer } from './present.js';

interface OfferViewNeeds {
  clock: Clock;
  desks: Desks;
  conversations: Conversations;
  queueOf: (queueId: string) => Promise<Pick<QueueRecord, 'name' | 'rules'> | null>;
}

/** The cards that ring in the console. */
export function makeOfferViews({ clock, desks, conversations, queueOf }: OfferViewNeeds) {
  async function view(
    conversation: ConversationRecord,
    offer: { offerId: string; expiresAt: Date },
    why: { idleMs: number | null; excluded: number },
  ): Promise<OfferView> {
    const queue = await queueOf(conversation.queueId);
    const strategy = queue?.rules.choice ?? 'longestIdle';
    return presentOffer({
      ...offer,
      ...why,
      strategy,
      conversation,
      queueName: queue?.name ?? '',
      now: clock.now(),
    });
  }

  async function whyOf(decisionId: string): Promise<{ idleMs: number | null; excluded: number }> {
    const decision = await DecisionModel.findById(decisionId).lean();
    const candidates = decision?.candidates ?? [];
    const chosen = candidates.find(({ agentId }) => agentId === decision?.chosenAgentId);
    return { idleMs: chosen?.idleMs ?? null, excluded: Math.max(0, candidates.length - 1) };
  }

  /** Null when the conversation is offered no more. */
  async function offerView(made: DomainEvents['offer.made']): Promise<OfferView | null> {
    const { conversation, offerId, idleMs, excluded } = made;
    const offer = conversation.offers.find((one) => one.offerId === offerId);
    return offer ? view(conversation, offer, { idleMs, excluded }) : null;
  }

  /** What rings for this agent now: for a console that opens, or comes back. */
  async function offersFor(agentId: string): Promise<OfferView[]> {
    const { entries } = await desks.ensure(agentId);
    const ringing = entries.filter(({ kind }) => kind === 'offer');
    const views = await Promise.all(
      ringing.map(async ({ conversationId, offerId }) => {
        const conversation = await conversations.byId(conversationId);
        const offer = conversation?.offers.find((one) => one.offerId === offerId);
        if (!conversation || !offer) return null;
        return view(conversation, offer, await whyOf(offer.decisionId));
      }),
    );
    return views.filter((one) => one !== null);
  }

  return { offerView, offersFor };
}
