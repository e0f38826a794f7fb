import type { ConversationRecord } from '../contract/index.js';
import { AppError, type Handlers } from '../platform/index.js';
import type { Asker, makeAccess } from './access.js';
import type { DeskNeeds } from './needs.js';
import type { makePresent } from './present.js';

interface UnreadNeeds extends Pick<DeskNeeds, 'conversations' | 'timeline'> {
  access: ReturnType<typeof makeAccess>;
  present: ReturnType<typeof makePresent>;
}

/** Unread is what its owner has not seen: nobody else says so of it. */
export function unreadHandlers({ access, present, conversations, timeline }: UnreadNeeds) {
  const end = (customerId: string) => timeline.markAt(customerId, Number.MAX_SAFE_INTEGER);

  async function allRead(c: ConversationRecord): Promise<void> {
    await conversations.noteAgentRead(c, await end(c.customerId));
    if (c.chat) await conversations.noteAgentReadChat(c, await end(c.chat.customerId));
  }

  return {
    'conversations.setUnread': async ({ actor, params, body: { unread } }) => {
      const c = await access(actor, params.id as string);
      mustHave(actor, c);
      await (unread ? conversations.noteUnread(c) : allRead(c));
      return present((await conversations.byId(c._id)) ?? c);
    },
  } satisfies Partial<Handlers>;
}

function mustHave(asker: Asker, { state, agentId }: ConversationRecord): void {
  if (state === 'closed') throw new AppError('conversation.closed', 'This conversation is closed.');
  if (agentId !== asker.id) throw new AppError('conversation.notYours', 'Somebody else has this conversation.');
}
