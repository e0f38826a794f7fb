import type {
  ConversationRecord,
  CustomerRecord,
  DeliveryState,
  IdentityRecord,
  TouchpointRecord,
} from '../../contract/index.js';
import { DELIVERY_RANK, MOST_VALUE } from '../../contract/index.js';
import { ConversationModel, CounterModel, preview } from '../../conversations/index.js';
import { CustomerModel, IdentityModel, termsFor } from '../../customers/index.js';
import { FollowUpModel } from '../../followups/index.js';
import { DecisionModel, PresenceChangeModel, type PresenceChangeRecord } from '../../routing/index.js';
import { recordFrom, TouchpointModel } from '../../timeline/index.js';
import type { Dice } from './dice.js';
import type { Person } from './people.js';
import { everyConversationId, isVerified, type Regular } from './plan.js';
import { idOf, type PastDraft, type Story } from './story.js';

const CHUNK = 1_000;

interface Insertable {
  insertMany(documents: never[], options: { ordered: boolean }): Promise<unknown>;
}

async function insert(collection: unknown, documents: object[]): Promise<void> {
  for (let i = 0; i < documents.length; i += CHUNK)
    await (collection as Insertable).insertMany(documents.slice(i, i + CHUNK) as never[], { ordered: false });
}

/** Everything in a few large writes. Numbers are taken from the counter first, so that live ones go on after them. */
export async function writeHistory(people: Regular[], stories: Story[], siteId: string, dice: Dice): Promise<void> {
  await renumber(stories);
  const touchpoints = people.flatMap((regular) => streamOf(regular, dice));
  const identities = people.flatMap((regular) => identitiesOf(regular, siteId));
  const customers = people.map((regular) => customerOf(regular, identities, dice));
  await insert(IdentityModel.collection, identities);
  await insert(CustomerModel.collection, customers);
  await insert(TouchpointModel.collection, touchpoints);
  await insert(
    DecisionModel.collection,
    stories.flatMap(({ decisions }) => decisions),
  );
  await insert(
    ConversationModel.collection,
    stories.map(({ conversation }) => conversation),
  );
}

export const writePresence = (facts: PresenceChangeRecord[]): Promise<void> =>
  insert(PresenceChangeModel.collection, facts);

/** Takes away what a writing that was cut off left behind. Ids are the same at every telling. */
export async function unwriteHistory(customerIds: string[]): Promise<void> {
  const of = { customerId: { $in: customerIds } };
  await PresenceChangeModel.deleteMany({ version: 0 });
  await DecisionModel.deleteMany({ conversationId: { $in: everyConversationId() } });
  await ConversationModel.deleteMany(of);
  await TouchpointModel.deleteMany(of);
  await IdentityModel.deleteMany(of);
  await FollowUpModel.deleteMany(of);
  await CustomerModel.deleteMany({ _id: { $in: customerIds } });
}

async function renumber(stories: Story[]): Promise<void> {
  const counter = await CounterModel.findOneAndUpdate(
    { _id: 'conversation' },
    { $inc: { value: stories.length } },
    { upsert: true, returnDocument: 'after' },
  ).lean();
  const taken = counter!.value - stories.length;
  for (const { conversation, told } of stories) {
    conversation.number += taken;
    for (const { kind, details } of told)
      if (kind === 'conversation.opened') Object.assign(details, { number: conversation.number });
  }
}

/** One customer's timeline, without a gap. */
function streamOf({ stories }: Regular, dice: Dice): TouchpointRecord[] {
  let head = { seq: 0, publicSeq: 0 };
  return stories.flatMap(({ conversation, told }) => {
    const heard = told.findLastIndex(({ direction }) => direction === 'in');
    const records = told.map((draft, i) => {
      const record = recordFrom(draft, head, draft.at);
      head = record;
      return landed(
        record,
        draft,
        i < heard ? 'read' : (['read', 'read', 'delivered', 'sent'] as const)[dice.between(0, 3)]!,
      );
    });
    Object.assign(conversation, figuresOf(records, conversation));
    return records;
  });
}

/** Messages of ours have arrived, and mostly been read. */
function landed(record: TouchpointRecord, { landed }: PastDraft, usual: DeliveryState): TouchpointRecord {
  const state = landed ?? (record.kind === 'message' && record.direction === 'out' ? usual : 'none');
  return { ...record, delivery: { state, rank: DELIVERY_RANK[state], tries: 0 } };
}

function figuresOf(records: TouchpointRecord[], { agentId }: ConversationRecord): Partial<ConversationRecord> {
  const message = records.findLast(({ kind }) => kind === 'message');
  const last = records.at(-1);
  const reached = (rank: number) =>
    records.findLast(({ delivery, kind }) => kind === 'message' && delivery.rank >= rank)?.publicSeq ?? 0;
  return {
    lastMessage: message
      ? {
          seq: message.seq,
          text: preview(message.text),
          direction: message.direction,
          at: message.at,
          attachments: message.attachments.length,
        }
      : null,
    receipts: {
      customerDelivered: reached(DELIVERY_RANK.delivered),
      customerRead: reached(DELIVERY_RANK.read),
      agentRead: agentId ? (last?.seq ?? 0) : 0,
      agentReadPublic: agentId ? (last?.publicSeq ?? 0) : 0,
    },
  };
}

const beganAt = ({ stories }: Regular): Date => stories[0]!.told[0]!.at;

function identitiesOf(regular: Regular, siteId: string): IdentityRecord[] {
  const { id: customerId, person } = regular;
  const since = beganAt(regular);
  const { email, emailEvidence = 'claimed', phone, account } = person;
  const identity = (kind: IdentityRecord['kind'], value: string, evidence: IdentityRecord['evidence']) => {
    return { _id: idOf(customerId, kind), customerId, kind, value, evidence, since };
  };
  return [
    ...(email ? [identity('email', email, emailEvidence)] : []),
    ...(phone ? [identity('phone', phone, 'agent')] : []),
    ...(account ? [{ ...identity('external', account, 'signed'), uniqueKey: `external:${siteId}:${account}` }] : []),
  ];
}

function customerOf(regular: Regular, identities: IdentityRecord[], dice: Dice): CustomerRecord {
  const { id, person, stories } = regular;
  const own = identities.filter(({ customerId }) => customerId === id);
  const heard = stories.flatMap(({ told }) => told).findLast(({ direction }) => direction === 'in');
  return {
    _id: id,
    name: person.name,
    terms: termsFor(person.name, own),
    locale: person.locale,
    attributes: attributesOf(person),
    value: Math.min(MOST_VALUE, Math.floor(person.orders / 2)),
    tags: person.tags ?? [],
    consent: consentOf(person, beganAt(regular), dice),
    createdAt: beganAt(regular),
    lastSeenAt: heard?.at ?? beganAt(regular),
    mergedInto: null,
  };
}

function attributesOf({ locale, city, orders }: Person): Record<string, string> {
  const [cityKey, ordersKey] = locale === 'fa' ? ['شهر', 'شمار سفارش'] : ['city', 'orders'];
  const count = new Intl.NumberFormat(locale).format(orders);
  return { [cityKey!]: city, ...(orders > 0 && { [ordersKey!]: count }) };
}

function consentOf(person: Person, at: Date, dice: Dice): CustomerRecord['consent'] {
  if (!person.email || !isVerified(person)) return [];
  return [
    { channel: 'email', granted: dice.maybe(0.75), at, source: person.locale === 'fa' ? 'هنگام خرید' : 'checkout' },
  ];
}
