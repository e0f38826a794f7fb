import type { DeskEntry } from '../contract/index.js';
import type { Conversations } from '../conversations/index.js';
import { entryOf, type PutBack, restore, takeBack } from './desk-moves.js';
import type { ChangeOptions, Desks } from './desks.js';

/** Puts onto a desk what its conversation says is there, and a crash lost. */
export function makePutBack({ conversations, desks }: { conversations: Conversations; desks: Desks }) {
  async function isTheirs(agentId: string, { conversationId, kind }: Pick<DeskEntry, 'conversationId' | 'kind'>) {
    const now = await conversations.byId(conversationId);
    return now?.agentId === agentId && now.state === (kind === 'wrapUp' ? 'wrapUp' : 'active');
  }

  /**
   * What says so may have been read or heard a while ago, and by now it is closed, or somebody else's: looked at before, and once more
   * when it is there, as whoever ended it in between found nothing to take off.
   */
  return async function putBack(agentId: string, lost: PutBack, options: ChangeOptions = {}): Promise<void> {
    if (!(await isTheirs(agentId, lost))) return;
    const desk = await desks.change(agentId, restore(lost), options);
    const put = desk && entryOf(desk, lost.conversationId);
    if (put && !(await isTheirs(agentId, lost))) await desks.change(agentId, takeBack(put), options);
  };
}
