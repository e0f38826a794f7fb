/** Somebody who has been a customer for years: their timeline written straight into the store, before what they say now. */
import { randomUUID } from 'node:crypto';
import type mongoose from 'mongoose';
import type { TouchpointRecord } from '../../../server/contract/index.js';
import { aStart, isServed, visitorAt } from '../../clients.js';
import { aCompany, type Hosted, online, type Person } from '../../company.js';

const MINUTE = 60_000;
const TEXTS = [
  'سلام، سفارشم هنوز نرسیده. کی می‌رسد؟',
  'Where is my order?',
  'It left us on Tuesday, and should be with you by Friday. If it is not, write to us again and we will look for it at once.',
  'ممنون، خیلی خوب بود.',
  'قیمت این گلیم چند است، و آیا رنگ‌های دیگری هم دارید؟ اندازه‌ی بزرگ‌تر را هم می‌خواهم ببینم.',
];

/** How large it is shows when it is there. */
const PICTURE = { name: 'kilim.png', type: 'image/png', sizeBytes: 9_000 };

export interface LongPast {
  conversationId: string;
  customerId: string;
  /** Who owns the conversation. */
  agent: Person;
  /** The customer writes. */
  says(text: string): Promise<void>;
  close(): void;
}

/** @param count so many touchpoints before those of a chat that goes on now */
export async function aLongPast(app: Hosted, store: mongoose.mongo.Db, count: number): Promise<LongPast> {
  const company = await aCompany(app, { agents: ['Ana'], capacity: 9, queue: { autoAccept: true } });
  const ana = company.people.Ana!;
  const line = await online(app, ana);
  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId }));
  await isServed(visitor, begun);
  const conversationId = begun.conversation.id;
  const touchpoints = store.collection<TouchpointRecord>('touchpoints');
  const { customerId } = (await touchpoints.findOne({ conversationId })) as TouchpointRecord;
  await pushBack(touchpoints, customerId, count);
  const now = Date.now();
  await touchpoints.insertMany(Array.from({ length: count }, (_, i) => aTouchpoint(i, count, customerId, now)));
  return {
    conversationId,
    customerId,
    agent: ana,
    async says(text) {
      await visitor.ask('message:send', { clientId: randomUUID(), text, attachmentIds: [] });
    },
    close() {
      visitor.close();
      line.close();
    },
  };
}

type Touchpoints = mongoose.mongo.Collection<TouchpointRecord>;

/** Makes room for so many before what is there; the last first, or two would have one place. */
async function pushBack(touchpoints: Touchpoints, customerId: string, count: number): Promise<void> {
  const there = await touchpoints.find({ customerId }).sort({ seq: -1 }).toArray();
  for (const { _id } of there) await touchpoints.updateOne({ _id }, { $inc: { seq: count, publicSeq: count } });
}

/** A note or the beginning of a matter every fifth time; a page and a picture in fifty; of the rest, three in a row are of one side. */
function aTouchpoint(i: number, count: number, customerId: string, now: number): TouchpointRecord {
  const at = new Date(now - (count - i) * 36 * MINUTE);
  return {
    _id: `5${i.toString(16).padStart(23, '0')}`,
    customerId,
    conversationId: null,
    seq: i + 1,
    publicSeq: i + 1,
    public: false,
    sourceId: `past:${i}`,
    clientId: null,
    at,
    recordedAt: at,
    terms: [],
    attachments: [],
    delivery: { state: 'none', rank: 0, tries: 0 },
    ...whatItIs(i),
  } as TouchpointRecord;
}

function whatItIs(i: number): Partial<TouchpointRecord> {
  const text = `${i + 1}: ${TEXTS[i % TEXTS.length]}`;
  const agent = { type: 'agent', name: 'Ana' } as const;
  const inside = { direction: 'internal', channel: null } as const;
  if (i % 10 === 4) return { ...inside, kind: 'note', author: agent, text, details: { mentions: [] } };
  const opened = { queueId: '', queueName: 'Orders', number: i + 1, by: 'customer' } as const;
  if (i % 10 === 9)
    return { ...inside, kind: 'conversation.opened', author: { type: 'system' }, text: null, details: opened };
  if (i % 50 === 20) {
    const details = { url: `https://shop.example/kilim/${i}`, title: `گلیم ${i}` };
    return {
      kind: 'page.viewed',
      direction: 'in',
      channel: 'webchat',
      author: { type: 'customer' },
      text: null,
      details,
    };
  }
  const direction = Math.floor(i / 3) % 2 === 1 ? 'out' : 'in';
  const author = direction === 'out' ? agent : ({ type: 'customer', name: 'Sara' } as const);
  const attachments = i % 50 === 10 ? [{ ...PICTURE, fileId: `picture-${i}` }] : [];
  return { kind: 'message', direction, channel: 'webchat', author, text, attachments, details: { source: 'chat' } };
}
