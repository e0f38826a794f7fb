import { type Author, CONVERSATION_STATES, type ConversationRecord, type TouchpointDraft } from '../contract/index.js';
import { told } from './drafts.js';
import type { makeTransition } from './transition.js';

/** Marks are on one timeline's count: on another they begin anew. */
export const NO_MARKS = {
  'receipts.customerDelivered': 0,
  'receipts.customerRead': 0,
  'receipts.agentReadPublic': 0,
};

const goesOn = ({ channel, inChat, chat }: ConversationRecord): boolean =>
  channel !== 'email' || Boolean(inChat) || Boolean(chat);

type Writer = Required<Pick<Author, 'id' | 'name'>>;

/** Who writes to them: it was told before, but not to this visitor. */
function whoIsThere(c: ConversationRecord, { id, name }: Writer, at: Date): TouchpointDraft {
  const named = { agentId: id, agentName: name };
  const author: Author = { type: 'agent', id, name };
  return id === c.agentId
    ? told(c, 'conversation.assigned', { ...named, how: 'chat', waitedMs: 0 }, { author, at })
    : told(c, 'agent.joined', named, { author, at });
}

/** A matter by mail goes on in a chat. */
export function makeChat({ transition }: { transition: ReturnType<typeof makeTransition>['transition'] }) {
  return {
    /**
     * Whose chat it is: of this customer, or of whom the first answer chose. Before anything is said there, so that whoever has
     * the words answers to this matter, and two answers at once are said to the same one. Somebody who was joined is told first who
     * it is that writes to them.
     * @returns the conversation as it is then
     */
    async goOnInChat(c: ConversationRecord, customerId: string, by: Writer): Promise<ConversationRecord> {
      if (goesOn(c)) return c;
      const chat = { customerId, seq: 0, agentRead: 0 };
      const own = customerId === c.customerId;
      const after = await transition(c._id, {
        from: CONVERSATION_STATES,
        isSo: goesOn,
        set: own ? { inChat: true } : { chat, ...NO_MARKS },
        tells: (now, at) => (own ? [] : [whoIsThere({ ...now, chat }, by, at)]),
      });
      return after ?? c;
    },
  };
}
