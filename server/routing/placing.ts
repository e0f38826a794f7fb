import type { ChannelName, ConversationRecord } from '../contract/index.js';

/** What is put on a desk, and of which version of its conversation that is. */
export interface Placing {
  conversationId: string;
  conversationVersion: number;
  queueId: string;
  channel: ChannelName;
}

/** Whoever gets a customer who is to be called has a call: it takes their attention like one, wherever it was asked for. */
export const givenAs = ({ channel, callback }: Pick<ConversationRecord, 'channel' | 'callback'>): ChannelName =>
  callback ? 'voice' : channel;

export const placingOf = (
  conversation: Pick<ConversationRecord, '_id' | 'version' | 'queueId' | 'channel' | 'callback'>,
): Placing => ({
  conversationId: conversation._id,
  conversationVersion: conversation.version,
  queueId: conversation.queueId,
  channel: givenAs(conversation),
});
