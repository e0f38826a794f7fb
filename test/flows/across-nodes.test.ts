/** Two nodes with one store and one Redis: whoever is on the one sees what happens on the other at once, not at the next sweep. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Booted, bootApp } from '../boot.js';
import { type AgentLine, agentAt, aStart, isServed, visitorAt } from '../clients.js';
import { aCompany, hire, online } from '../company.js';
import { eventually } from '../eventually.js';
import { hasRedis, startRedis } from '../redis.js';

/** So rare that nothing in these tests can be owed to a sweep. */
const RARELY = { ROUTER_SWEEP_SECONDS: '600', HEARTBEAT_SECONDS: '30', ROUTER_LEASE_SECONDS: '60' };

describe.skipIf(!hasRedis)('two nodes on one Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let here: Booted;
  let there: Booted;
  let company: Awaited<ReturnType<typeof aCompany>>;
  let first: Awaited<ReturnType<typeof begins>>;
  const open: { close(): void }[] = [];
  const kept = <L extends { close(): void }>(line: L): L => {
    open.push(line);
    return line;
  };

  beforeAll(async () => {
    redis = await startRedis();
    here = await bootApp({ env: { REDIS_URL: redis.url, ...RARELY } });
    there = await bootApp({ env: { REDIS_URL: redis.url, ...RARELY }, storeUri: here.storeUri });
    company = await aCompany(here, { agents: ['Ana'], capacity: 1, queue: { autoAccept: true } });
  });
  afterAll(async () => {
    for (const line of open) line.close();
    for (const app of [there, here]) await app.close();
    await redis.stop();
  });

  const say = (text: string) => ({ clientId: randomUUID(), text, attachmentIds: [] });
  async function begins(app: Booted, text: string) {
    const visitor = kept(await visitorAt(app.url, { siteKey: company.siteKey }));
    const { conversation } = await visitor.ask('conversation:start', aStart({ queueId: company.queueId, text }));
    return { visitor, id: conversation.id, conversation };
  }
  /** A node that beats often, so that the others soon see that it has stopped. */
  const bootPassing = () =>
    bootApp({ env: { REDIS_URL: redis.url, ...RARELY, HEARTBEAT_SECONDS: '0.5' }, storeUri: here.storeUri });
  const reply = (app: Booted, conversationId: string, text: string) =>
    app.call('conversations.reply', {
      cookie: company.people.Ana!.cookie,
      params: { id: conversationId },
      body: say(text),
    });

  it('bring a visitor of the one to an agent of the other, and carry words, typing and receipts both ways', async () => {
    const ana: AgentLine = kept(await online(there, company.people.Ana!));
    first = await begins(here, 'سلام');
    const { visitor, id, conversation } = first;
    await isServed(visitor, { conversation });
    await ana.hears('conversation:changed', (one) => one.id === id && one.state === 'active');

    await ana.ask('conversation:open', { conversationId: id, after: 0 });
    await visitor.ask('message:send', say('سفارشم کجاست؟'));
    await ana.hears('touchpoint:appended', ({ text }) => text === 'سفارشم کجاست؟');
    visitor.tell('typing:set', { on: true });
    await ana.hears('typing:changed', ({ on, who }) => on && who.type === 'customer');
    ana.tell('typing:set', { conversationId: id, on: true });
    await visitor.hears('typing:changed', ({ on }) => on);
    expect((await reply(there, id, 'در راه است.')).status).toBeLessThan(300);
    const { seq } = await visitor.hears('touchpoint:appended', ({ text }) => text === 'در راه است.');
    visitor.tell('receipt:send', { delivered: seq, read: seq });
    await ana.hears('delivery:moved', ({ state }) => state === 'read');
  });

  it('tell everybody on the other node how many wait, and an agent there what they have not read', async () => {
    const ana = kept(await agentAt(there.url, company.people.Ana!.cookie));
    const boss = kept(await agentAt(there.url, company.admin));
    const { all } = (await boss.ask('desk:open', {})).counts;
    const { id, visitor } = await begins(here, 'چند نفر؟');
    await boss.hears('counts:changed', (now) => now.all === all + 1);
    const mine = (await here.call('conversations.list', { cookie: company.people.Ana!.cookie })).body.items[0]!;
    const { mineUnread } = (await ana.ask('desk:open', {})).counts;
    expect(mineUnread).toBe(0);
    ana.forget();
    await first.visitor.ask('message:send', say('هنوز هستید؟'));
    await ana.hears('counts:changed', (now) => now.mineUnread === 1);
    expect(mine.id).toBe(first.id);
    await visitor.ask('conversation:end', { conversationId: id });
    await boss.hears('counts:changed', (now) => now.all === all);
  });

  it('tell whoever a note names on the other node, and there that they have looked at it', async () => {
    const bo = await hire(here, company.admin, 'Nam', { role: 'supervisor' });
    const [line, elsewhere] = [kept(await agentAt(there.url, bo.cookie)), kept(await agentAt(here.url, bo.cookie))];
    const { id, visitor } = await begins(here, 'یادداشت');
    const body = { clientId: randomUUID(), text: '@Nam', mentions: [bo.id] };
    const { seq } = (await here.call('conversations.note', { cookie: company.admin, params: { id }, body })).body;
    await Promise.all([line, elsewhere].map((one) => one.hears('mentions:changed')));
    expect((await there.call('mentions.list', { cookie: bo.cookie })).body).toMatchObject([{ conversation: { id } }]);
    elsewhere.forget();
    await there.call('mentions.see', { cookie: bo.cookie, params: { id }, body: { seq } });
    await elsewhere.hears('mentions:changed');
    expect((await here.call('mentions.list', { cookie: bo.cookie })).body).toEqual([]);
    await visitor.ask('conversation:end', { conversationId: id });
  });

  it('tell whoever writes, and nobody else, at the other node what they wrote here', async () => {
    const { id, visitor } = await begins(here, 'پیش‌نویس');
    const { cookie } = await hire(here, company.admin, 'Dra', { role: 'supervisor' });
    const [line, other] = [kept(await agentAt(there.url, cookie)), kept(await agentAt(there.url, company.admin))];
    const about = { cookie, params: { id }, query: { kind: 'message' } };
    const [rev, second] = [randomBytes(12), randomBytes(12)].map((some) => some.toString('hex')) as [string, string];
    const body = { base: null, rev, text: 'از خانه', files: [], mail: null };
    await here.call('ownDrafts.save', { ...about, body });
    expect(await line.hears('ownDraft:changed')).toEqual({ kind: 'message', id, rev });
    expect((await there.call('ownDrafts.show', about)).body).toMatchObject({ rev, text: 'از خانه' });
    const late = await there.call('ownDrafts.save', { ...about, body: { ...body, rev: second } });
    expect(late.error?.code).toBe('record.moved');
    line.forget();
    await there.call('ownDrafts.drop', { ...about, query: { kind: 'message', base: rev } });
    expect(await line.hears('ownDraft:changed')).toEqual({ kind: 'message', id, rev: null });
    await visitor.ask('conversation:end', { conversationId: id });
    await other.hears('conversations:changed', (all) => all.some((one) => one.id === id && one.state === 'closed'));
    expect(other.all('ownDraft:changed')).toEqual([]);
  });

  it('tell those who wait on either node their place, as soon as the one before them is served', async () => {
    const [second, third] = [await begins(there, 'دوم'), await begins(here, 'سوم')];
    await third.visitor.hears('place:changed', ({ position }) => position === 2);
    const params = { id: second.id };
    await here.call('conversations.show', { cookie: company.admin, params });
    await second.visitor.ask('conversation:end', { conversationId: second.id });
    await third.visitor.hears('place:changed', ({ position }) => position === 1);
  });

  it('put who is said to be worth more on the one ahead on the other', async () => {
    const [before, valued] = [await begins(here, 'پیش'), await begins(here, 'ارزشمند')];
    const { cookie, params } = { cookie: company.admin, params: { id: company.queueId } };
    const { rules } = (await here.call('queues.list', { cookie })).body.find(({ id }) => id === company.queueId)!;
    const body = { rules: { ...rules, valuePoints: [0, 0, 0, 0, 0, 60] } };
    expect((await here.call('queues.change', { cookie, params, body })).status).toBe(200);
    const { customerId } = (await here.parts.conversations.byId(valued.id))!;
    for (const [value, stands] of [
      [5, 1],
      [0, -1],
    ] as const) {
      await there.call('customers.change', { cookie, params: { id: customerId }, body: { value } });
      for (const app of [here, there])
        await eventually(async () => {
          const [one, other] = [valued, before].map(({ id }) => app.parts.routing.positionOf(id)!);
          expect(Math.sign(other! - one!)).toBe(stands);
        });
    }
    for (const { visitor, id } of [before, valued]) await visitor.ask('conversation:end', { conversationId: id });
  });

  it('carry a whisper to the owner there, and a new order of the line to both', async () => {
    const { cookie } = company.people.Ana!;
    const ana = kept(await agentAt(there.url, cookie));
    const { body: held } = await there.call('conversations.list', { cookie });
    const params = { id: held.items[0]!.id };
    const whisper = { clientId: randomUUID(), text: 'آهسته‌تر' };
    await here.call('conversations.whisper', { cookie: company.admin, params, body: whisper });
    const { text, details } = await ana.hears('note:whispered');
    expect([text, details]).toEqual([whisper.text, { whisperTo: { id: company.people.Ana!.id, name: 'Ana' } }]);

    await begins(here, 'چهارم');
    const last = await begins(there, 'پنجم');
    const about = { cookie: company.admin, params: { id: last.id } };
    await there.call('conversations.prioritise', { ...about, body: { clientId: randomUUID(), ahead: 'first' } });
    await last.visitor.hears('place:changed', ({ position }) => position === 1);
    for (const app of [here, there])
      await eventually(async () => expect((await app.call('conversations.routing', about)).body.position).toBe(1));
  });

  it('know of each visitor who is in the chat, on whatever node, and of none whose node is gone', async () => {
    const isIn = async (chat: { id: string }, on: Booted) => {
      const { body } = await on.call('conversations.show', { cookie: company.admin, params: { id: chat.id } });
      return body.customerOnline;
    };
    const agree = (chat: { id: string }, online: boolean, ...apps: Booted[]) =>
      eventually(async () => {
        for (const app of apps) expect(await isIn(chat, app)).toBe(online);
      }, 60_000);
    const [leaves, stays] = [await begins(here, 'می‌رود'), await begins(here, 'می‌ماند')];
    await agree(leaves, true, here, there);
    leaves.visitor.close();
    // A node that comes later learns of those who were there before it.
    const passing = await bootPassing();
    await agree(stays, true, there, passing);
    const lost = await begins(passing, 'گذرا');
    await agree(lost, true, here, there, passing);

    const { customerId } = (await here.parts.conversations.byId(lost.id))!;
    const told = new Promise<void>((resolve) => {
      for (const { parts } of [here, there])
        parts.bus.on('visitor.offline', (gone) => void (gone.customerId === customerId && resolve()));
    });
    lost.visitor.close();
    await passing.close();
    await told;
    await agree(lost, false, here, there);
    await agree(leaves, false, here, there);
    expect(await isIn(stays, there)).toBe(true);
  });

  it('answer a mail in the chat of a visitor on the one who was joined with its writer on the other', async () => {
    const { customers, conversations, routing } = here.parts;
    const chat = await begins(there, 'پیش‌تر');
    await chat.visitor.ask('conversation:end', { conversationId: chat.id });
    const visitorId = (await here.parts.conversations.byId(chat.id))!.customerId;
    const writer = await customers.createCustomer({ name: 'Writer', locale: 'en' });
    const opening = { customer: writer, verified: true, channel: 'email', siteId: null, locale: 'en' } as const;
    const about = { by: 'customer', queueId: company.queueId, queueName: 'Orders', subject: 'Rug' } as const;
    const { _id: id } = await conversations.open({ ...opening, ...about, startKey: randomUUID(), told: () => [] });
    await routing.takeOver(company.people.Ana!.id, id);
    const { cookie } = company.people.Ana!;
    const merging = { cookie: company.admin, params: { id: writer._id }, body: { otherId: visitorId, reason: 'Same' } };
    expect((await here.call('customers.merge', merging)).status).toBe(200);
    const isIn = async (app: Booted) => (await app.call('conversations.show', { cookie, params: { id } })).body;
    for (const app of [here, there])
      await eventually(async () => expect(await isIn(app)).toMatchObject({ customerOnline: true }), 60_000);
    const body = { ...say('در چت'), channel: 'webchat' as const };
    expect((await here.call('conversations.reply', { cookie, params: { id }, body })).status).toBe(202);
    const { seq } = await chat.visitor.hears('touchpoint:appended', ({ text }) => text === 'در چت');
    const { touchpoints } = await chat.visitor.ask('visit:open', { after: 0 });
    expect(touchpoints.map((one) => one.seq)).toEqual(Array.from({ length: seq }, (_, i) => i + 1));
    await chat.visitor.ask('message:send', say('ممنون'));
    expect((await isIn(here)).lastMessage).toMatchObject({ text: 'ممنون', direction: 'in' });
  });

  it('know a changed role and a new queue at once, and end a session on both', async () => {
    const bo = await hire(here, company.admin, 'Bo');
    const line = kept(await agentAt(there.url, bo.cookie));
    const seesAll = () => line.ask('board:watch', {});
    await expect(seesAll()).rejects.toMatchObject({ code: 'permission.denied' });
    await here.call('users.change', { cookie: company.admin, params: { id: bo.id }, body: { role: 'supervisor' } });
    await eventually(async () => void (await seesAll()));
    await line.hears('board:changed', ({ active }) => active.some(({ agentName }) => agentName === 'Ana'));
    await here.call('session.delete', { cookie: bo.cookie });
    await line.hears('session:ended');
  });

  it('tell who makes rules, and nobody else, of a draft that is made, changed, put on new ground, published or thrown away', async () => {
    const cookie = company.admin;
    const boss = await hire(here, cookie, 'Boss', { role: 'supervisor' });
    const reader = kept(await agentAt(there.url, boss.cookie));
    const ana = kept(await agentAt(there.url, company.people.Ana!.cookie));
    const made = (await here.call('routing.drafts.create', { cookie, body: { name: 'عصرها' } })).body;
    const params = { id: made.id };
    await reader.hears('draft:changed', ({ draftId, version }) => draftId === made.id && version === 1);
    const common = { ...made.content.common, restSeconds: 17 };
    await here.call('routing.drafts.change', { cookie, params, body: { version: 1, common } });
    await here.call('routing.drafts.rebase', { cookie, params, body: { version: 2, keep: 'draft' } });
    await here.call('routing.drafts.change', { cookie, params, body: { version: 2, common } }); // refused: no news
    const published = await here.call('routing.drafts.publish', { cookie, params, body: { version: 3, note: '' } });
    expect(published.status).toBeLessThan(300);
    await reader.hears('draft:changed', ({ draftId, version }) => draftId === made.id && version === null);
    expect(reader.all('draft:changed').map(({ version }) => version)).toEqual([1, 2, 3, null]);
    const other = (await here.call('routing.drafts.create', { cookie, body: { name: 'صبح‌ها' } })).body;
    await here.call('routing.drafts.delete', { cookie, params: { id: other.id } });
    await reader.hears('draft:changed', ({ draftId, version }) => draftId === other.id && version === null);
    await ana.hears('settings:changed'); // of what was published
    expect(ana.all('draft:changed')).toEqual([]);
  });

  it('show who else reads a conversation, wherever they are, and wait for no node that does not answer', async () => {
    // To the others a node that was paused is one that listens.
    const paused = createClient({ url: redis.url });
    paused.on('error', () => {});
    await paused.connect();
    await paused.subscribe('socket.io#/agent#', () => {});
    const { id } = await begins(here, 'چند نفر می‌خوانند');
    const reads = async (app: Booted, name: string) => {
      const { cookie } = await hire(here, company.admin, name, { role: 'supervisor' });
      const line = kept(await agentAt(app.url, cookie));
      return { line, ...(await line.ask('conversation:open', { conversationId: id, after: 0 })) };
    };
    const names = (viewers: { name: string }[]) => viewers.map(({ name }) => name).sort();
    const passing = await bootPassing();
    const cy = await reads(here, 'Cy');
    const di = await reads(there, 'Di');
    await cy.line.hears('viewers:changed', ({ viewers }) => names(viewers).join() === 'Cy,Di');
    await di.line.hears('viewers:changed', ({ viewers }) => names(viewers).join() === 'Cy,Di');
    const eve = await reads(passing, 'Eve');
    await di.line.hears('viewers:changed', ({ viewers }) => names(viewers).join() === 'Cy,Di,Eve');
    eve.line.close();
    cy.line.tell('conversation:leave', { conversationId: id });
    await di.line.hears('viewers:changed', ({ viewers }) => names(viewers).join() === 'Di');
    await passing.close();
    paused.destroy();
  });

  it('go on when Redis is killed in the middle of it all and comes back empty', async () => {
    const ana = kept(await agentAt(there.url, company.people.Ana!.cookie));
    const supervisor = kept(await agentAt(there.url, company.admin));
    const { visitor, id } = await begins(here, 'قطع شد؟');
    await supervisor.ask('conversation:open', { conversationId: id, after: 0 });
    const arrived: unknown[] = [];
    supervisor.socket.on('touchpoint:appended', ({ text }) => arrived.push(text));
    const said: string[] = [];
    const speaks = async () => {
      said.push(`${said.length + 1}`);
      await visitor.ask('message:send', say(said.at(-1)!));
      ana.tell('typing:set', { conversationId: id, on: true });
    };
    for (let time = 0; time < 2; time += 1) {
      const back = redis.restart();
      for (let word = 0; word < 5; word += 1) await speaks();
      await back;
    }
    // What is said there meanwhile is known by the next that arrives, and to whoever looks anew: nothing is lost.
    await eventually(async () => {
      await speaks();
      expect(arrived).toContain(said.at(-2));
    });
    const { touchpoints } = await supervisor.ask('conversation:open', { conversationId: id, after: 0 });
    expect(touchpoints.flatMap(({ text }) => (Number(text) > 0 ? [text] : []))).toEqual(said);
  });

  it('tell whoever reads a customer on the one of what is changed on the other', async () => {
    const { id } = await begins(here, 'نامم را عوض کنید');
    const about = { cookie: company.admin, params: { id } };
    const { customerId } = (await here.call('conversations.show', about)).body;
    const reader = kept(await agentAt(there.url, company.admin));
    await reader.ask('conversation:open', { conversationId: id, after: 0 });
    await here.call('customers.change', { ...about, params: { id: customerId }, body: { name: 'شیرین' } });
    await reader.hears('customer:changed', ({ id, name }) => id === customerId && name === 'شیرین');
  });
});

it('ends the socket of a session that has run out', async () => {
  const app = await bootApp({ env: { SESSION_HOURS: '0.001' } });
  const line = await agentAt(app.url, await app.signIn());
  const closed = new Promise((done) => line.socket.once('disconnect', done));
  await line.hears('session:ended');
  await closed;
  await app.close();
});
