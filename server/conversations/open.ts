import type {
  ChannelName,
  ConversationRecord,
  ConversationSms,
  CustomerRecord,
  Locale,
  SkillNeed,
  TouchpointDraft,
  TouchpointRecord,
} from '../contract/index.js';
import { type Bus, type Clock, coalesced, newId } from '../platform/index.js';
import { insertTogether } from '../store/index.js';
import { ConversationModel, CounterModel } from './conversation.model.js';
import { SYSTEM, told } from './drafts.js';
import { type MailPart, mailOf } from './mail.js';
import type { Telling } from './telling.js';

export interface Opening {
  customer: Pick<CustomerRecord, '_id' | 'name' | 'value'>;
  verified: boolean;
  /** They became one by this: it is their first. */
  isNewCustomer?: boolean;
  channel: ConversationRecord['channel'];
  siteId: string | null;
  queueId: string;
  queueName: string;
  locale: Locale;
  /** Asked of its agent beside what the queue asks. */
  needs?: readonly SkillNeed[];
  subject?: string;
  /** The customer left before anybody was there, and this address to be answered at. */
  answerTo?: string;
  /** The number of the closed conversation that it goes on with. */
  follows?: number;
  /** By which mailbox it comes or goes, and who writes or is written to; `domain` for its root id. */
  mail?: MailPart;
  /** By which number of ours it is held by text, and with whom. */
  sms?: ConversationSms;
  by: 'customer' | 'agent';
  /** Whose it is from the beginning: it never waits. */
  owner?: { id: string; name: string };
  /** The writer's own id of this opening. */
  startKey: string;
  /** Taken before; else it is taken now. */
  number?: Promise<number>;
  /** What belongs to the opening and must not be lost with it: pages seen, the form, the first message. */
  told: (conversation: ConversationRecord) => TouchpointDraft[];
}

/** A conversation that was opened, now or before, and what its opening told now. */
export interface Opened {
  conversation: ConversationRecord;
  /** Opened now, and by nobody else. */
  isNew: boolean;
  told: TouchpointRecord[];
}

interface OpenNeeds {
  bus: Bus;
  clock: Clock;
  logTold: Telling['logTold'];
  slaDueAt: (
    queueId: string,
    kind: 'firstResponse' | 'nextResponse',
    from: Date,
    channel: ChannelName,
  ) => Promise<Date | null>;
}

/**
 * Opens a conversation, queued unless it has an owner. The same startKey again answers the one that is there; the store says so, and
 * a number is left out: numbers rise, they do not count.
 */
export function makeOpen({ bus, clock, logTold, slaDueAt }: OpenNeeds) {
  const insert = insertTogether(ConversationModel);

  const open = async (opening: Opening): Promise<ConversationRecord> => (await openTold(opening)).conversation;

  async function openTold(opening: Opening): Promise<Opened> {
    const { startKey, queueId, channel, owner, customer, isNewCustomer } = opening;
    const now = clock.now();
    // Somebody waits for each of these: a caller in silence.
    const [lastAgentId, number, dueAt] = await Promise.all([
      isNewCustomer ? null : lastAgentOf(customer._id, now),
      opening.number ?? nextNumber(null),
      owner ? null : slaDueAt(queueId, 'firstResponse', now, channel),
    ]);
    const conversation = newConversation({ ...opening, lastAgentId }, number, now);
    conversation.sla = dueAt && { kind: 'firstResponse', dueAt };
    try {
      await insert(conversation);
    } catch (error) {
      const earlier = await ConversationModel.findOne({ startKey }).lean<ConversationRecord>();
      if (!earlier) throw error;
      return { conversation: earlier, isNew: false, told: await logTold(earlier) };
    }
    const telling = logTold(conversation); // nobody who could be offered it waits for that
    bus.publish('conversation.changed', { conversation, before: null });
    return { conversation, isNew: true, told: await telling };
  }

  /** For an opening that is sure to come, beside what it waits for. One that goes unused is left out. */
  function takeNumber(): Promise<number> {
    const number = nextNumber(null);
    number.catch(() => {}); // whoever opens hears of it
    return number;
  }

  return { open, openTold, takeNumber };
}

/** After so long whoever had the customer before remembers no more than anybody else. */
const LATELY_MS = 30 * 24 * 60 * 60 * 1_000;

/** Who had the customer's conversation before this one, if it was theirs within the last thirty days. */
async function lastAgentOf(customerId: string, now: Date): Promise<string | null> {
  const latest = await ConversationModel.findOne({ customerId }, { agentId: 1, closedAt: 1 })
    .sort({ openedAt: -1 })
    .lean<Pick<ConversationRecord, 'agentId' | 'closedAt'>>();
  if (!latest?.agentId) return null;
  return +now - +(latest.closedAt ?? now) <= LATELY_MS ? latest.agentId : null;
}

/** As many as are asked for at the same time are taken together. */
const nextNumber: (asked: null) => Promise<number> = coalesced(async (asked: null[]) => {
  const counter = await CounterModel.findOneAndUpdate(
    { _id: 'conversation' },
    { $inc: { value: asked.length } },
    { upsert: true, returnDocument: 'after' },
  ).lean();
  return asked.map((_, i) => counter!.value - asked.length + 1 + i);
});

function newConversation(
  opening: Opening & { lastAgentId: string | null },
  number: number,
  now: Date,
): ConversationRecord {
  const id = newId();
  const conversation: ConversationRecord = {
    _id: id,
    number,
    version: 1,
    customerId: opening.customer._id,
    customerName: opening.customer.name,
    customerVerified: opening.verified,
    channel: opening.channel,
    siteId: opening.siteId,
    startKey: opening.startKey,
    state: 'queued',
    queueId: opening.queueId,
    agentId: null,
    ...(opening.mail && { mail: mailOf(id, opening.mail) }),
    ...(opening.sms && { sms: opening.sms }),
    ...(opening.answerTo && { answerTo: opening.answerTo }),
    locale: opening.locale,
    subject: opening.subject ?? null,
    openedAt: now,
    queuedAt: now,
    routingKey: now.getTime(),
    offers: [],
    passedBy: [],
    value: opening.customer.value ?? 0,
    ...(opening.lastAgentId && { lastAgentId: opening.lastAgentId }),
    ...(opening.needs?.length && { needs: [...opening.needs] }),
    firstAssignedAt: null,
    assignedAt: null,
    firstResponseAt: null,
    wrapUpUntil: null,
    snoozedUntil: null,
    closedAt: null,
    closedBy: null,
    outcome: null,
    rating: null,
    lastActivityAt: now,
    lastMessage: null,
    unread: 0,
    customerWaitsSince: now,
    receipts: { customerDelivered: 0, customerRead: 0, agentRead: 0, agentReadPublic: 0 },
    sla: null,
    unlogged: [],
    ...(opening.owner && { ...ownedFrom(opening.owner.id, now), customerWaitsSince: null }),
  };
  const { queueId, queueName, by, follows, owner } = opening;
  const how = { queueId, queueName, number, by, ...(follows && { follows }) };
  const drafts = [
    ...opening.told(conversation),
    told(conversation, 'conversation.opened', how, { at: now }),
    owner
      ? told(conversation, 'conversation.assigned', givenTo(owner), { author: { type: 'agent', ...owner }, at: now })
      : told(conversation, 'conversation.queued', { queueId, queueName }, { author: SYSTEM, at: now }),
  ];
  conversation.unlogged = drafts.map((draft, i) => ({
    ...draft,
    sourceId: draft.sourceId || `${conversation._id}:1:${i}`,
  }));
  const first = drafts.find((draft) => draft.kind === 'message');
  if (first) {
    const text = preview(first.text);
    conversation.lastMessage = { seq: 0, text, direction: 'in', at: now, attachments: first.attachments?.length ?? 0 };
    conversation.unread = 1;
    conversation.firstSource = first.sourceId;
  }
  return conversation;
}

const givenTo = ({ id: agentId, name: agentName }: { id: string; name: string }) =>
  ({ agentId, agentName, how: 'began', waitedMs: 0 }) as const;

const ownedFrom = (agentId: string, now: Date) =>
  ({ state: 'active', agentId, queuedAt: null, assignedAt: now, firstAssignedAt: now }) as const;

const PREVIEW_LENGTH = 140;

/** One line of a message for lists. */
export function preview(text: string | null | undefined): string {
  const line = (text ?? '').replace(/\s+/g, ' ').trim();
  return [...line].length > PREVIEW_LENGTH ? `${[...line].slice(0, PREVIEW_LENGTH).join('')}…` : line;
}
