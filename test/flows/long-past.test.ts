// What an agent, a supervisor and a visitor do all day, on a store with years behind it: nothing may read more for that.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INBOX_FILTERS, INBOX_VIEWS, type Page } from '../../server/contract/index.js';
import { type EmbeddedStore, startEmbeddedStore } from '../../server/store/embedded/index.js';
import type { SlowQuery } from '../../server/store/embedded/slow-queries.js';
import { type Booted, bootApp } from '../boot.js';
import { aPast, conversationId, customerId } from '../build/past.js';
import { type AgentLine, agentAt, aStart, type VisitorLine, visitorAt } from '../clients.js';
import { aCompany, hire, online, type Person } from '../company.js';
import { eventually } from '../eventually.js';

const directory = mkdtempSync(join(tmpdir(), 'payvand-past-'));
const told: SlowQuery[] = [];
let store: EmbeddedStore;
let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
/** Those with a past. */
let queueIds: string[];
let ana: string;
/** A queue of her own, so that nobody from the past stands before today's visitor. */
let front: string;
let zoe: Person;
let sup: Person;
let line: AgentLine;
let visitor: VisitorLine;

beforeAll(async () => {
  const slowMs = Number.POSITIVE_INFINITY; // how much is read does not depend on the machine
  store = await startEmbeddedStore({ directory, slowMs, onSlowQuery: (slow) => void told.push(slow) });
  const empty = await bootApp({ storeUri: store.uri });
  company = await aCompany(empty);
  queueIds = [company.queueId];
  for (const name of ['Returns', 'Sales', 'Repairs']) queueIds.push(await aQueue(empty, name, company.people.Ana!));
  sup = await hire(empty, company.admin, 'Sup', { role: 'supervisor' });
  zoe = await hire(empty, company.admin, 'Zoe');
  front = await aQueue(empty, 'Front', zoe);
  await empty.close();
  await fill();
  told.length = 0;
  app = await bootApp({ storeUri: store.uri, env: { OUTBOX_SWEEP_SECONDS: '1' } });
  ana = company.people.Ana!.cookie;
});
afterAll(async () => {
  line?.close();
  visitor?.close();
  await app.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function aQueue(on: Booted, name: string, member: Person): Promise<string> {
  const settings = { name, nameFa: name, memberIds: [member.id], wrapUpSeconds: 0, outcomes: ['solved'] };
  const { body } = await on.call('queues.create', { cookie: company.admin, body: settings });
  const hours = { ...body.hours, alwaysOpen: true };
  await on.call('queues.change', { cookie: company.admin, params: { id: body.id }, body: { hours } });
  return body.id;
}

async function fill(): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(store.uri);
  const agentIds = Object.values(company.people).map(({ id }) => id);
  const past = aPast({ queueIds, agentIds, siteId: company.siteId }, new Date());
  for (const [name, docs] of Object.entries(past))
    await client
      .db()
      .collection(name)
      .insertMany(docs as never[]);
  await client.close();
}

/** What the store told, once it has told of one that is slow for certain: they come in their order. */
async function slowOnes(): Promise<SlowQuery[]> {
  const known = (slow: SlowQuery) => JSON.stringify(slow.asked) === '{"filter":{"nothing":"?"}}';
  await eventually(async () => {
    await mongoose.connection.db!.collection('touchpoints').findOne({ nothing: 1 });
    expect(told.some(known)).toBe(true);
  });
  return told.splice(0).filter((slow) => !known(slow));
}

/** All pages of a list, up to three. */
async function pages<T>(ask: (after?: string) => Promise<{ status: number; body: Page<T> }>): Promise<T[]> {
  const items: T[] = [];
  let after: string | undefined;
  for (let i = 0; i < 3; i += 1) {
    const { status, body } = await ask(after);
    expect(status).toBe(200);
    items.push(...body.items);
    if (!body.next) break;
    after = body.next;
  }
  return items;
}

describe('on a store with years behind it', () => {
  const inboxes = INBOX_VIEWS.flatMap((view) => INBOX_FILTERS.map((filter) => ({ view, filter })));

  it.each(inboxes)('the inbox lists $view, $filter', async ({ view, filter }) => {
    for (const cookie of [ana, sup.cookie, company.admin])
      for (const queueId of [undefined, queueIds[0]!]) {
        const query = { view, filter, ...(queueId && { queueId }) };
        await pages((after) =>
          app.call('conversations.list', { cookie, query: { ...query, ...(after && { after }) } }),
        );
      }
    expect((await app.call('conversations.counts', { cookie: ana })).status).toBe(200);
    expect(await slowOnes()).toEqual([]);
  });

  it.each(['', 'سارا', 'sa', 'person1', 'person17@mail.example', 'سارا محمدی', 'nobody'])(
    'customers are listed for "%s"',
    async (search) => {
      const query: Record<string, string> = search ? { search } : {};
      await pages((after) => app.call('customers.list', { cookie: ana, query: { ...query, ...(after && { after }) } }));
      expect(await slowOnes()).toEqual([]);
    },
  );

  it.each(['سلام', 'سل', 'سلام سفارشم', 'سفارشم سلام', 'hello wrong', 'order', 'گلیم', 'nowhere'])(
    '"%s" is searched for',
    async (q) => {
      const { status, body } = await app.call('search.all', { cookie: ana, query: { q } });
      expect(status).toBe(200);
      expect(body.messages.length > 0).toBe(q !== 'nowhere');
      expect(await slowOnes()).toEqual([]);
    },
  );

  it('a customer and a conversation are opened', async () => {
    const cookie = company.admin;
    for (const params of [{ id: customerId(5) }, { id: customerId(77) }]) {
      await app.call('customers.show', { cookie, params });
      const timeline = await app.call('customers.timeline', { cookie, params, query: { limit: 20 } });
      expect(timeline.body.touchpoints.length).toBeGreaterThan(0);
      await pages((after) => app.call('customers.conversations', { cookie, params, query: after ? { after } : {} }));
    }
    const params = { id: conversationId(1) };
    expect((await app.call('conversations.show', { cookie, params })).status).toBe(200);
    expect((await app.call('conversations.routing', { cookie, params })).status).toBe(200);
    const merge = { otherId: customerId(8), reason: '' };
    expect((await app.call('customers.merge', { cookie, params: { id: customerId(7) }, body: merge })).status).toBe(
      200,
    );
    expect(
      (await app.call('customers.change', { cookie, params: { id: customerId(7) }, body: { name: 'مریم نو' } })).status,
    ).toBe(200);
    expect((await app.call('customers.show', { cookie, params: { id: customerId(8) } })).body.name).toBe('مریم نو');
    expect(await slowOnes()).toEqual([]);
  });

  it('administration is looked at', async () => {
    const cookie = company.admin;
    const entries = await pages((after) =>
      app.call('audit.list', { cookie, query: { limit: 100, ...(after && { after }) } }),
    );
    expect(entries.length).toBe(300);
    for (const name of [
      'users.list',
      'queues.list',
      'canned.list',
      'sites.list',
      'apiKeys.list',
      'board.show',
    ] as const)
      expect((await app.call(name, { cookie })).status).toBe(200);
    expect(await slowOnes()).toEqual([]);
  });

  it('a supervisor watches the board', async () => {
    const watching = await agentAt(app.url, sup.cookie);
    await watching.ask('desk:open', {});
    const board = await watching.ask('board:watch', {});
    expect(board.queues.length).toBe(queueIds.length + 1);
    watching.close();
    expect(await slowOnes()).toEqual([]);
  });

  it('a visitor writes, an agent answers and closes, and it begins again', async () => {
    line = await online(app, zoe);
    const { cookie } = zoe;
    visitor = await visitorAt(app.url, { siteKey: company.siteKey });
    await visitor.ask('visit:open', { after: 0 });
    const { conversation } = await visitor.ask('conversation:start', aStart({ queueId: front }));
    const params = { id: conversation.id };
    const offer = await line.hears('offer:made', (one) => one.conversationId === conversation.id);
    await line.ask('offer:accept', { offerId: offer.id });
    await line.ask('conversation:open', { conversationId: conversation.id, after: 0 });
    const reply = { clientId: randomUUID(), text: 'سلام، الان بررسی می‌کنم.', attachmentIds: [] };
    await app.call('conversations.reply', { cookie, params, body: reply });
    const shown = await visitor.hears('touchpoint:appended', ({ text }) => text === reply.text);
    visitor.tell('receipt:send', { delivered: shown.seq, read: shown.seq });
    await line.hears('delivery:moved', ({ state }) => state === 'read');
    await visitor.ask('message:send', { clientId: randomUUID(), text: 'ممنون', attachmentIds: [] });
    const close = { outcome: 'solved' };
    expect((await app.call('conversations.close', { cookie, params, body: close })).status).toBe(200);
    expect((await app.call('conversations.resume', { cookie, params })).status).toBe(200);
    expect(await slowOnes()).toEqual([]);
  });

  it('a conversation of the past is taken up again', async () => {
    const cookie = company.admin;
    const params = { id: conversationId(2) };
    const clientId = randomUUID();
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const done = async (asking: Promise<{ status: number }>) => expect((await asking).status).toBeLessThan(300);
    await done(app.call('conversations.resume', { cookie, params }));
    await done(app.call('conversations.note', { cookie, params, body: { clientId, text: 'دوباره', mentions: [] } }));
    await done(app.call('conversations.snooze', { cookie, params, body: { until } }));
    await done(app.call('conversations.resume', { cookie, params }));
    await done(app.call('conversations.transfer', { cookie, params, body: { toQueueId: queueIds[1]!, note: '' } }));
    await done(app.call('conversations.ticket', { cookie, params, body: { name: 'a.png', sizeBytes: 10 } }));
    await done(app.call('widget.config', { params: { key: company.siteKey } }));
    const email = { kind: 'email' as const, value: 'person3@mail.example' };
    await done(app.call('customers.addIdentity', { cookie, params: { id: customerId(2) }, body: email }));
    await done(app.call('queues.delete', { cookie, params: { id: await aQueue(app, 'Empty', zoe) } }));
    expect(await slowOnes()).toEqual([]);
  });

  it('what was due when the server stopped is sent and woken', async () => {
    const all = mongoose.connection.db!;
    await eventually(async () => {
      expect(await all.collection('touchpoints').countDocuments({ 'delivery.dueAt': { $lte: new Date() } })).toBe(0);
      const due = { state: 'snoozed', snoozedUntil: { $lte: new Date() } };
      expect(await all.collection('conversations').countDocuments(due)).toBe(0);
    });
    expect(await slowOnes()).toEqual([]);
  });
});
