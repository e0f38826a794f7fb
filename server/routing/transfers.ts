import { type Author, type ConversationRecord, type NamedNeed, staysSecondsOf } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import { AppError } from '../platform/index.js';
import { agentState } from './desk-moves.js';
import type { Desks } from './desks.js';
import type { makeFollow } from './follow.js';
import type { Picture } from './picture.js';
import { givenAs } from './placing.js';
import type { Give } from './verbs.js';

/** Who hands a conversation over, and what they say to the next one. */
export interface HandOver {
  author: Author;
  note?: string;
  /** Their own id of it: the same one twice hands over once. */
  clientId?: string;
  /** What is asked of whoever takes it out of the queue; without it that stays as it was. */
  needs?: readonly NamedNeed[];
}

interface TransferNeeds {
  conversations: Conversations;
  desks: Desks;
  picture: Picture;
  clear: ReturnType<typeof makeFollow>['clear'];
  person: (agentId: string) => Promise<{ name: string }>;
  found: (conversationId: string) => Promise<ConversationRecord>;
  give: Give;
  queueOf: (queueId: string) => Promise<{ name: string; memberIds: string[] } | null>;
  graceMs: number;
}

export const moved = () => new AppError('conversation.moved', 'Somebody else was quicker.');

export function refuseClosed({ state }: ConversationRecord): void {
  if (state === 'closed') throw new AppError('conversation.closed', 'This conversation is closed.');
}

/** From hand to hand, or back into a line. */
export function makeTransfers(needs: TransferNeeds) {
  const { conversations, desks, picture, clear, person, found, give, queueOf, graceMs } = needs;

  /**
   * To somebody who is not there only what would stay with them as well: a mail or a text, where its queue lets it stay.
   * @throws AppError `agent.unavailable` for anything else, and for an account that is closed
   */
  const transferToAgent = (conversationId: string, toAgentId: string, { author, note, clientId }: HandOver) =>
    give(conversationId, async (before) => {
      if (clientId && (await conversations.wasTold(before, clientId))) return { done: before };
      refuseClosed(before);
      const { name: toAgentName } = await person(toAgentId);
      const state = agentState(await desks.ensure(toAgentId));
      const isAway = state === 'offline' || state === 'lost';
      if (isAway && !stays(before))
        throw new AppError('agent.unavailable', 'This agent is not there now. Hand it to a queue instead.');
      const transfer = { ...from(before), toAgentId, toAgentName, ...(note && { note }), ...(isAway && { isAway }) };
      return { agentId: toAgentId, how: 'transfer', transfer, author, clientId };
    });

  function stays(conversation: ConversationRecord): boolean {
    const rules = picture.queues.get(conversation.queueId)?.rules;
    return rules !== undefined && staysSecondsOf(rules, givenAs(conversation)) * 1_000 > graceMs;
  }

  /** @throws AppError `queue.missing`, `queue.noMembers` */
  async function transferToQueue(
    conversationId: string,
    toQueueId: string,
    { author, note, clientId, needs }: HandOver,
  ): Promise<ConversationRecord> {
    const before = await found(conversationId);
    const isTold = async (c: ConversationRecord) => clientId && (await conversations.wasTold(c, clientId));
    if (await isTold(before)) return before;
    refuseClosed(before);
    const queue = await queueOf(toQueueId);
    if (!queue) throw new AppError('queue.missing', 'There is no such queue.');
    if (queue.memberIds.length === 0) throw new AppError('queue.noMembers', 'Nobody works in this queue.');
    const { fromAgentId, fromAgentName } = from(before);
    const transfer = { ...from(before), toQueueId, toQueueName: queue.name, ...(note && { note }) };
    const why = { version: before.version, reason: 'transferred' as const, fromAgentId, fromAgentName, passBy: true };
    const after = await conversations.requeue(conversationId, {
      ...{ ...why, clientId, queueId: toQueueId, transfer, author, needs },
    });
    if (!after) {
      const now = await found(conversationId);
      if (await isTold(now)) return now;
      throw moved();
    }
    await clear(after);
    return after;
  }

  function from({ agentId, state }: ConversationRecord) {
    const owned = agentId && (state === 'active' || state === 'wrapUp');
    return owned ? { fromAgentId: agentId, fromAgentName: picture.nameOf(agentId) } : {};
  }

  return { transferToAgent, transferToQueue };
}
