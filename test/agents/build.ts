import type { ConversationView, CustomerView, TouchpointView } from '../../server/contract/index.js';

/** Complete by themselves; a test states only what it is about. */
export function aConversation(about: Partial<ConversationView> = {}): ConversationView {
  return {
    id: 'c1',
    number: 1,
    version: 1,
    customerId: 'p1',
    customerName: 'Reza',
    customerVerified: false,
    channel: 'webchat',
    state: 'active',
    queue: { id: 'q1', name: 'Sales' },
    agent: { id: 'me', name: 'Sara' },
    answersByMail: false,
    sms: null,
    joinedBy: [],
    needs: [],
    subject: null,
    locale: 'fa',
    openedAt: '2030-01-01T09:00:00.000Z',
    waitingSince: null,
    lastActivityAt: '2030-01-01T09:00:00.000Z',
    lastMessage: null,
    unread: 0,
    wrapUp: null,
    snoozedUntil: null,
    closedAt: null,
    outcome: null,
    rating: null,
    sla: null,
    customerOnline: true,
    inChat: false,
    chatWith: null,
    callback: null,
    offers: [],
    receipts: { customerDelivered: 0, customerRead: 0, agentRead: 0 },
    ...about,
  };
}

export function aCustomer(about: Partial<CustomerView> = {}): CustomerView {
  return {
    id: 'p1',
    name: 'Reza',
    locale: 'fa',
    identities: [],
    attributes: {},
    tags: [],
    value: 0,
    consent: [],
    createdAt: '2030-01-01T09:00:00.000Z',
    lastSeenAt: '2030-01-01T09:00:00.000Z',
    lastSeq: 0,
    mergedFrom: [],
    suggestions: [],
    openConversationId: 'c1',
    ...about,
  };
}

export function aMessage(seq: number, about: Partial<TouchpointView> = {}): TouchpointView {
  return {
    id: `t${seq}`,
    customerId: 'p1',
    conversationId: 'c1',
    seq,
    at: new Date(Date.UTC(2030, 0, 1, 9, 0, seq)).toISOString(),
    channel: 'webchat',
    kind: 'message',
    direction: 'in',
    author: { type: 'customer', id: 'p1', name: 'Reza' },
    text: `message ${seq}`,
    attachments: [],
    details: {},
    delivery: { state: 'none' },
    clientId: null,
    ...about,
  } as TouchpointView;
}
