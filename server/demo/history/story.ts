import { createHash } from 'node:crypto';
import type {
  Author,
  CandidateRecord,
  ConversationRecord,
  DecisionRecord,
  DeliveryState,
  QueueRecord,
  TouchpointDetails,
  TouchpointDraft,
  TouchpointKind,
} from '../../contract/index.js';
import { SYSTEM, told } from '../../conversations/index.js';
import type { Choice, Colleague, Passed } from './crew.js';

/** A touchpoint of the past: it has its time, and its delivery has come to an end. */
export type PastDraft = TouchpointDraft & { at: Date; landed?: DeliveryState };

export interface Opening {
  /** Unique, and the same at every telling; ids grow from it. */
  key: string;
  number: number;
  customer: { id: string; name: string; verified: boolean };
  siteId: string;
  queue: QueueRecord;
  locale: ConversationRecord['locale'];
  at: number;
}

/** 24 hex characters, the same for the same words. */
export const idOf = (...words: (string | number)[]): string =>
  createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 24);

export const conversationIdOf = (key: string): string => idOf(key, 'conversation');

export type Story = ReturnType<typeof makeStory>;

/** One past conversation: every step changes it, and tells of it, as the live verbs do. */
export function makeStory(opening: Opening) {
  const { key, queue, customer } = opening;
  const told_: PastDraft[] = [];
  const decisions: DecisionRecord[] = [];
  const conversation = newConversation(opening);
  const customerAuthor: Author = { type: 'customer', id: customer.id, name: customer.name };
  let queueNow = queue;
  let waitSince = opening.at;

  const date = (at: number) => new Date(at);
  const agentAuthor = ({ id, name }: Colleague): Author => ({ type: 'agent', id, name });
  const sourceId = () => `${conversation._id}:past:${told_.length}`;

  function tell<K extends TouchpointKind>(
    kind: K,
    details: TouchpointDetails[K],
    at: number,
    more: Partial<PastDraft> = {},
  ): void {
    const draft = { ...told(conversation, kind, details, { at: date(at) }), sourceId: sourceId(), ...more };
    told_.push(draft as PastDraft);
  }

  function moved(at: number, set: Partial<ConversationRecord>): void {
    Object.assign(conversation, set, { version: conversation.version + 1, lastActivityAt: date(at) });
  }

  function decide(at: number, outcome: DecisionRecord['outcome'], { chosen, candidates }: Choice): string {
    const _id = idOf(key, 'decision', decisions.length);
    const about = { conversationId: conversation._id, queueId: queueNow._id, position: 1 };
    const chosenAgentId = chosen?.id ?? null;
    decisions.push({ _id, at: date(at), ...about, outcome, chosenAgentId, strategy: 'longestIdle', candidates });
    return _id;
  }

  function owned(at: number, { id }: Colleague): void {
    moved(at, {
      state: 'active',
      agentId: id,
      queuedAt: null,
      snoozedUntil: null,
      assignedAt: date(at),
      firstAssignedAt: conversation.firstAssignedAt ?? date(at),
    });
  }

  return {
    conversation,
    told: told_,
    decisions,
    queue: () => queueNow,

    visit(pages: { url: string; title: string; at: number }[], referrer: string | undefined): void {
      const first = pages[0];
      if (!first) return;
      tell('visit.started', { landingUrl: first.url, ...(referrer && { referrer }) }, first.at);
      for (const { url, title, at } of pages) tell('page.viewed', { url, title }, at);
    },

    form(form: 'prechat' | 'offline', email: string | undefined, claims: boolean): void {
      const filled = { form, name: customer.name, topic: queue.name, ...(email && { email }) };
      tell('form.submitted', filled, opening.at, { direction: 'in', author: customerAuthor });
      if (email && claims) tell('identity.added', { kind: 'email', value: email, evidence: 'claimed' }, opening.at);
    },

    open(): void {
      const place = { queueId: queue._id, queueName: queue.name };
      tell('conversation.opened', { ...place, number: opening.number, by: 'customer' }, opening.at);
      tell('conversation.queued', place, opening.at);
    },

    hears(text: string, at: number, source: 'chat' | 'offlineForm' = 'chat'): void {
      tell('message', { source }, at, { direction: 'in', author: customerAuthor, text });
      conversation.lastActivityAt = date(at);
    },

    says(agent: Colleague, text: string, at: number): void {
      tell('message', { source: 'chat' }, at, { direction: 'out', author: agentAuthor(agent), text });
      conversation.lastActivityAt = date(at);
      conversation.firstResponseAt ??= date(at);
    },

    note(agent: Colleague, text: string, at: number): void {
      tell('note', { mentions: [] }, at, { channel: null, author: agentAuthor(agent), text });
    },

    /** Nobody could take it when it came. */
    waits: (choice: Choice, at: number) => void decide(at, 'waits', choice),

    offer(choice: Choice & { chosen: Colleague }, at: number): string {
      const { chosen, candidates } = choice;
      const decisionId = decide(at, 'offered', choice);
      const offerId = idOf(key, 'offer', decisions.length);
      const expiresAt = date(at + queueNow.offerSeconds * 1_000).toISOString();
      const named = { offerId, agentId: chosen.id, agentName: chosen.name };
      tell('offer.made', { ...named, expiresAt, decisionId, candidates: candidates satisfies CandidateRecord[] }, at);
      moved(at, { state: 'offered' });
      return offerId;
    },

    passes(offerId: string, { id, name }: Colleague, how: 'declined' | 'missed', at: number): Passed {
      tell(how === 'declined' ? 'offer.declined' : 'offer.expired', { offerId, agentId: id, agentName: name }, at);
      moved(at, { state: 'queued' });
      return { agentId: id, how };
    },

    accept(offerId: string, agent: Colleague, at: number): void {
      const waitedMs = at - waitSince;
      const named = { agentId: agent.id, agentName: agent.name, waitedMs };
      tell('offer.accepted', { offerId, ...named, automatic: false }, at, { author: agentAuthor(agent) });
      tell('conversation.assigned', { ...named, how: 'offer' }, at);
      owned(at, agent);
    },

    toColleague(from: Colleague, to: Colleague, note: string, at: number): void {
      const names = { fromAgentId: from.id, fromAgentName: from.name, toAgentId: to.id, toAgentName: to.name };
      const author = agentAuthor(from);
      tell('conversation.transferred', { ...names, note }, at, { author });
      tell('conversation.assigned', { agentId: to.id, agentName: to.name, how: 'transfer', waitedMs: 0 }, at, {
        author,
      });
      owned(at, to);
    },

    toQueue(from: Colleague, to: QueueRecord, note: string, at: number): Passed {
      const named = { fromAgentId: from.id, fromAgentName: from.name };
      const author = agentAuthor(from);
      tell('conversation.transferred', { ...named, toQueueId: to._id, toQueueName: to.name, note }, at, { author });
      tell('conversation.requeued', { queueId: to._id, queueName: to.name, reason: 'transferred', ...named }, at);
      moved(at, { state: 'queued', agentId: null, queueId: to._id, queuedAt: date(at) });
      [queueNow, waitSince] = [to, at];
      return { agentId: from.id, how: 'left' };
    },

    snooze(agent: Colleague, until: number, at: number): void {
      tell('conversation.snoozed', { until: date(until).toISOString() }, at, { author: agentAuthor(agent) });
      moved(at, { state: 'snoozed', queuedAt: null, snoozedUntil: date(until) });
    },

    wake(agent: Colleague, at: number): void {
      tell('conversation.resumed', { reason: 'due' }, at);
      const named = { agentId: agent.id, agentName: agent.name };
      tell('conversation.assigned', { ...named, how: 'automatic', waitedMs: 0 }, at);
      owned(at, agent);
    },

    wrapUp(agent: Colleague, at: number): void {
      tell('conversation.wrapUp', { agentId: agent.id, agentName: agent.name }, at);
      moved(at, { state: 'wrapUp' });
    },

    close(by: Colleague | 'customer', at: number, wrote: { outcome?: string; note?: string } = {}): void {
      const author = by === 'customer' ? customerAuthor : agentAuthor(by);
      const who = by === 'customer' ? 'customer' : 'agent';
      const named = by === 'customer' ? {} : { agentName: by.name };
      tell('conversation.closed', { by: who, ...named, ...wrote }, at, { author });
      const { outcome = null } = wrote;
      moved(at, { state: 'closed', queuedAt: null, closedAt: date(at), closedBy: who, outcome });
    },

    rate(score: number, comment: string | undefined, at: number): void {
      const given = { score, ...(comment && { comment }) };
      const more = { direction: 'in' as const, author: customerAuthor };
      tell('rating.given', given, at, more);
      conversation.rating = { ...given, at: date(at) };
    },

    mailTranscript(to: string, at: number): void {
      tell('transcript.mailed', { to }, at, { direction: 'out', channel: 'email', author: SYSTEM, landed: 'sent' });
    },
  };
}

function newConversation({ key, number, customer, siteId, queue, locale, at }: Opening): ConversationRecord {
  const opened = new Date(at);
  return {
    _id: conversationIdOf(key),
    number,
    version: 1,
    customerId: customer.id,
    customerName: customer.name,
    customerVerified: customer.verified,
    channel: 'webchat',
    siteId,
    startKey: `demo:${key}`,
    state: 'queued',
    queueId: queue._id,
    agentId: null,
    locale,
    subject: queue.name,
    openedAt: opened,
    queuedAt: opened,
    routingKey: at,
    offers: [],
    passedBy: [],
    firstAssignedAt: null,
    assignedAt: null,
    firstResponseAt: null,
    wrapUpUntil: null,
    snoozedUntil: null,
    closedAt: null,
    closedBy: null,
    outcome: null,
    rating: null,
    lastActivityAt: opened,
    lastMessage: null,
    unread: 0,
    customerWaitsSince: null,
    receipts: { customerDelivered: 0, customerRead: 0, agentRead: 0, agentReadPublic: 0 },
    sla: null,
    unlogged: [],
  };
}
