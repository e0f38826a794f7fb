import type { AttachmentRecord, ChannelName, TouchpointDraft } from '../contract/index.js';

/** What a customer wrote, as it goes onto their timeline. */
export function messageDraft(
  message: { channel: ChannelName; sourceId: string; clientId: string; text: string; attachments: AttachmentRecord[] },
  conversationId: string,
  customer: { _id: string; name: string },
): TouchpointDraft<'message'> {
  const { channel, sourceId, clientId, text, attachments } = message;
  return {
    customerId: customer._id,
    conversationId,
    kind: 'message',
    direction: 'in',
    channel,
    sourceId,
    clientId,
    author: { type: 'customer', id: customer._id, name: customer.name },
    text,
    attachments,
    details: { source: 'chat' },
  };
}
