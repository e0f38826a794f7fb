import type { DeskEntry } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Clock, Log } from '../platform/index.js';
import { resumed, takeBack, wrapUp } from './desk-moves.js';
import type { Desks } from './desks.js';
import { DecisionModel } from './models.js';
import type { Picture } from './picture.js';
import type { makePutBack } from './put-back.js';
import { conversationsById, givenConversations } from './reads.js';
import { type Repair, repairs } from './repairs.js';

/** What is younger than this may be a verb under way on some node. */
const UNDER_WAY_MS = 5_000;

interface RepairNeeds {
  clock: Clock;
  log: Log;
  conversations: Conversations;
  desks: Desks;
  picture: Picture;
  putBack: ReturnType<typeof makePutBack>;
}

/** Finds what crashes left half done, and finishes or undoes it. */
export function makeRepair({ clock, log, conversations, desks, picture, putBack }: RepairNeeds) {
  async function apply(repair: Repair, epoch: number): Promise<void> {
    const { agentId } = repair;
    const agentName = picture.nameOf(agentId);
    switch (repair.do) {
      case 'release':
        return void (await desks.change(agentId, takeBack(repair.entry), { epoch }));
      case 'takeBack':
        return takeOff(agentId, repair.entry, epoch);
      case 'finishAccept': {
        const { conversationId, offerId } = repair;
        const nameOf = picture.nameOf.bind(picture);
        return void (await conversations.accept(conversationId, {
          offerId,
          agentId,
          agentName,
          automatic: false,
          nameOf,
        }));
      }
      case 'give':
        return void (await desks.change(agentId, resumed(repair.placing), { epoch }));
      case 'wrapUp':
        return void (await desks.change(agentId, wrapUp(repair.conversationId, repair.until), { epoch }));
      case 'restore':
        return putBack(agentId, repair.lost, { epoch });
      case 'endOffer': {
        const { conversationId, offerId } = repair;
        const end = { offerId, how: 'rescinded' as const, agentId, agentName, reason: 'interrupted' };
        return void (await conversations.endOffer(conversationId, end));
      }
    }
  }

  /**
   * It may have been in flight here, and arrived, while desks and conversations were read. A router that was stopped between its two
   * writes may yet wake up to the second, which no epoch holds back: so the conversation forgets first, then the desk. No record stays
   * of what never was.
   */
  async function takeOff(agentId: string, entry: DeskEntry, epoch: number): Promise<void> {
    if (!(await conversations.forgetChoice(entry.conversationId))) return;
    await desks.change(agentId, takeBack(entry), { epoch });
    if (entry.decisionId) await DecisionModel.deleteOne({ _id: entry.decisionId });
  }

  /** Desks are read before conversations: what moves in between looks younger than it is, never older. */
  return async function repair(epoch: number): Promise<number> {
    const all = await desks.all();
    const given = await givenConversations();
    picture.learnHeld(given.filter(({ state }) => state !== 'offered'));
    const found = new Map(given.map((one) => [one._id, one]));
    const others = all.flatMap(({ entries }) =>
      entries.flatMap(({ conversationId: id }) => (found.has(id) ? [] : [id])),
    );
    for (const one of others.length > 0 ? await conversationsById(others) : []) found.set(one._id, one);
    const before = new Date(+clock.now() - UNDER_WAY_MS);
    const todo = repairs(all, found, before).filter(
      (one) => one.do !== 'takeBack' || !picture.isInFlight(one.entry.conversationId),
    );
    for (const one of todo) {
      log.warn({ repair: one.do, agentId: one.agentId }, 'finished what was left half done');
      await apply(one, epoch);
    }
    return todo.length;
  };
}
