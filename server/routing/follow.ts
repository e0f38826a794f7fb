import type { ConversationRecord, ConversationState, DeskEntry, DeskRecord, DomainEvents } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import type { Bus } from '../platform/index.js';
import { entryOf, given, release, restore, wrapUp } from './desk-moves.js';
import type { Desks } from './desks.js';
import type { Picture } from './picture.js';

interface FollowNeeds {
  bus: Bus;
  conversations: Conversations;
  desks: Desks;
  picture: Picture;
  /** The picture knows of every desk. */
  isAlone: boolean;
}

const HELD: readonly (ConversationState | null)[] = ['active', 'wrapUp'];

/** Whoever changes a conversation, its agent's desk follows: a closed one frees the unit, one in wrap-up keeps it for so long. */
export function makeFollow({ bus, conversations, desks, picture, isAlone }: FollowNeeds) {
  const desksWith = async (conversationId: string): Promise<DeskRecord[]> =>
    isAlone ? picture.desksWith(conversationId) : desks.withConversation(conversationId);

  /** Takes it off every desk where the entry is not to be kept. */
  async function clear(conversationId: string, keeps: (entry: DeskEntry, agentId: string) => boolean): Promise<void> {
    for (const desk of await desksWith(conversationId)) {
      const entry = entryOf(desk, conversationId);
      if (!entry || keeps(entry, desk._id)) continue;
      if (!(await desks.change(desk._id, release(conversationId), { known: desk }))) continue;
      const { offerId } = entry;
      if (entry.kind === 'offer' && offerId)
        bus.publish('offer.ended', { offerId, agentId: desk._id, conversationId, how: 'rescinded' });
    }
  }

  async function follow({ conversation, before }: DomainEvents['conversation.changed']): Promise<void> {
    const { _id: id, state, agentId, wrapUpUntil, lastActivityAt: changedAt } = conversation;
    // Also within the same state: its owner may have asked for more time.
    if (state === 'wrapUp' && agentId && wrapUpUntil) await desks.change(agentId, wrapUp(id, wrapUpUntil));
    if (state === before) return;
    if (state === 'active' && agentId && before === 'wrapUp')
      await desks.change(agentId, (desk, now) =>
        entryOf(desk, id)?.kind === 'wrapUp'
          ? given({ conversationId: id, queueId: conversation.queueId, channel: conversation.channel })(desk, now)
          : null,
      );
    if (state === 'active' && agentId) await own(conversation, agentId);
    // What was placed after this change belongs to a later one: the conversation was offered or reopened meanwhile.
    if (state === 'closed' || state === 'snoozed') await clear(id, (entry) => entry.since > changedAt);
    if (state === 'queued' && HELD.includes(before) && (await isStill(conversation)))
      await clear(id, (entry) => entry.kind === 'offer' || entry.since > changedAt);
  }

  /** Usually the entry is there already: whoever gives, begins with the desk. */
  async function own(conversation: ConversationRecord, agentId: string): Promise<void> {
    const { _id: conversationId, queueId, channel, assignedAt } = conversation;
    if (picture.isOnDesk(conversationId, agentId) || !assignedAt) return;
    await desks.change(agentId, restore({ conversationId, queueId, channel, since: assignedAt }));
  }

  async function isStill({ _id, version }: ConversationRecord): Promise<boolean> {
    return (await conversations.byId(_id))?.version === version;
  }

  return { follow, clear };
}
