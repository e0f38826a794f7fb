/** What must not be taken, and what it gets. Long because it is the one list of it. */
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { agentAt, aStart, type Refusal, type VisitorLine, visitorAt } from '../clients.js';
import { aCompany, hire, online, type Person } from '../company.js';

let app: Booted;
let company: Awaited<ReturnType<typeof aCompany>>;
let ana: Person;
let stranger: Person;
beforeAll(async () => {
  app = await bootApp({ env: { VISITOR_MESSAGES_PER_MINUTE: '30' } });
  company = await aCompany(app, { agents: ['Ana'], capacity: 20, queue: { autoAccept: true } });
  ana = company.people.Ana!;
  stranger = await hire(app, company.admin, 'Zed');
});
afterAll(() => app.close());

async function aChat(about: Partial<Parameters<typeof aStart>[0]> = {}) {
  const visitor = await visitorAt(app.url, { siteKey: company.siteKey });
  const begun = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, ...about }));
  return { visitor, begun, conversationId: begun.conversation.id };
}

const aMessage = (text: string) => ({ clientId: randomUUID(), text, attachmentIds: [] as string[] });
const messages = async (visitor: VisitorLine) =>
  (await visitor.ask('visit:open', { after: 0 })).touchpoints.filter(({ kind }) => kind === 'message');

describe('over HTTP', () => {
  const at = (path: string, init: RequestInit) => fetch(`${app.url}/api/v1${path}`, init);
  const json = { 'content-type': 'application/json' };

  it.each([
    { says: 'JSON that is none', body: '{"email": ', status: 400, code: 'input.malformed' },
    { says: 'a field nobody knows', body: '{"email":"a@b.example","password":"x","admin":true}', status: 400 },
    { says: 'a number for a text', body: '{"email":1,"password":"x"}', status: 400 },
    { says: 'an operator for a text', body: '{"email":{"$gt":""},"password":{"$gt":""}}', status: 400 },
    { says: 'a list for an object', body: '[]', status: 400 },
    {
      says: 'a body of 2 MB',
      body: JSON.stringify({ email: 'x'.repeat(2_000_000) }),
      status: 413,
      code: 'input.tooLarge',
    },
  ])('$says is refused', async ({ body, status, code = 'input.invalid' }) => {
    const answer = await at('/session', { method: 'POST', headers: json, body });
    expect([answer.status, (await answer.json()).error.code]).toEqual([status, code]);
  });

  it('a forged session cookie is nobody', async () => {
    const forged = ana.cookie.slice(0, -3);
    for (const cookie of [
      `${forged}xyz`,
      'payvand_session=',
      'payvand_session=%00',
      `payvand_session=${'a'.repeat(5_000)}`,
    ])
      expect((await app.call('session.show', { cookie })).error?.code).toBe('signin.required');
  });

  it('a foreign page cannot act for somebody signed in', async () => {
    const answer = await app.call('session.delete', {
      cookie: ana.cookie,
      headers: { origin: 'https://evil.example' },
    });
    expect([answer.status, answer.error?.code]).toEqual([403, 'origin.refused']);
    expect((await app.call('session.show', { cookie: ana.cookie })).status).toBe(200);
  });

  it("somebody else's conversation is as missing as one that never was, for every verb", async () => {
    const { visitor, conversationId } = await aChat();
    const { cookie } = stranger;
    const verbs = [
      ['conversations.show', undefined],
      ['conversations.routing', undefined],
      ['conversations.reply', aMessage('دزدی')],
      ['conversations.note', { clientId: randomUUID(), text: 'x', mentions: [] }],
      ['conversations.pick', undefined],
      ['conversations.transfer', { toAgentId: stranger.id }],
      ['conversations.close', {}],
      ['conversations.snooze', { until: new Date(Date.now() + 3_600_000).toISOString() }],
      ['conversations.resume', undefined],
      ['conversations.ticket', { name: 'a.png', sizeBytes: 10 }],
    ] as const;
    for (const [name, body] of verbs) {
      const [theirs, nobodys] = await Promise.all(
        [conversationId, 'f'.repeat(24)].map((id) => app.call(name, { cookie, params: { id }, body })),
      );
      expect([name, theirs?.status, theirs?.error]).toEqual([name, 404, nobodys?.error]);
    }
    expect(await messages(visitor)).toHaveLength(1);
    visitor.close();
  });
});

describe('over the sockets', () => {
  it('a handshake from a foreign page, with a wrong key, or without a session is refused', async () => {
    const code = (tried: Promise<{ close(): void }>) =>
      tried.then(
        (line) => {
          line.close();
          return 'was let in';
        },
        (refusal: Refusal) => refusal.code ?? refusal.message,
      );
    const { siteKey } = company;
    const second = await app.call('sites.create', {
      cookie: company.admin,
      body: { name: 'Elsewhere', origins: ['https://elsewhere.example'] },
    });
    expect(second.status).toBe(201);
    const from = (origin: string) => visitorAt(app.url, { siteKey, origin });
    expect(await code(from('https://shop.example'))).toBe('was let in');
    expect(await code(from('https://evil.example'))).toBe('websocket error');
    expect(await code(from('https://elsewhere.example'))).toBe('origin.refused');
    expect(await code(from('null'))).toBe('websocket error');
    expect(await code(visitorAt(app.url, { siteKey: 'nobody' }))).toBe('site.missing');
    expect(await code(agentAt(app.url, ana.cookie, 'https://shop.example'))).toBe('origin.refused');
    expect(await code(agentAt(app.url, 'payvand_session=forged'))).toBe('signin.required');
    const polling = await fetch(`${app.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { origin: 'https://evil.example' },
    });
    expect(polling.status).toBe(403);
  });

  it('every request with a wrong input is refused by its code, and the socket lives on', async () => {
    const { visitor, conversationId } = await aChat();
    const wrong: [string, unknown][] = [
      ['visit:open', { after: -1 }],
      ['visit:open', null],
      ['message:send', 'text'],
      ['message:send', { ...aMessage('x'), clientId: 'not-a-uuid' }],
      ['message:send', { ...aMessage('x'), customerId: 'a'.repeat(24) }],
      ['message:send', aMessage('   ')],
      ['message:send', { ...aMessage('x'), attachmentIds: [{ $ne: null }] }],
      ['rating:give', { conversationId, score: 6 }],
      ['rating:give', { conversationId, score: '5' }],
      ['conversation:end', { conversationId: { $gt: '' } }],
      ['transcript:mail', { conversationId, email: 'nobody', clientId: randomUUID() }],
      ['conversation:start', { ...aStart({ queueId: company.queueId }), pages: Array(100).fill({}) }],
      ['upload:ticket', { name: 'a.bin', sizeBytes: 26_214_401 }],
    ];
    for (const [name, input] of wrong)
      expect([name, await visitor.refusal(name as 'visit:open', input)]).toEqual([name, 'input.invalid']);
    for (const name of ['nothing:here', 'connection', '__proto__'])
      expect(await visitor.refusal(name as 'visit:open', { after: 0 })).toBe('route.missing');
    expect(await messages(visitor)).toHaveLength(1);
    visitor.close();
  });

  it("somebody else's conversation is missing, to visitors and to agents", async () => {
    const [theirs, mine] = [await aChat(), await aChat()];
    const { conversationId } = theirs;
    const rating = { conversationId, score: 1 };
    expect(await mine.visitor.refusal('rating:give', rating)).toBe('conversation.missing');
    expect(await mine.visitor.refusal('conversation:end', { conversationId })).toBe('conversation.missing');
    const mail = { conversationId, email: 'thief@example.com', clientId: randomUUID() };
    expect(await mine.visitor.refusal('transcript:mail', mail)).toBe('conversation.missing');
    const zed = await online(app, stranger);
    expect(await zed.refusal('conversation:open', { conversationId, after: 0 })).toBe('conversation.missing');
    expect(await zed.refusal('conversation:open', { conversationId, after: 0, silent: true })).toBe(
      'permission.denied',
    );
    expect(await zed.refusal('board:watch', {})).toBe('permission.denied');
    await theirs.visitor.ask('message:send', aMessage('محرمانه'));
    await zed.ask('desk:open', {});
    expect(zed.all('touchpoint:appended')).toEqual([]);
    expect(zed.all('conversation:changed')).toEqual([]);
    expect(zed.all('conversations:changed')).toEqual([]);
    for (const line of [theirs.visitor, mine.visitor, zed]) line.close();
  });

  it('a message beyond what a socket may carry ends that socket and nobody else’s', async () => {
    const [one, other] = [await aChat(), await aChat()];
    const gone = new Promise((resolve) => one.visitor.socket.once('disconnect', resolve));
    one.visitor.socket.emit('message:send', aMessage('x'.repeat(100_000)));
    await gone;
    expect(await messages(other.visitor)).toHaveLength(1);
    other.visitor.close();
  });

  it('packets that make no sense do no harm', async () => {
    const socket = io(`${app.url}/visitor`, {
      auth: { siteKey: company.siteKey, locale: 'fa' },
      forceNew: true,
      transports: ['websocket'],
      reconnection: false,
    });
    await new Promise((resolve) => socket.once('connect', () => resolve(null)));
    socket.emit('no:such', {}, () => {});
    socket.emit('message:send');
    socket.emit(
      'message:send',
      () => {},
      () => {},
    );
    socket.emit('typing:set', { on: true }, 'not a function');
    const left = new Promise((resolve) => socket.once('disconnect', resolve));
    socket.io.engine.write('2["not a namespace"]'); // undecodable or unknown: the server may hang up, and lives on
    socket.disconnect();
    await left;
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  });

  it('a receipt for more than there is marks only what there is', async () => {
    const { visitor, conversationId } = await aChat();
    const line = await online(app, ana);
    const { cookie } = ana;
    visitor.tell('receipt:send', { delivered: 1_000_000, read: 1_000_000 });
    await visitor.ask('visit:open', { after: 0 });
    await visitor.hears('conversation:changed', ({ state }) => state === 'active');
    await line.ask('conversation:open', { conversationId, after: 0 });
    const sent = await app.call('conversations.reply', {
      cookie,
      params: { id: conversationId },
      body: aMessage('خوانده نشده'),
    });
    const shown = await visitor.hears('touchpoint:appended', ({ text }) => text === 'خوانده نشده');
    visitor.tell('receipt:send', { delivered: shown.seq, read: shown.seq });
    await line.hears('delivery:moved', (moved) => moved.touchpointId === sent.body.id && moved.state === 'read');
    const { body } = await app.call('conversations.show', { cookie, params: { id: conversationId } });
    expect(body.receipts.customerRead).toBe(shown.seq);
    visitor.close();
    line.close();
  });
});

describe('in texts and names', () => {
  it('scripts are only text, and what would turn the text around it is taken out', async () => {
    const { visitor, begun } = await aChat({
      name: '\u202e<b onclick=x>Sara</b>\u0000\n',
      text: '<img src=x onerror=alert(1)>\u202e\u0007',
    });
    const own = await messages(visitor);
    expect(own[0]?.text).toBe('<img src=x onerror=alert(1)>');
    const { body } = await app.call('customers.show', { cookie: ana.cookie, params: { id: begun.customerId } });
    expect(body.name).toBe('<b onclick=x>Sara</b>');
    visitor.close();
  });

  it('the joiner and the line breaks of Persian writing stay', async () => {
    const { visitor } = await aChat({ text: 'می‌خواهم\nبدانم' });
    expect((await messages(visitor))[0]?.text).toBe('می‌خواهم\nبدانم');
    visitor.close();
  });

  it('8,000 characters are taken whole, 10,000 are refused whole', async () => {
    const { visitor } = await aChat();
    expect(await visitor.refusal('message:send', aMessage('س'.repeat(10_000)))).toBe('input.invalid');
    await visitor.ask('message:send', aMessage('س'.repeat(8_000)));
    expect((await messages(visitor)).map(({ text }) => text?.length)).toEqual([25, 8_000]);
    visitor.close();
  });

  it('addresses of pages that a console could run are not kept', async () => {
    const page = { url: 'javascript:alert(document.cookie)', title: 'x', at: new Date().toISOString() };
    const { visitor, begun } = await aChat({ pages: [page] });
    visitor.tell('page:seen', { ...page, url: 'data:text/html,<script>1</script>' });
    await visitor.ask('visit:open', { after: 0 });
    const query = { after: 0, limit: 200 };
    const { body } = await app.call('customers.timeline', {
      cookie: ana.cookie,
      params: { id: begun.customerId },
      query,
    });
    expect(JSON.stringify(body)).not.toMatch(/javascript:|data:text/);
    visitor.close();
  });
});

describe('too much', () => {
  it('of messages from one socket is limited: nothing is stored beyond, others are heard meanwhile, what is taken is in order', async () => {
    const [flood, other] = [await aChat(), await aChat()];
    const flooding = Promise.all(
      Array.from({ length: 1_000 }, (_, i) => flood.visitor.refusal('message:send', aMessage(`${i}`))),
    );
    await other.visitor.ask('message:send', aMessage('من هم هستم'));
    const codes = await flooding;
    const taken = codes.filter((code) => code === 'was accepted').length;
    expect(new Set(codes)).toEqual(new Set(['was accepted', 'rate.limited']));
    expect(taken).toBeLessThanOrEqual(61);
    const line = await visitorAt(app.url, { siteKey: company.siteKey, token: flood.begun.token! });
    const kept = (await messages(line)).slice(1).map(({ text }) => Number(text));
    expect(kept).toHaveLength(taken);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    for (const one of [flood.visitor, other.visitor, line]) one.close();
  });

  it('of typing writes nothing', async () => {
    // Nobody is online: the conversation stays as it is.
    await app.call('agents.presence', { cookie: company.admin, params: { id: ana.id }, body: { presence: 'offline' } });
    const { visitor, begun } = await aChat();
    const { default: mongoose } = await import('mongoose');
    const written = async () => [
      (await mongoose.connection.collection('conversations').findOne({ customerId: begun.customerId }))?.version,
      await mongoose.connection.collection('touchpoints').countDocuments({ customerId: begun.customerId }),
    ];
    const before = await written();
    for (let i = 0; i < 200; i += 1) visitor.tell('typing:set', { on: i % 2 === 0 });
    await new Promise((resolve) => visitor.socket.emit('visit:open', { after: 0 }, resolve));
    expect(await written()).toEqual(before);
    visitor.close();
  });
});

describe('an agent whose account is closed', () => {
  it('hears nothing more, in the same moment', async () => {
    const cem = await hire(app, company.admin, 'Cem');
    const { body: queues } = await app.call('queues.list', { cookie: company.admin });
    const memberIds = [...queues.find(({ id }) => id === company.queueId)!.memberIds, cem.id];
    await app.call('queues.change', { cookie: company.admin, params: { id: company.queueId }, body: { memberIds } });
    const { visitor, conversationId } = await aChat();
    const line = await agentAt(app.url, cem.cookie);
    await line.ask('conversation:open', { conversationId, after: 0 });
    const gone = new Promise((resolve) => line.socket.once('disconnect', resolve));
    await app.call('users.change', { cookie: company.admin, params: { id: cem.id }, body: { active: false } });
    await gone;
    await line.hears('session:ended');
    line.forget();
    await visitor.ask('message:send', aMessage('پس از آن'));
    expect(line.all('touchpoint:appended')).toEqual([]);
    expect((await app.call('conversations.show', { cookie: cem.cookie, params: { id: conversationId } })).status).toBe(
      401,
    );
    await expect(agentAt(app.url, cem.cookie)).rejects.toMatchObject({ code: 'signin.required' });
    visitor.close();
  });
});
