import { type AgentState, type DeskEntry, type DeskRecord, staysSecondsOf } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Bus, Clock } from '../platform/index.js';
import { dropOffer, expireOffer, giveUpOn, resumed, takeBack, wrapUp } from './desk-moves.js';
import type { Desks } from './desks.js';
import type { Picture } from './picture.js';
import { placingOf } from './placing.js';
import { routed } from './reads.js';
import { type Goes, goesWhen } from './staying.js';

export interface HandBackNeeds {
  bus: Bus;
  clock: Clock;
  conversations: Conversations;
  desks: Desks;
  picture: Picture;
  graceMs: number;
  /** Before this nobody could come back, or change their mind: nobody was there to hear of it. In milliseconds since 1970. */
  routedSince: () => number;
}

/** Something a desk owes the world: what is due on it, and how to do it. Each is safe to repeat and to do half. */
interface Due {
  at: number;
  name: string;
  run: (epoch: number) => Promise<void>;
}

const NOTHING: Due[] = [];

/** Ends what ends by itself: offers nobody answered, offers and talks of those who are gone, wrap-ups. */
export function makeHandBack({ bus, clock, conversations, desks, picture, graceMs, routedSince }: HandBackNeeds) {
  /**
   * What this desk owes, now or later.
   * @param since when this router began: an offer that ran out before, while nobody was there to take the answer, is nobody's fault
   */
  function dueOn(desk: DeskRecord, since: number): Due[] {
    const state = picture.stateOf(desk);
    const entries = desk.entries.flatMap((entry) => dueOnEntry(desk, entry, state, since));
    if (state === 'offline') entries.push(returns(desk));
    const { lostAt, presence } = desk;
    if (!lostAt || presence === 'offline') return entries;
    const giveUp: Due = {
      at: Math.max(+lostAt, routedSince()) + graceMs,
      name: `lost:${desk._id}`,
      run: async (epoch) => void (await desks.change(desk._id, giveUpOn(lostAt), { epoch, known: desk })),
    };
    return [giveUp, ...entries];
  }

  function dueOnEntry(desk: DeskRecord, entry: DeskEntry, state: AgentState, since: number): Due[] {
    const id = entry.conversationId;
    const due = (at: number, name: string, run: Due['run']) => ({
      at,
      name: `${name}:${entry.offerId ?? id}`,
      run,
    });
    if (entry.kind === 'offer') {
      const until = +(entry.until ?? 0);
      const blameless = until <= since;
      if (blameless) return [due(0, 'overdue', (epoch) => endOffer(desk, entry, 'rescinded', 'noRouter', epoch))];
      if (state === 'online' || state === 'notResponding')
        return [due(until, 'expire', (epoch) => endOffer(desk, entry, 'expired', undefined, epoch))];
      return [due(0, 'rescind', (epoch) => endOffer(desk, entry, 'rescinded', state, epoch))];
    }
    return entry.until ? [due(+entry.until, 'wrapUp', (epoch) => endWrapUp(desk, entry, epoch))] : NOTHING;
  }

  /** Over night much lies with many who are not there, and this is asked whenever anything happens: one for all of a desk. */
  function returns(desk: DeskRecord): Due {
    const isDue = (entry: DeskEntry) => entry.kind !== 'offer' && goes(desk, entry).at <= +clock.now();
    return {
      at: firstReturn(desk),
      name: `return:${desk._id}`,
      run: async (epoch) =>
        void (await Promise.all(desk.entries.filter(isDue).map((entry) => returnTalk(desk, entry, epoch)))),
    };
  }

  /** Looked at anew only when something is heard that may change it. */
  const firstReturns = new WeakMap<DeskRecord, { at: number; heard: number; since: number }>();
  function firstReturn(desk: DeskRecord): number {
    const heard = picture.heardOf(desk._id);
    const since = routedSince();
    const known = firstReturns.get(desk);
    if (known?.heard === heard && known.since === since) return known.at;
    let at = Number.POSITIVE_INFINITY;
    for (const entry of desk.entries) if (entry.kind !== 'offer') at = Math.min(at, goes(desk, entry).at);
    firstReturns.set(desk, { at, heard, since });
    return at;
  }

  function goes(desk: DeskRecord, entry: DeskEntry): Goes {
    const rules = picture.queues.get(entry.queueId)?.rules;
    return goesWhen(desk, entry, {
      isActive: picture.people.get(desk._id)?.active !== false,
      graceMs,
      routedSince: routedSince(),
      staysMs: rules ? staysSecondsOf(rules, entry.channel) * 1_000 : 0,
      wroteAt: picture.words.wroteAt(entry.conversationId),
    });
  }

  async function endOffer(
    desk: DeskRecord,
    { conversationId, offerId }: DeskEntry,
    how: 'expired' | 'rescinded',
    reason: string | undefined,
    epoch: number,
  ): Promise<void> {
    if (!offerId) return;
    const move = how === 'expired' ? expireOffer(offerId) : dropOffer(offerId);
    if (!(await desks.change(desk._id, move, { epoch, known: desk }))) return; // answered meanwhile
    const by = { offerId, how, agentId: desk._id, agentName: picture.nameOf(desk._id), reason };
    await conversations.endOffer(conversationId, by);
    bus.publish('offer.ended', { offerId, agentId: desk._id, conversationId, how });
  }

  async function returnTalk(desk: DeskRecord, entry: DeskEntry, epoch: number): Promise<void> {
    const { conversationId } = entry;
    const conversation = await conversations.byId(conversationId);
    const theirs = conversation?.agentId === desk._id;
    if (theirs && conversation.state === 'active') {
      picture.applyConversation(routed(conversation));
      const { at, reason } = goes(desk, entry);
      if (at > +clock.now()) return; // answered meanwhile: it stays
      const stayed = reason === 'wroteMeanwhile' || reason === 'awayTooLong';
      const why = {
        ...{ version: conversation.version, reason, sinceAsked: stayed, passBy: reason !== 'wroteMeanwhile' },
        ...{ fromAgentId: desk._id, fromAgentName: picture.nameOf(desk._id) },
      };
      if (!(await conversations.requeue(conversationId, why))) return; // it changed just now: the next look decides
    }
    if (theirs && conversation.state === 'wrapUp') await close(conversationId);
    await desks.change(desk._id, takeBack(entry), { epoch });
  }

  async function endWrapUp(desk: DeskRecord, entry: DeskEntry, epoch: number): Promise<void> {
    const { conversationId } = entry;
    const conversation = await conversations.byId(conversationId);
    const writing = conversation?.state === 'wrapUp' && conversation.agentId === desk._id;
    const { wrapUpUntil } = conversation ?? {};
    if (writing && wrapUpUntil && wrapUpUntil > clock.now()) {
      await desks.change(desk._id, wrapUp(conversationId, wrapUpUntil), { epoch });
      return;
    }
    if (conversation?.state === 'active' && conversation.agentId === desk._id) {
      // The customer wrote meanwhile: it is theirs again, and so is its unit.
      await desks.change(desk._id, resumed(placingOf(conversation)), { epoch });
      return;
    }
    const by = { by: conversation?.closedBy ?? ('agent' as const), version: conversation?.version };
    if (writing && !(await conversations.close(conversationId, by))) return; // it changed just now: the next look decides
    await desks.change(desk._id, takeBack(entry), { epoch });
  }

  const close = (id: string) => conversations.close(id, { by: 'system' });

  return { dueOn, endOffer };
}
