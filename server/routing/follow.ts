import type { ConversationRecord, ConversationState, DeskRecord, DomainEvents } from '../contract/index.js';
import type { Bus } from '../platform/index.js';
import { entryOf, isOlder, release, resumed, wrapUp } from './desk-moves.js';
import type { Desks } from './desks.js';
import type { Picture } from './picture.js';
import { placingOf } from './placing.js';
import type { makePutBack } from './put-back.js';

interface FollowNeeds {
  bus: Bus;
  desks: Desks;
  picture: Picture;
  putBack: ReturnType<typeof makePutBack>;
  /** The picture knows of every desk. */
  isAlone: boolean;
}

const HELD: readonly (ConversationState | null)[] = ['active', 'wrapUp'];

/** Whoever changes a conversation, its agent's desk follows: a closed one frees the unit, one in wrap-up keeps it for so long. */
export function makeFollow({ bus, desks, picture, putBack, isAlone }: FollowNeeds) {
  const desksWith = async (conversationId: string): Promise<DeskRecord[]> =>
    isAlone ? picture.desksWith(conversationId) : desks.withConversation(conversationId);

  /** It has come to this version: takes it off every desk where it was put before, but that of whoever has it now. */
  async function clear(
    { _id, version }: Pick<ConversationRecord, '_id' | 'version'>,
    holderId?: string,
  ): Promise<void> {
    for (const desk of await desksWith(_id)) {
      const entry = entryOf(desk, _id);
      if (!entry || desk._id === holderId || !isOlder(entry, version)) continue;
      if (!(await desks.change(desk._id, release(_id, version), { known: desk }))) continue;
      const { offerId } = entry;
      if (entry.kind === 'offer' && offerId)
        bus.publish('offer.ended', { offerId, agentId: desk._id, conversationId: _id, how: 'rescinded' });
    }
  }

  const underWay = new Set<Promise<void>>();
  function follow(event: DomainEvents['conversation.changed']): Promise<void> {
    const work = followNow(event).finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  }

  async function followNow({ conversation, before }: DomainEvents['conversation.changed']): Promise<void> {
    const { _id: id, state, agentId, wrapUpUntil } = conversation;
    // Also within the same state: its owner may have asked for more time.
    if (state === 'wrapUp' && agentId && wrapUpUntil) await desks.change(agentId, wrapUp(id, wrapUpUntil));
    if (state === before) return;
    if (state === 'active' && agentId && before === 'wrapUp')
      await desks.change(agentId, resumed(placingOf(conversation)));
    if (state === 'active' && agentId) await own(conversation, agentId);
    const isPutBack = state === 'queued' && HELD.includes(before);
    if (state === 'closed' || state === 'snoozed' || isPutBack) await clear(conversation);
  }

  /** Usually the entry is there already: whoever gives, begins with the desk. */
  async function own(conversation: ConversationRecord, agentId: string): Promise<void> {
    const { assignedAt: since } = conversation;
    if (since && !picture.isOnDesk(conversation._id, agentId))
      await putBack(agentId, { ...placingOf(conversation), kind: 'assigned', since, until: null });
  }

  return {
    follow,
    /** Ends when every desk has followed, as far as it could. */
    followed: async (): Promise<void> => void (await Promise.allSettled(underWay)),
    clear,
  };
}
