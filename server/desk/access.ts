import { type ConversationRecord, may } from '../contract/index.js';
import { type Actor, AppError } from '../platform/index.js';
import type { DeskNeeds } from './needs.js';

/** Who asks; sockets know no more of an agent than this. */
export type Asker = Pick<Actor, 'id' | 'name' | 'role'>;

/** An agent sees what is theirs and what is in their queues; supervisors see all. */
export function maySee(asker: Asker, queueIds: readonly string[], c: ConversationRecord): boolean {
  return may(asker.role, 'conversation.seeAll') || c.agentId === asker.id || queueIds.includes(c.queueId);
}

/**
 * The one way from an id outside to a conversation. One that is not theirs to see is missing, so ids cannot be probed.
 * Whoever is asked into its call sees it as long as they are rung or talk, from whatever queue they are asked.
 */
export function makeAccess({
  conversations,
  queues,
  isOnCall,
}: Pick<DeskNeeds, 'conversations' | 'queues' | 'isOnCall'>) {
  async function access(asker: Asker, id: string): Promise<ConversationRecord> {
    const conversation = await conversations.byId(id);
    const queueIds = await queues.membership.queueIdsOf(asker.id);
    if (!conversation || !(maySee(asker, queueIds, conversation) || (await isOnCall(asker.id, id)))) {
      throw new AppError('conversation.missing', 'There is no such conversation.');
    }
    return conversation;
  }

  return access;
}

/** @throws AppError conversation.closed, conversation.notYours */
export function mustOwn(asker: Asker, c: ConversationRecord): void {
  if (c.state === 'closed') throw new AppError('conversation.closed', 'This conversation is closed.');
  if (c.agentId !== asker.id && !may(asker.role, 'conversation.takeOver')) {
    throw new AppError('conversation.notYours', 'Somebody else has this conversation, or nobody yet: take it first.');
  }
}

/** Whoever writes to the customer has the conversation, or has joined its owner. @throws AppError as `mustOwn` */
export function mustTalk(asker: Asker, c: ConversationRecord): void {
  if (c.state === 'closed') throw new AppError('conversation.closed', 'This conversation is closed.');
  if (c.state !== 'active' || !talks(asker.id, c))
    throw new AppError('conversation.notYours', 'Take the conversation, or join it, before you answer.');
}

export const talks = (agentId: string, { agentId: ownerId, joinedBy }: ConversationRecord): boolean =>
  ownerId === agentId || Boolean(joinedBy?.includes(agentId));

/** A verb that answered null: somebody was quicker. */
export function orMoved(c: ConversationRecord | null): ConversationRecord {
  if (c) return c;
  throw new AppError('conversation.moved', 'The conversation changed in the meantime. Look again.');
}
