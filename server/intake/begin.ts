import { createHash } from 'node:crypto';
import type { ChannelEvent } from '../../channels/channel.js';
import type {
  AttachmentRecord,
  ConversationRecord,
  CustomerRecord,
  Locale,
  PageSeen,
  TouchpointDraft,
  TouchpointRecord,
} from '../contract/index.js';
import { told } from '../conversations/index.js';
import { cleanLine, cleanText } from '../platform/index.js';
import { messageDraft } from './drafts.js';
import type { IntakeNeeds } from './index.js';

export interface Beginning {
  siteId: string;
  /** Null for a stranger: they become a customer here. */
  customerId: string | null;
  clientId: string;
  name: string;
  email?: string;
  queueId: string;
  text: string;
  attachments: AttachmentRecord[];
  form: 'prechat' | 'offline';
  pages: PageSeen[];
  referrer?: string;
  locale: Locale;
}

export interface Begun {
  customer: CustomerRecord;
  conversation: ConversationRecord;
  /** What they wrote, where it came onto the timeline now and not before. */
  words: TouchpointRecord | null;
}

const OLDEST_PAGE_MS = 30 * 86_400_000;

/**
 * A visitor fills the form and writes: a customer, where they are none yet, and a conversation, in one go that may be repeated.
 * What they type about themselves is a claim and ties them to nobody.
 */
export function makeBegin(
  { clock, customers, conversations, timeline, queueName, needsOf }: IntakeNeeds,
  takeMessage: (event: ChannelEvent & { kind: 'message' }) => Promise<TouchpointRecord>,
) {
  return async function begin(start: Beginning): Promise<Begun> {
    const startKey = `webchat:${start.siteId}:${start.clientId}`;
    const number = start.customerId ? undefined : conversations.takeNumber();
    const { customer, isStranger } = await someone(start, startKey);
    // A stranger is one person for each form: what they have is what this form began, which its key finds.
    const [unfinished, verified, value, name, needs] = await Promise.all([
      isStranger ? null : conversations.unfinished(customer._id, 'webchat'),
      isStranger ? false : customers.isVerified(customer._id),
      customers.valueOf(customer),
      queueName(start.queueId),
      needsOf(start.siteId, start.queueId),
    ]);
    if (isStranger) timeline.begins(customer._id);
    if (unfinished) {
      // The same form again is the same words; anything else belongs to the open matter.
      const isSame = unfinished.startKey === startKey;
      const words = isSame ? null : await takeMessage(asMessage(start, customer._id));
      return { customer, conversation: (await conversations.byId(unfinished._id)) ?? unfinished, words };
    }
    const {
      conversation,
      isNew,
      told: appended,
    } = await conversations.openTold({
      customer: { ...customer, value },
      verified,
      isNewCustomer: isStranger,
      ...(number && { number }),
      channel: 'webchat',
      siteId: start.siteId,
      queueId: start.queueId,
      queueName: name,
      locale: start.locale,
      needs,
      subject: name,
      ...(start.form === 'offline' && start.email && { answerTo: start.email }),
      by: 'customer',
      startKey,
      told: (c) => [
        ...visit(c, start, clock.now()),
        ...form(c, start, name, clock.now()),
        firstMessage(c, start, customer),
      ],
    });
    if (isNew) await customers.noteSeen(customer._id);
    return { customer, conversation, words: appended.find(({ kind }) => kind === 'message') ?? null };
  };

  async function someone(
    start: Beginning,
    startKey: string,
  ): Promise<{ customer: CustomerRecord; isStranger: boolean }> {
    const known = start.customerId && (await customers.byId(start.customerId));
    const customer = known || (await stranger(start, startKey));
    if (known && !known.name && start.name) await customers.edit(known._id, { name: start.name });
    if (start.email) await customers.addIdentity(customer._id, 'email', start.email, 'claimed');
    return { customer, isStranger: !known };
  }

  /** The id comes from the opening's own key, so that a repeat after a crash finds the same person and not a second one. */
  function stranger(start: Beginning, startKey: string): Promise<CustomerRecord> {
    const id = createHash('sha256').update(startKey).digest('hex').slice(0, 24);
    return customers.createCustomer({ id, name: start.name, locale: start.locale });
  }
}

function visit(c: ConversationRecord, { pages, referrer }: Beginning, now: Date): TouchpointDraft[] {
  const seen = pages.map((page) => ({ ...page, at: bounded(page.at, now) })).sort((a, b) => +a.at - +b.at);
  const first = seen[0];
  if (!first) return [];
  const started = { landingUrl: first.url, ...(referrer && { referrer }) };
  return [
    told(c, 'visit.started', started, { at: first.at }),
    ...seen.map(({ url, title, at }) => told(c, 'page.viewed', { url, title: cleanLine(title) }, { at })),
  ];
}

/** A visitor's clock may be anything. */
function bounded(at: string, now: Date): Date {
  const time = Math.min(now.getTime(), Math.max(now.getTime() - OLDEST_PAGE_MS, Date.parse(at)));
  return new Date(time);
}

function form(c: ConversationRecord, { form, name, email }: Beginning, topic: string, at: Date): TouchpointDraft[] {
  const claim = email ? [told(c, 'identity.added', { kind: 'email', value: email, evidence: 'claimed' }, { at })] : [];
  const filled = { form, name: cleanLine(name), topic, ...(email && { email }) };
  return [
    { ...told(c, 'form.submitted', filled, { at }), direction: 'in', author: { type: 'customer', id: c.customerId } },
    ...claim,
  ];
}

/** Somebody who has an open matter already, in another tab perhaps: what they write belongs to it. */
function asMessage({ siteId, clientId, text, attachments, locale }: Beginning, customerId: string) {
  const sourceId = `${customerId}:${clientId}`;
  const about = { customerId, siteId, sourceId, clientId, text, attachments, locale };
  return { kind: 'message', channel: 'webchat', ...about } as const;
}

function firstMessage(c: ConversationRecord, start: Beginning, customer: CustomerRecord): TouchpointDraft {
  const { clientId, attachments } = start;
  const sourceId = `${customer._id}:${clientId}`;
  const text = cleanText(start.text);
  return messageDraft({ channel: 'webchat', sourceId, clientId, text, attachments }, c._id, customer);
}
