import { CONVERSATION_STATES, type ConversationRecord } from '../contract/index.js';
import type { makeTransition } from './transition.js';

/** Marks are on one timeline's count: on another they begin anew. */
export const NO_MARKS = {
  'receipts.customerDelivered': 0,
  'receipts.customerRead': 0,
  'receipts.agentReadPublic': 0,
};

const goesOn = ({ channel, inChat, chat }: ConversationRecord): boolean =>
  channel !== 'email' || Boolean(inChat) || Boolean(chat);

/** A matter by mail goes on in a chat. */
export function makeChat({ transition }: { transition: ReturnType<typeof makeTransition>['transition'] }) {
  return {
    /**
     * Whose chat it is: of this customer, or of whom the first answer chose. Before anything is said there, so that whoever has
     * the words answers to this matter, and two answers at once are said to the same one.
     * @returns the conversation as it is then
     */
    async goOnInChat(c: ConversationRecord, customerId: string): Promise<ConversationRecord> {
      if (goesOn(c)) return c;
      const theirs = { chat: { customerId, seq: 0, agentRead: 0 }, ...NO_MARKS };
      const after = await transition(c._id, {
        from: CONVERSATION_STATES,
        isSo: goesOn,
        set: customerId === c.customerId ? { inChat: true } : theirs,
        tells: () => [],
      });
      return after ?? c;
    },
  };
}
