import {
  type AgentRef,
  type Author,
  type AwayReason,
  type Capacity,
  type ConversationRecord,
  type DeskRecord,
  type Presence,
  standsInLine,
} from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import { AppError, type Bus } from '../platform/index.js';
import {
  acceptOffer,
  agentState,
  choosePresence,
  dropOffer,
  entryOf,
  given,
  handed,
  isChosen,
  placeAssigned,
  resize,
  silent,
  takeBack,
  whyNotSet,
} from './desk-moves.js';
import type { Desks } from './desks.js';
import type { makeFollow } from './follow.js';
import type { Picture } from './picture.js';
import { placingOf } from './placing.js';
import { makeTransfers, moved, refuseClosed } from './transfers.js';

interface VerbNeeds {
  bus: Bus;
  conversations: Conversations;
  desks: Desks;
  picture: Picture;
  clear: ReturnType<typeof makeFollow>['clear'];
  /** Null for nobody, and for an account that was closed. */
  personOf: (agentId: string) => Promise<{ name: string; capacity: Capacity } | null>;
  queueOf: (queueId: string) => Promise<{ name: string; memberIds: string[] } | null>;
  /** So long one who is gone keeps a chat. */
  graceMs: number;
}

/** A conversation that moves on more often than this while somebody reaches for it is somebody else's. */
const MOST_TRIES = 4;

const isOwn = ({ state, agentId }: ConversationRecord, who: string) => state === 'active' && agentId === who;

type Assignment = Omit<Parameters<Conversations['assign']>[1], 'agentName' | 'version'>;
type Asked = Assignment | { done: ConversationRecord };
/** By hand: to this agent, as `ask` says of what it finds. */
export type Give = (
  conversationId: string,
  ask: (before: ConversationRecord) => Promise<Asked>,
) => Promise<ConversationRecord>;

const gone = () => new AppError('offer.gone', 'This offer has ended.');
const noAccount = () => new AppError('user.missing', 'There is no such account, or it was closed.');

/** What people do about routing, on any node. Each begins with the agent's desk, which settles every race. */
export function makeVerbs({ bus, conversations, desks, picture, clear, personOf, queueOf, graceMs }: VerbNeeds) {
  async function person(agentId: string) {
    const found = await personOf(agentId);
    if (!found) throw new AppError('agent.unavailable', 'This account is not there, or no longer active.');
    return found;
  }

  async function found(id: string): Promise<ConversationRecord> {
    const conversation = await conversations.byId(id);
    if (!conversation) throw new AppError('conversation.missing', 'There is no such conversation.');
    return conversation;
  }

  /** As this node knows the desk or, where it does not see it ring there, as it is stored; the change judges it anew. */
  async function ringing(agentId: string, offerId: string) {
    const offerOn = (desk: DeskRecord | undefined) =>
      desk?.entries.find((entry) => entry.offerId === offerId && entry.kind === 'offer');
    const known = picture.desks.get(agentId);
    const desk = known && offerOn(known) ? known : await desks.ensure(agentId);
    const offer = offerOn(desk);
    if (!offer) throw gone();
    return { desk, conversationId: offer.conversationId };
  }

  /** @throws AppError `offer.gone`: late, answered before, taken away, or never this agent's */
  async function accept(agentId: string, offerId: string): Promise<ConversationRecord> {
    const { name: agentName } = await person(agentId);
    const { desk, conversationId } = await ringing(agentId, offerId);
    const accepted = await desks.change(agentId, acceptOffer(offerId), { known: desk });
    if (!accepted) throw gone();
    const by = { offerId, agentId, agentName, automatic: false, nameOf: picture.nameOf.bind(picture) };
    const conversation = await conversations.accept(conversationId, by);
    bus.publish('offer.ended', { offerId, agentId, conversationId, how: conversation ? 'accepted' : 'rescinded' });
    if (conversation) {
      await clear(conversation, agentId); // whoever else was asked is not any more
      return conversation;
    }
    await takeOff(accepted, conversationId); // its customer left a moment before
    throw gone();
  }

  /** @throws AppError `offer.gone` */
  async function decline(agentId: string, offerId: string): Promise<void> {
    const { name: agentName } = await person(agentId);
    const { desk, conversationId } = await ringing(agentId, offerId);
    if (!(await desks.change(agentId, dropOffer(offerId), { known: desk }))) throw gone();
    await conversations.endOffer(conversationId, { offerId, how: 'declined', agentId, agentName });
    bus.publish('offer.ended', { offerId, agentId, conversationId, how: 'declined' });
  }

  /**
   * By hand: the agent gets it whatever they hold; whoever had it or was asked loses it. Where it moved on meanwhile, say because
   * the router offered it at that moment, it is looked at again: `ask` says anew whether and how it may be given.
   */
  const give: Give = async (conversationId, ask) => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const before = await found(conversationId);
      const asked = await ask(before);
      if ('done' in asked) return asked.done;
      const after = await giveNow(before, asked);
      if (after) return after;
    }
    throw moved();
  };

  async function giveNow(before: ConversationRecord, to: Assignment) {
    const { _id: conversationId, version } = before;
    const { agentId } = to;
    const { name: agentName } = await person(agentId);
    const place = to.how === 'transfer' ? handed : given;
    const desk = await desks.change(agentId, place(placingOf(before)));
    const after = await conversations.assign(conversationId, { ...to, version, agentName });
    if (!after) {
      await settle(desk, conversationId);
      return null;
    }
    await clear(after, agentId);
    const asked = before.offers.find((offer) => offer.agentId === agentId);
    if (asked) bus.publish('offer.ended', { offerId: asked.offerId, agentId, conversationId, how: 'accepted' });
    return after;
  }

  /** Somebody was quicker. If that was this agent, by another window, the entry is right; else it goes. */
  async function settle(desk: DeskRecord | null, conversationId: string): Promise<void> {
    const now = await conversations.byId(conversationId);
    if (now?.agentId !== desk?._id || now?.state !== 'active') await takeOff(desk, conversationId);
  }

  /** What was put on a desk a moment ago, and not what may have been put there since. */
  async function takeOff(desk: DeskRecord | null, conversationId: string): Promise<void> {
    const entry = desk && entryOf(desk, conversationId);
    if (entry) await desks.change(desk._id, takeBack(entry));
  }

  /**
   * A sleeping one back to whoever had it, if they are there and have room. The desk judges that, so nobody gets above capacity.
   * @returns null when they are not, or somebody was quicker
   */
  async function giveBack(before: ConversationRecord, resumed: 'due' | 'customerWrote') {
    const { _id: conversationId, agentId, version } = before;
    const who = agentId ? await personOf(agentId) : null;
    if (!agentId || !who) return null;
    const place = placeAssigned({ ...placingOf(before), interrupts: picture.interrupts });
    const desk = await desks.change(agentId, place);
    if (!desk) return null;
    const to = { version, agentId, agentName: who.name, how: 'automatic' as const, resumed };
    const after = await conversations.assign(conversationId, to);
    if (!after) await settle(desk, conversationId);
    return after;
  }

  /** Out of the queue, by hand. What is offered to another is taken from under them. */
  const pick = (agentId: string, conversationId: string): Promise<ConversationRecord> =>
    give(conversationId, async (before) => {
      if (isOwn(before, agentId)) return { done: before };
      refuseClosed(before);
      if (before.state !== 'queued' && before.state !== 'offered') throw moved();
      return { agentId, how: 'picked' };
    });

  /** From its owner, or whoever is asked. */
  const takeOver = (agentId: string, conversationId: string): Promise<ConversationRecord> =>
    give(conversationId, async (before) => {
      if (isOwn(before, agentId)) return { done: before };
      refuseClosed(before);
      return { agentId, how: 'takenOver' };
    });

  /** A snoozed or closed one becomes this agent's again; or one they were writing up. */
  const resume = (agentId: string, conversationId: string): Promise<ConversationRecord> =>
    give(conversationId, async (before) => {
      if (isOwn(before, agentId)) return { done: before };
      const writing = before.state === 'wrapUp' && before.agentId === agentId;
      if (before.state !== 'snoozed' && before.state !== 'closed' && !writing) throw moved();
      const { name } = await person(agentId);
      return { agentId, how: 'picked', author: { type: 'agent', id: agentId, name } };
    });

  /**
   * Anything chosen also says "I am here": it ends not responding.
   * @param by somebody else who chooses it for them
   */
  async function setPresence(
    agentId: string,
    presence: Presence,
    reason: AwayReason | null,
    by: AgentRef | null = null,
  ): Promise<DeskRecord> {
    if (!(await personOf(agentId))) throw noAccount();
    const why = presence === 'away' ? (reason ?? 'other') : null;
    const changed = await desks.change(agentId, choosePresence(presence, why, by));
    const desk = changed ?? (await desks.ensure(agentId));
    const refused = changed || !by || isChosen(desk, presence, why) ? null : whyNotSet(desk, presence);
    if (refused === 'beingOffered')
      throw new AppError('presence.beingOffered', 'They are being offered a conversation just now.');
    if (refused === 'notConnected') throw new AppError('presence.notConnected', 'They are not signed in anywhere.');
    return desk;
  }

  /**
   * Everything that somebody who is not there holds, back to its queues. Safe to repeat.
   * @returns how many; what moved on meanwhile is none of them @throws AppError `user.missing`, `agent.there`
   */
  async function handBack(agentId: string, author: Author): Promise<number> {
    const who = await personOf(agentId);
    if (!who) throw noAccount();
    const desk = await desks.ensure(agentId);
    if (agentState(desk) !== 'offline')
      throw new AppError('agent.there', 'They are there: move what they hold one by one.');
    const from = { fromAgentId: agentId, fromAgentName: who.name };
    let returned = 0;
    for (const { conversationId, kind, channel } of desk.entries) {
      const held = kind === 'assigned' ? await conversations.byId(conversationId) : null;
      if (!held || !isOwn(held, agentId)) continue;
      const why = {
        version: held.version,
        reason: 'handedBack' as const,
        passBy: true,
        sinceAsked: !standsInLine(channel),
      };
      const after = await conversations.requeue(conversationId, { ...why, ...from, author });
      if (!after) continue;
      await clear(after);
      returned += 1;
    }
    return returned;
  }

  return {
    acceptOffer: accept,
    declineOffer: decline,
    pick,
    takeOver,
    resume,
    giveBack,
    ...makeTransfers({ conversations, desks, picture, clear, person, found, give, queueOf, graceMs }),
    setPresence,
    handBack,
    /** One that began as this agent's; whatever they hold. */
    hold: async (agentId: string, conversation: ConversationRecord) =>
      void (await desks.change(agentId, given(placingOf(conversation)))),
    resize: async (agentId: string, capacity: Capacity) => void (await desks.change(agentId, resize(capacity))),
    /** They took it, and then were not there. */
    noteMissed: async (agentId: string) => void (await desks.change(agentId, silent)),
  };
}
