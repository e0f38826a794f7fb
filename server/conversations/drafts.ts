import type {
  Author,
  ConversationRecord,
  TouchpointDetails,
  TouchpointDraft,
  TouchpointKind,
} from '../contract/index.js';

export const SYSTEM: Author = { type: 'system' };

/** Whoever joined did so for the talk: when it ends, they are out of it. */
export const over = ({ joinedBy }: ConversationRecord): Partial<ConversationRecord> =>
  joinedBy?.length ? { joinedBy: [] } : {};

/** A touchpoint of a conversation's own life; its source id is filled in by the transition that carries it. */
export function told<K extends TouchpointKind>(
  conversation: Pick<ConversationRecord, '_id' | 'customerId' | 'channel'>,
  kind: K,
  details: TouchpointDetails[K],
  { author = SYSTEM, at }: { author?: Author; at: Date },
): TouchpointDraft {
  return {
    customerId: conversation.customerId,
    conversationId: conversation._id,
    kind,
    direction: 'internal',
    channel: conversation.channel,
    sourceId: '',
    at,
    author,
    details,
  } as TouchpointDraft;
}
