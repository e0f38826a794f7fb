import { randomUUID } from 'node:crypto';
import type { TouchpointDraft } from '../../server/contract/index.js';

/** A message of a customer, complete by itself. */
export function aMessage(about: Partial<TouchpointDraft<'message'>> = {}): TouchpointDraft<'message'> {
  return {
    customerId: 'a'.repeat(24),
    conversationId: null,
    kind: 'message',
    direction: 'in',
    channel: 'webchat',
    sourceId: randomUUID(),
    author: { type: 'customer' },
    text: 'سلام، سفارشم کجاست؟',
    details: { source: 'chat' },
    ...about,
  };
}
