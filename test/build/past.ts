/** Years of a company, written straight into its store: what a trial does not have and a customer's server does. */
import type {
  ConversationRecord,
  CustomerRecord,
  IdentityRecord,
  TouchpointRecord,
} from '../../server/contract/index.js';

const CUSTOMERS = 2_200;
const CONVERSATIONS = 3_600;
const MESSAGES_EACH = 3;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const FIRST = ['سارا', 'رضا', 'مریم', 'علی', 'Ana', 'Bo', 'Samira', 'نگار', 'حسین', 'Sam', 'لیلا'];
const LAST = ['محمدی', 'رضایی', 'کریمی', 'Smith', 'Silva', 'احمدی', 'Sato', 'حسینی', 'مرادی'];
const TEXTS = [
  'سلام سفارشم هنوز نرسیده',
  'سلام قیمت گلیم چنده',
  'سفارش را پس می فرستم',
  'where is my order',
  'hello the colour is wrong',
  'ممنون خیلی خوب بود',
];

const at = <T>(list: readonly T[], i: number): T => list[i % list.length]!;
const idOf = (kind: number, i: number): string => kind.toString(16) + i.toString(16).padStart(23, '0');
const wordsOf = (text: string): string[] => text.toLowerCase().split(' ');

/** Whose past it is. */
export interface Whose {
  queueIds: string[];
  agentIds: string[];
  siteId: string;
}

/** Documents by the name of their collection. */
export type Past = Record<string, { _id: string }[]>;

export const customerId = (i: number): string => idOf(0xc, i % CUSTOMERS);
export const conversationId = (i: number): string => idOf(0xd, i);

export function aPast(whose: Whose, now: Date): Past {
  const customers = Array.from({ length: CUSTOMERS }, (_, i) => aCustomer(i, now));
  const conversations = Array.from({ length: CONVERSATIONS }, (_, i) => aConversation(i, whose, now));
  return {
    customers,
    identities: customers.map((_, i) => anIdentity(i, now)),
    conversations,
    touchpoints: touchpointsOf(conversations),
    decisions: conversations.map((conversation) => aDecision(conversation)),
    audit: Array.from({ length: 1_500 }, (_, i) => anAuditEntry(i, now)),
    visitorTokens: Array.from({ length: 1_500 }, (_, i) => aToken(i, whose.siteId, now)),
    sessions: Array.from({ length: 1_500 }, (_, i) => aSession(i, at(whose.agentIds, i), now)),
  };
}

const nameOf = (i: number): string => `${at(FIRST, i)} ${at(LAST, Math.floor(i / 3))}`;
const emailOf = (i: number): string => `person${i}@mail.example`;

function aCustomer(i: number, now: Date): CustomerRecord {
  return {
    _id: customerId(i),
    name: nameOf(i),
    terms: [...wordsOf(nameOf(i)), emailOf(i)],
    locale: i % 2 ? 'fa' : 'en',
    attributes: {},
    tags: [],
    consent: [],
    createdAt: new Date(+now - 700 * DAY),
    lastSeenAt: new Date(+now - i * 37 * MINUTE),
    mergedInto: null,
  };
}

function anIdentity(i: number, now: Date): IdentityRecord {
  const since = new Date(+now - 700 * DAY);
  return { _id: idOf(0xe, i), customerId: customerId(i), kind: 'email', value: emailOf(i), evidence: 'claimed', since };
}

/** Nearly all are closed; a few hundred are put away, and a few of those are due. */
function aConversation(i: number, { queueIds, agentIds, siteId }: Whose, now: Date): ConversationRecord {
  const openedAt = new Date(+now - (i + 1) * 20 * MINUTE);
  const later = (minutes: number): Date => new Date(+openedAt + minutes * MINUTE);
  const isSnoozed = i % 12 === 5;
  const nobody = i % 9 === 4;
  const handled = { firstAssignedAt: later(1), assignedAt: later(1), firstResponseAt: later(2) };
  return {
    _id: conversationId(i),
    number: 1_000_000 + i,
    version: 3,
    customerId: customerId(i),
    customerName: nameOf(i % CUSTOMERS),
    customerVerified: false,
    channel: 'webchat',
    siteId,
    startKey: `past:${i}`,
    state: isSnoozed ? 'snoozed' : 'closed',
    queueId: at(queueIds, i),
    agentId: nobody ? null : at(agentIds, Math.floor(i / 2)),
    locale: i % 2 ? 'fa' : 'en',
    subject: null,
    openedAt,
    queuedAt: openedAt,
    routingKey: +openedAt,
    offers: [],
    passedBy: [],
    ...(nobody ? { firstAssignedAt: null, assignedAt: null, firstResponseAt: null } : handled),
    wrapUpUntil: null,
    snoozedUntil: isSnoozed ? new Date(+now + (i % 240 === 5 ? -DAY : DAY)) : null,
    closedAt: isSnoozed ? null : later(15),
    closedBy: isSnoozed ? null : nobody ? 'customer' : 'agent',
    outcome: isSnoozed ? null : 'solved',
    rating: null,
    lastActivityAt: later(15),
    lastMessage: { seq: 1, text: at(TEXTS, i), direction: 'in', at: later(14), attachments: 0 },
    unread: 0,
    customerWaitsSince: null,
    receipts: { customerDelivered: 0, customerRead: 0, agentRead: 0, agentReadPublic: 0 },
    sla: null,
    unlogged: [],
  };
}

function touchpointsOf(conversations: ConversationRecord[]): TouchpointRecord[] {
  const seqs = new Map<string, number>();
  return conversations.flatMap((conversation, i) =>
    Array.from({ length: MESSAGES_EACH }, (_, j) => {
      const seq = (seqs.get(conversation.customerId) ?? 0) + 1;
      seqs.set(conversation.customerId, seq);
      return aTouchpoint(conversation, i * MESSAGES_EACH + j, seq);
    }),
  );
}

function aTouchpoint(conversation: ConversationRecord, i: number, seq: number): TouchpointRecord {
  const when = new Date(+conversation.openedAt + (i % MESSAGES_EACH) * MINUTE);
  const text = at(TEXTS, i * 7 + Math.floor(i / 5));
  return {
    _id: idOf(0xf, i),
    customerId: conversation.customerId,
    conversationId: conversation._id,
    seq,
    publicSeq: seq,
    public: true,
    kind: 'message',
    direction: i % MESSAGES_EACH === 1 ? 'out' : 'in',
    channel: 'webchat',
    sourceId: `past:${i}`,
    clientId: null,
    at: when,
    recordedAt: when,
    author: i % MESSAGES_EACH === 1 ? { type: 'agent', name: 'Ana' } : { type: 'customer' },
    text,
    terms: wordsOf(text),
    attachments: [],
    details: { source: 'chat' },
    // A few were written when the server stopped, and are due.
    delivery:
      i % 3_000 === 1 ? { state: 'pending', rank: 1, tries: 0, dueAt: when } : { state: 'none', rank: 0, tries: 0 },
  } as TouchpointRecord;
}

function aDecision({ _id, queueId, agentId, openedAt }: ConversationRecord) {
  const chosen = { outcome: 'offered', chosenAgentId: agentId, position: 1, strategy: 'longestIdle', candidates: [] };
  return { _id: _id.replace(/^d/, '1'), at: openedAt, conversationId: _id, queueId, ...chosen };
}

function anAuditEntry(i: number, now: Date) {
  const when = new Date(+now - i * 53 * MINUTE);
  return {
    _id: idOf(2, i),
    at: when,
    actorId: null,
    actorName: 'Ana',
    action: 'session.created',
    target: null,
    details: {},
  };
}

function aToken(i: number, siteId: string, now: Date) {
  const lastUsedAt = new Date(+now - i * 100 * MINUTE);
  return { _id: `token${i}`, customerId: customerId(i), siteId, createdAt: lastUsedAt, lastUsedAt };
}

function aSession(i: number, userId: string, now: Date) {
  const times = { createdAt: now, lastUsedAt: now, expiresAt: new Date(+now + DAY) };
  return { _id: idOf(3, i), tokenHash: `session${i}`, userId, ...times, ip: '', userAgent: '' };
}
