import {
  type Author,
  type ConversationRecord,
  CUSTOMER_KINDS,
  type TouchpointDetails,
  type TouchpointDraft,
  type TouchpointKind,
} from '../contract/index.js';

export const SYSTEM: Author = { type: 'system' };

/** Whoever joined did so for the talk: when it ends, they are out of it. */
export const over = ({ joinedBy }: ConversationRecord): Partial<ConversationRecord> =>
  joinedBy?.length ? { joinedBy: [] } : {};

/** Who has it, and that it is over: what a customer is shown of a matter beside the words. */
const isStep = (kind: TouchpointKind): boolean => CUSTOMER_KINDS.includes(kind) && /^(conversation|agent)\./.test(kind);

/**
 * A touchpoint of a conversation's own life; its source id is filled in by the transition that carries it. The steps of a matter that
 * goes on in the chat of somebody else stand there, and do not say what its customer is called.
 */
export function told<K extends TouchpointKind>(
  conversation: Pick<ConversationRecord, '_id' | 'customerId' | 'channel' | 'chat'>,
  kind: K,
  details: TouchpointDetails[K],
  { author = SYSTEM, at }: { author?: Author; at: Date },
): TouchpointDraft {
  const chat = isStep(kind) ? conversation.chat : undefined;
  return {
    customerId: chat?.customerId ?? conversation.customerId,
    conversationId: conversation._id,
    kind,
    direction: 'internal',
    channel: conversation.channel,
    sourceId: '',
    at,
    author: chat && author.type === 'customer' ? { type: 'customer', id: chat.customerId } : author,
    details,
  } as TouchpointDraft;
}
